public struct ToolbarItemPlacement: Equatable, Sendable {
  let name: String
  public static let automatic = ToolbarItemPlacement(name: "automatic")
  public static let principal = ToolbarItemPlacement(name: "principal")
  public static let navigation = ToolbarItemPlacement(name: "navigation")
  public static let primaryAction = ToolbarItemPlacement(name: "primaryAction")
  public static let secondaryAction = ToolbarItemPlacement(name: "secondaryAction")
  public static let confirmationAction = ToolbarItemPlacement(name: "confirmationAction")
  public static let cancellationAction = ToolbarItemPlacement(name: "cancellationAction")
  public static let destructiveAction = ToolbarItemPlacement(name: "destructiveAction")
  public static let topBarLeading = ToolbarItemPlacement(name: "topBarLeading")
  public static let topBarTrailing = ToolbarItemPlacement(name: "topBarTrailing")
  public static let bottomBar = ToolbarItemPlacement(name: "bottomBar")
  public static let keyboard = ToolbarItemPlacement(name: "keyboard")

  var isLeading: Bool { ["navigation", "cancellationAction", "topBarLeading"].contains(name) }
  var isBottom: Bool { ["bottomBar", "keyboard"].contains(name) }
}

@MainActor @preconcurrency public protocol ToolbarContent {
  associatedtype Body: ToolbarContent
  @ToolbarContentBuilder var body: Self.Body { get }
}

extension Never: ToolbarContent {}
extension ToolbarContent where Body == Never { public var body: Never { fatalError("these bar items have no body") } }

/// What bar items become.
@MainActor protocol ToolbarParts {
  var parts: [(placement: ToolbarItemPlacement, view: any View)] { get }
}

extension ToolbarContent {
  var allParts: [(placement: ToolbarItemPlacement, view: any View)] {
    if let parts = self as? any ToolbarParts { return parts.parts }
    return body.allParts
  }
}

public struct ToolbarItem<ID, Content: View>: ToolbarContent, ToolbarParts {
  public typealias Body = Never
  let placement: ToolbarItemPlacement
  let content: Content
  public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) where ID == () {
    (self.placement, self.content) = (placement, content())
  }
  var parts: [(placement: ToolbarItemPlacement, view: any View)] { [(placement, content)] }
}

public struct ToolbarItemGroup<Content: View>: ToolbarContent, ToolbarParts {
  public typealias Body = Never
  let placement: ToolbarItemPlacement
  let content: Content
  public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) {
    (self.placement, self.content) = (placement, content())
  }
  var parts: [(placement: ToolbarItemPlacement, view: any View)] { [(placement, content)] }
}

public struct TupleToolbarContent: ToolbarContent, ToolbarParts {
  public typealias Body = Never
  let parts: [(placement: ToolbarItemPlacement, view: any View)]
}

@resultBuilder public struct ToolbarContentBuilder {
  @MainActor public static func buildExpression<Content: ToolbarContent>(_ content: Content) -> Content { content }
  @MainActor public static func buildBlock<Content: ToolbarContent>(_ content: Content) -> some ToolbarContent {
    content
  }
  @MainActor public static func buildBlock<each Content: ToolbarContent>(
    _ content: repeat each Content
  ) -> some ToolbarContent {
    var parts: [(placement: ToolbarItemPlacement, view: any View)] = []
    repeat parts.append(contentsOf: (each content).allParts)
    return TupleToolbarContent(parts: parts)
  }
  @MainActor public static func buildIf<Content: ToolbarContent>(_ content: Content?) -> some ToolbarContent {
    TupleToolbarContent(parts: content?.allParts ?? [])
  }
  @MainActor public static func buildEither<Content: ToolbarContent>(first: Content) -> TupleToolbarContent {
    TupleToolbarContent(parts: first.allParts)
  }
  @MainActor public static func buildEither<Content: ToolbarContent>(second: Content) -> TupleToolbarContent {
    TupleToolbarContent(parts: second.allParts)
  }
}

struct ToolbarModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let parts: [(placement: ToolbarItemPlacement, view: any View)]
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    let items = parts.enumerated().map { place, part in
      (part.placement, element.child(.index(place), AnyView(part.view).inBar()))
    }
    return { resolver in
      let nodes = resolver.nodes(child)
      for (placement, item) in items {
        let shown = resolver.nodes(item)
        guard let screen = resolver.screen else {
          element.problem("a toolbar is outside of a NavigationStack: nobody sees it")
          continue
        }
        if placement.isLeading {
          screen.leading += shown
        } else if placement.isBottom {
          screen.bottom += shown
        } else {
          screen.trailing += shown
        }
      }
      return nodes
    }
  }
}

