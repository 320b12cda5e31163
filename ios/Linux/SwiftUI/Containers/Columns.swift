public struct NavigationSplitViewVisibility: Equatable, Sendable {
  let name: String
  public static let automatic = NavigationSplitViewVisibility(name: "automatic")
  public static let all = NavigationSplitViewVisibility(name: "all")
  public static let doubleColumn = NavigationSplitViewVisibility(name: "doubleColumn")
  public static let detailOnly = NavigationSplitViewVisibility(name: "detailOnly")
}

public struct NavigationSplitViewColumn: Hashable, Sendable {
  let name: String
  public static let sidebar = NavigationSplitViewColumn(name: "sidebar")
  public static let content = NavigationSplitViewColumn(name: "content")
  public static let detail = NavigationSplitViewColumn(name: "detail")
}

/// In a regular width both columns are shown, in a compact one the preferred column.
public struct NavigationSplitView<Sidebar: View, Content: View, Detail: View>: View, PrimitiveView {
  public typealias Body = Never
  let visibility: Binding<NavigationSplitViewVisibility>?
  let compactColumn: Binding<NavigationSplitViewColumn>?
  let sidebar: Sidebar
  let detail: Detail

  public init(@ViewBuilder sidebar: () -> Sidebar, @ViewBuilder detail: () -> Detail) where Content == EmptyView {
    (visibility, compactColumn, self.sidebar, self.detail) = (nil, nil, sidebar(), detail())
  }
  public init(
    columnVisibility: Binding<NavigationSplitViewVisibility>, @ViewBuilder sidebar: () -> Sidebar,
    @ViewBuilder detail: () -> Detail
  ) where Content == EmptyView {
    (visibility, compactColumn, self.sidebar, self.detail) = (columnVisibility, nil, sidebar(), detail())
  }
  public init(
    preferredCompactColumn: Binding<NavigationSplitViewColumn>, @ViewBuilder sidebar: () -> Sidebar,
    @ViewBuilder detail: () -> Detail
  ) where Content == EmptyView {
    (visibility, compactColumn, self.sidebar, self.detail) = (nil, preferredCompactColumn, sidebar(), detail())
  }
  public init(
    columnVisibility: Binding<NavigationSplitViewVisibility>,
    preferredCompactColumn: Binding<NavigationSplitViewColumn>,
    @ViewBuilder sidebar: () -> Sidebar, @ViewBuilder detail: () -> Detail
  ) where Content == EmptyView {
    (visibility, compactColumn) = (columnVisibility, preferredCompactColumn)
    (self.sidebar, self.detail) = (sidebar(), detail())
  }

  func render(in element: Element) -> Contribution {
    let column = element.track { compactColumn?.wrappedValue ?? .sidebar }
    let isDetailOnly = element.alsoTrack { visibility?.wrappedValue } == .detailOnly
    let isRegular = element.environment.horizontalSizeClass == .regular
    let sidebar = element.child(.name("sidebar"), sidebar)
    let detail = element.child(.name("detail"), detail)
    var shown: [(String, Element)] = []
    if isRegular ? !isDetailOnly : column == .sidebar { shown.append(("sidebar", sidebar)) }
    if isRegular || column != .sidebar { shown.append(("detail", detail)) }
    let back: (@MainActor () -> Void)? =
      isRegular || column == .sidebar ? nil : compactColumn.map { column in { column.wrappedValue = .sidebar } }
    return { resolver in
      let columns = shown.map { _, child in
        resolver.column(child, environment: element.environment, in: element, back: back)
      }
      return [Node(.container, children: columns)]
    }
  }
}

extension Resolver {
  /// A column has a bar of its own, unless it holds a stack.
  func column(
    _ child: Element, environment: EnvironmentValues, in element: Element, back: (@MainActor () -> Void)?
  ) -> Node {
    let scope = ScreenScope()
    let content = within(scope) { nodes(child) }
    if content.contains(where: \.isStack) { return Node(.container, children: content) }
    return screen(scope, content, previousTitle: "", back: back)
  }
}

