/// How many rows of a list are shown. Others are evaluated when the list is scrolled.
@MainActor final class RowWindow {
  let limit: Cell<Int>
  init(_ rows: Int) { limit = Cell(rows) }
}

extension EnvironmentValues {
  enum WindowKey: EnvironmentKey { static let defaultValue = false }
  var isLazy: Bool {
    get { self[WindowKey.self] }
    set { self[WindowKey.self] = newValue }
  }
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {
  public var data: Data
  public var content: (Data.Element) -> Content
  let id: (Data.Element) -> ID
  let delete: ((IndexSet) -> Void)?

  init(data: Data, id: @escaping (Data.Element) -> ID, content: @escaping (Data.Element) -> Content) {
    (self.data, self.id, self.content, delete) = (data, id, content, nil)
  }
}

extension ForEach: View, MultiView, PrimitiveView where Content: View {
  public typealias Body = Never

  func parts(in element: Element) -> [(key: ElementKey, view: any View)] {
    var seen: Set<ID> = []
    // A container of tabs or rows that asks for them may have read a selection before, which still counts.
    let elements = element.alsoTrack { Array(data) }
    var limit = Int.max
    if element.environment.isLazy {
      let window = element.stored("rows") { RowWindow(element.graph.rowsPerScreen) }
      limit = element.alsoTrack { window.limit.value }
    }
    return elements.prefix(limit).compactMap { item in
      let id = id(item)
      guard seen.insert(id).inserted else {
        element.problem("ForEach has the id \(id) twice")
        return nil
      }
      return (.id(id), Row(id: Tag(id)) { content(item) })
    }
  }

  func render(in element: Element) -> Contribution {
    // What an earlier rendering read does not count any more.
    element.track {}
    let children = parts(in: element).map { element.anyChild($0.key, $0.view) }
    let hidden = data.count - children.count
    return { resolver in
      let nodes = children.flatMap(resolver.nodes)
      guard hidden > 0, element.environment.isLazy, let last = nodes.last else { return nodes }
      let window = element.stored("rows") { RowWindow(element.graph.rowsPerScreen) }
      last.rowsBelow = hidden
      last.scrollOn = { window.limit.value += element.graph.rowsPerScreen }
      return nodes
    }
  }
}

extension ForEach where ID == Data.Element.ID, Content: View, Data.Element: Identifiable {
  public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {
    self.init(data: data, id: { $0.id }, content: content)
  }
}

extension ForEach where Content: View {
  public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {
    self.init(data: data, id: { $0[keyPath: id] }, content: content)
  }
}

extension ForEach where Data == Range<Int>, ID == Int, Content: View {
  public init(_ data: Range<Int>, @ViewBuilder content: @escaping (Int) -> Content) {
    self.init(data: data, id: { $0 }, content: content)
  }
}

/// A row of a ForEach. Its id is its tag unless it has one.
struct Row: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let id: Tag
  let make: @MainActor () -> any View
  var markedContent: any View { make() }

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("row"), Deferred(make: make))
    return { resolver in
      let nodes = resolver.nodes(child)
      for node in nodes where node.tag == nil { node.tag = id }
      return nodes
    }
  }
}

public struct List<SelectionValue: Hashable, Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let selection: Binding<SelectionValue?>?
  let content: Content

  public init(selection: Binding<SelectionValue?>?, @ViewBuilder content: () -> Content) {
    (self.selection, self.content) = (selection, content())
  }

  func render(in element: Element) -> Contribution {
    let selected = element.track { selection?.wrappedValue }
    let rows = content.writing(true) {
      $0.isLazy = true
      $0.isInListRow = true
    }
    let child = element.child(.name("rows"), rows)
    let environment = element.environment
    return { resolver in
      let node = Node(.list, children: resolver.lazily { resolver.nodes(child) })
      node.takeRefresh(environment)
      guard let selection else { return [node] }
      for row in node.children {
        guard let tag = row.tag?.value(as: SelectionValue.self) else { continue }
        if tag == selected { for target in row.targets { target.traits.insert(.isSelected) } }
        row.select = { selection.wrappedValue = tag }
      }
      return [node]
    }
  }
}

extension List where SelectionValue == Never {
  public init(@ViewBuilder content: () -> Content) { (selection, self.content) = (nil, content()) }

  public init<Data: RandomAccessCollection, RowContent: View>(
    _ data: Data, @ViewBuilder rowContent: @escaping (Data.Element) -> RowContent
  ) where Content == ForEach<Data, Data.Element.ID, RowContent>, Data.Element: Identifiable {
    self.init { ForEach(data, content: rowContent) }
  }

  public init<Data: RandomAccessCollection, ID: Hashable, RowContent: View>(
    _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder rowContent: @escaping (Data.Element) -> RowContent
  ) where Content == ForEach<Data, ID, RowContent> {
    self.init { ForEach(data, id: id, content: rowContent) }
  }
}

extension List {
  public init<Data: RandomAccessCollection, RowContent: View>(
    _ data: Data, selection: Binding<SelectionValue?>?, @ViewBuilder rowContent: @escaping (Data.Element) -> RowContent
  ) where Content == ForEach<Data, Data.Element.ID, RowContent>, Data.Element: Identifiable {
    self.init(selection: selection) { ForEach(data, content: rowContent) }
  }
}