public struct ToolbarPlacement: Sendable {
  let name: String
  public static let automatic = ToolbarPlacement(name: "automatic")
  public static let navigationBar = ToolbarPlacement(name: "navigationBar")
  public static let bottomBar = ToolbarPlacement(name: "bottomBar")
  public static let tabBar = ToolbarPlacement(name: "tabBar")
}

public struct SearchFieldPlacement: Sendable {
  public enum NavigationBarDrawerDisplayMode: Sendable { case automatic, always }
  public static let automatic = SearchFieldPlacement()
  public static let toolbar = SearchFieldPlacement()
  public static let sidebar = SearchFieldPlacement()
  public static let navigationBarDrawer = SearchFieldPlacement()
  public static func navigationBarDrawer(displayMode: NavigationBarDrawerDisplayMode) -> SearchFieldPlacement {
    .init()
  }
}

struct SearchModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let text: Binding<String>
  let isPresented: Binding<Bool>?
  let prompt: Text?
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let words = element.track { text.wrappedValue }
    let searching = element.stored("searching") { Cell(false) }
    let isSearching = element.alsoTrack { isPresented?.wrappedValue ?? searching.value }
    let child = element.child(.name("content"), content.writing(isSearching) { $0[Key.Searching.self] = isSearching })
    let environment = element.environment
    return { resolver in
      let nodes = resolver.nodes(child)
      guard let screen = resolver.screen else {
        element.problem("searchable is outside of a NavigationStack: nobody sees the field")
        return nodes
      }
      let node = Node(.searchField, text: prompt?.string ?? "搜索")
      node.isSizedBySystem = true
      node.value = words
      node.isFocused = isSearching
      let focus: @MainActor () -> Void = {
        if let isPresented { isPresented.wrappedValue = true } else { searching.value = true }
      }
      node.focus = focus
      node.edit = {
        focus()
        text.wrappedValue = $0
      }
      if let submit = environment.searchSubmit { node.submit = submit.action }
      screen.search = node
      if !isSearching { screen.suggestions = [] }
      return nodes
    }
  }
}

// swift-format-ignore: AmbiguousTrailingClosureOverload
extension View {
  public func toolbar<Content: View>(@ViewBuilder content: () -> Content) -> some View {
    ToolbarModifier(content: self, parts: [(.automatic, content())])
  }
  public func toolbar<Content: ToolbarContent>(@ToolbarContentBuilder content: () -> Content) -> some View {
    ToolbarModifier(content: self, parts: content().allParts)
  }
  public func toolbar(_ visibility: Visibility, for bars: ToolbarPlacement...) -> some View {
    modified { nodes, _, resolver in
      if visibility == .hidden, bars.contains(where: { $0.name == "navigationBar" || $0.name == "automatic" }) {
        resolver.screen?.hidesBar = true
      }
      return nodes
    }
  }
  public func toolbarBackground<S: ShapeStyle>(_ style: S, for bars: ToolbarPlacement...) -> some View { self }
  public func toolbarBackground(_ visibility: Visibility, for bars: ToolbarPlacement...) -> some View { self }

  public func searchable(text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: Text? = nil)
    -> some View
  {
    SearchModifier(content: self, text: text, isPresented: nil, prompt: prompt)
  }
  public func searchable(
    text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: LocalizedStringKey
  ) -> some View {
    SearchModifier(content: self, text: text, isPresented: nil, prompt: Text(prompt))
  }
  @_disfavoredOverload public func searchable<S: StringProtocol>(
    text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: S
  ) -> some View {
    SearchModifier(content: self, text: text, isPresented: nil, prompt: Text(prompt))
  }
  public func searchable(
    text: Binding<String>, isPresented: Binding<Bool>, placement: SearchFieldPlacement = .automatic, prompt: Text? = nil
  ) -> some View {
    SearchModifier(content: self, text: text, isPresented: isPresented, prompt: prompt)
  }
  @_disfavoredOverload public func searchable<S: StringProtocol>(
    text: Binding<String>, isPresented: Binding<Bool>, placement: SearchFieldPlacement = .automatic, prompt: S
  ) -> some View {
    SearchModifier(content: self, text: text, isPresented: isPresented, prompt: Text(prompt))
  }

  /// Inset at an edge: it is read with the content.
  public func safeAreaInset<V: View>(
    edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> V
  ) -> some View {
    LayeredModifier(content: self, layer: content(), isAbove: edge == .bottom)
  }
}

public enum VerticalEdge: Int8, CaseIterable, Sendable { case top, bottom }