@MainActor @preconcurrency public protocol NavigationSplitViewStyle {}
public struct AutomaticNavigationSplitViewStyle: NavigationSplitViewStyle { public init() {} }
public struct BalancedNavigationSplitViewStyle: NavigationSplitViewStyle { public init() {} }
public struct ProminentDetailNavigationSplitViewStyle: NavigationSplitViewStyle { public init() {} }
extension NavigationSplitViewStyle where Self == AutomaticNavigationSplitViewStyle {
  public static var automatic: Self { Self() }
}
extension NavigationSplitViewStyle where Self == BalancedNavigationSplitViewStyle {
  public static var balanced: Self { Self() }
}
extension NavigationSplitViewStyle where Self == ProminentDetailNavigationSplitViewStyle {
  public static var prominentDetail: Self { Self() }
}

extension View {
  public func navigationSplitViewStyle<S: NavigationSplitViewStyle>(_ style: S) -> some View { self }
  public func navigationSplitViewColumnWidth(_ width: CGFloat) -> some View { self }
  public func navigationSplitViewColumnWidth(min: CGFloat? = nil, ideal: CGFloat, max: CGFloat? = nil) -> some View {
    self
  }
}

// MARK: Tabs

public struct TabView<SelectionValue: Hashable, Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let selection: Binding<SelectionValue>
  let content: Content

  public init(selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content) {
    (self.selection, self.content) = (selection, content())
  }

  /// The tabs that were shown once: the others are not evaluated yet.
  final class Visited { var keys: Set<ElementKey> = [] }

  func render(in element: Element) -> Contribution {
    let selected = element.track { selection.wrappedValue }
    let visited = element.stored("visited") { Visited() }
    var tabs: [(item: Element, tag: SelectionValue, content: Element?)] = []
    for part in parts(of: content, in: element) {
      var tag: SelectionValue?
      var item: (any View)?
      var view = part.view
      while let marked = view as? any MarkedView {
        if let found = (marked as? any TagMark)?.mark { tag = tag ?? found.value(as: SelectionValue.self) }
        if let found = (marked as? any TabItemMark)?.mark { item = item ?? found }
        view = element.alsoTrack { marked.markedContent }
      }
      guard let tag, let item else {
        element.problem("a tab has no tabItem, or no tag of the selection's type")
        continue
      }
      if tag == selected { visited.keys.insert(part.key) }
      let content = visited.keys.contains(part.key) ? element.child(part.key, part.view) : nil
      let label = element.child(.id([AnyHashable("item"), AnyHashable(part.key)]), AnyView(item).inBar())
      tabs.append((label, tag, content))
    }
    if !tabs.contains(where: { $0.tag == selected }) { element.problem("no tab has the selected tag \(selected)") }
    return { resolver in
      var bar: [Node] = []
      var shown: [Node] = []
      for tab in tabs {
        let node = Node(.tab, children: resolver.nodes(tab.item))
        node.isSizedBySystem = true
        node.press = { selection.wrappedValue = tab.tag }
        if tab.tag == selected {
          node.traits.insert(.isSelected)
          if let content = tab.content { shown = resolver.nodes(content) }
        }
        bar.append(node)
      }
      return [Node(.container, children: shown + bar)]
    }
  }
}

@MainActor protocol TagMark { var mark: Tag { get } }
@MainActor protocol TabItemMark { var mark: any View { get } }
extension TagModifier: TagMark { var mark: Tag { tag } }

struct TabItemModifier<Content: View>: View, PrimitiveView, MarkedView, TabItemMark {
  typealias Body = Never
  let content: Content
  let mark: any View
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    return { $0.nodes(child) }
  }
}

extension View {
  public func tabItem<V: View>(@ViewBuilder _ label: () -> V) -> some View {
    TabItemModifier(content: self, mark: label())
  }

  public func badge(_ count: Int) -> some View {
    targeted { node in if count != 0 { node.value = String(count) } }
  }
}