public struct Form<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let content: Content
  public init(@ViewBuilder content: () -> Content) { self.content = content() }

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("rows"), content.writing(true) { $0.isInListRow = true })
    let environment = element.environment
    return { resolver in
      let node = Node(.list, children: resolver.lazily { resolver.nodes(child) })
      node.takeRefresh(environment)
      return [node]
    }
  }
}

public struct Section<Parent, Content, Footer> {
  let header: Parent
  let content: Content
  let footer: Footer
}

extension Section: View, PrimitiveView where Parent: View, Content: View, Footer: View {
  public typealias Body = Never

  func render(in element: Element) -> Contribution {
    let header = element.child(.name("header"), header.writing(false) { $0.isInListRow = false })
    let content = element.child(.name("content"), content)
    let footer = element.child(.name("footer"), footer.writing(false) { $0.isInListRow = false })
    return { resolver in
      let headers = resolver.nodes(header)
      for text in headers.flatMap(\.targets) where text.role == .text || text.isCombined {
        text.traits.insert(.isHeader)
      }
      return headers + resolver.nodes(content) + resolver.nodes(footer)
    }
  }
}

extension Section where Parent: View, Content: View, Footer: View {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent, @ViewBuilder footer: () -> Footer)
  {
    self.init(header: header(), content: content(), footer: footer())
  }
}
extension Section where Parent == EmptyView, Content: View, Footer: View {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder footer: () -> Footer) {
    self.init(header: EmptyView(), content: content(), footer: footer())
  }
}
extension Section where Parent: View, Content: View, Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Parent) {
    self.init(header: header(), content: content(), footer: EmptyView())
  }
}
extension Section where Parent == EmptyView, Content: View, Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content) {
    self.init(header: EmptyView(), content: content(), footer: EmptyView())
  }
}
extension Section where Parent == Text, Content: View, Footer == EmptyView {
  public init(_ titleKey: LocalizedStringKey, @ViewBuilder content: () -> Content) {
    self.init(header: Text(titleKey), content: content(), footer: EmptyView())
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {
    self.init(header: Text(title), content: content(), footer: EmptyView())
  }
}

public struct ScrollView<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  public var content: Content
  public init(_ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> Content) {
    self.content = content()
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let child = element.child(.name("content"), content)
    return { resolver in
      let node = Node(.scroll, children: resolver.nodes(child))
      node.takeRefresh(environment)
      return [node]
    }
  }
}

public struct PinnedScrollableViews: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let sectionHeaders = PinnedScrollableViews(rawValue: 1)
}

public struct LazyVStack<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let content: Content
  public init(
    alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, pinnedViews: PinnedScrollableViews = .init(),
    @ViewBuilder content: () -> Content
  ) {
    self.content = content()
  }
  func render(in element: Element) -> Contribution { lazyContainer(content, element) }
}

public struct GridItem: Sendable {
  public enum Size: Sendable {
    case fixed(CGFloat)
    case flexible(minimum: CGFloat = 10, maximum: CGFloat = .infinity)
    case adaptive(minimum: CGFloat, maximum: CGFloat = .infinity)
  }
  public var size: Size
  public init(_ size: Size = .flexible(), spacing: CGFloat? = nil, alignment: Alignment? = nil) { self.size = size }
}

public struct LazyVGrid<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let content: Content
  public init(
    columns: [GridItem], alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
    pinnedViews: PinnedScrollableViews = .init(), @ViewBuilder content: () -> Content
  ) {
    self.content = content()
  }
  func render(in element: Element) -> Contribution { lazyContainer(content, element) }
}

@MainActor private func lazyContainer<Content: View>(_ content: Content, _ element: Element) -> Contribution {
  let child = element.child(.name("content"), content.writing(true) { $0.isLazy = true })
  return { resolver in [Node(.container, children: resolver.lazily { resolver.nodes(child) })] }
}

extension Node {
  func takeRefresh(_ environment: EnvironmentValues) {
    if let action = environment.refresh { refresh = { await action() } }
  }
}

@MainActor public struct ScrollViewProxy {
  let graph: Graph
  public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) { graph.scrollTargets.append(id) }
}

public struct UnitPoint: Hashable, Sendable {
  public var x: CGFloat
  public var y: CGFloat
  public init(x: CGFloat, y: CGFloat) { (self.x, self.y) = (x, y) }
  public static let top = UnitPoint(x: 0.5, y: 0)
  public static let center = UnitPoint(x: 0.5, y: 0.5)
  public static let bottom = UnitPoint(x: 0.5, y: 1)
  public static let leading = UnitPoint(x: 0, y: 0.5)
  public static let trailing = UnitPoint(x: 1, y: 0.5)
}

public struct ScrollViewReader<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  public var content: (ScrollViewProxy) -> Content
  public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> Content) { self.content = content }

  func render(in element: Element) -> Contribution {
    let proxy = ScrollViewProxy(graph: element.graph)
    let child = element.child(.name("content"), Deferred { content(proxy) })
    return { $0.nodes(child) }
  }
}
