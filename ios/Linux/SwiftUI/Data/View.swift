@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: View {
  public typealias Body = Never
  public var body: Never { fatalError("this view has no body") }
}

extension View where Body == Never {
  public var body: Never { fatalError("this view has no body") }
}

@resultBuilder public struct ViewBuilder {
  @MainActor public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
  @MainActor public static func buildBlock() -> EmptyView { EmptyView() }
  @MainActor public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
  @MainActor public static func buildBlock<each Content: View>(
    _ content: repeat each Content
  ) -> TupleView<(repeat each Content)> {
    var parts: [any View] = []
    repeat parts.append(each content)
    return TupleView(parts: parts)
  }
  @MainActor public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
  @MainActor public static func buildEither<TrueContent: View, FalseContent: View>(
    first: TrueContent
  ) -> _ConditionalContent<TrueContent, FalseContent> { _ConditionalContent(branch: .first(first)) }
  @MainActor public static func buildEither<TrueContent: View, FalseContent: View>(
    second: FalseContent
  ) -> _ConditionalContent<TrueContent, FalseContent> { _ConditionalContent(branch: .second(second)) }
  @MainActor public static func buildLimitedAvailability<Content: View>(_ content: Content) -> AnyView {
    AnyView(content)
  }
}

/// A view that stands for several, each at a place of its own.
@MainActor protocol MultiView: PrimitiveView {
  func parts(in element: Element) -> [(key: ElementKey, view: any View)]
}

extension MultiView {
  func render(in element: Element) -> Contribution {
    let children = parts(in: element).map { element.anyChild($0.key, $0.view) }
    return { resolver in children.flatMap(resolver.nodes) }
  }
}

public struct TupleView<T>: View, MultiView {
  public typealias Body = Never
  let parts: [any View]

  func parts(in element: Element) -> [(key: ElementKey, view: any View)] {
    parts.enumerated().map { (.index($0.offset), $0.element) }
  }
}

public struct _ConditionalContent<TrueContent: View, FalseContent: View>: View, MultiView {
  public typealias Body = Never
  enum Branch {
    case first(TrueContent)
    case second(FalseContent)
  }
  let branch: Branch

  func parts(in element: Element) -> [(key: ElementKey, view: any View)] {
    switch branch {
    case .first(let view): [(.name("true"), view)]
    case .second(let view): [(.name("false"), view)]
    }
  }
}

extension Optional: View where Wrapped: View {
  public typealias Body = Never
}

extension Optional: MultiView, PrimitiveView where Wrapped: View {
  func parts(in element: Element) -> [(key: ElementKey, view: any View)] { map { [(.name("some"), $0)] } ?? [] }
}

public struct EmptyView: View, MultiView {
  public typealias Body = Never
  public init() {}
  func parts(in element: Element) -> [(key: ElementKey, view: any View)] { [] }
}

public struct AnyView: View, MultiView {
  public typealias Body = Never
  let view: any View
  public init<V: View>(_ view: V) { self.view = view }
  public init<V: View>(erasing view: V) { self.view = view }
  func parts(in element: Element) -> [(key: ElementKey, view: any View)] { [(.name("any"), view)] }
}

public struct Group<Content> {
  let content: Content
}

extension Group: View, MultiView, PrimitiveView where Content: View {
  public typealias Body = Never
  public init(@ViewBuilder content: () -> Content) { self.content = content() }
  func parts(in element: Element) -> [(key: ElementKey, view: any View)] { [(.name("group"), content)] }
}

/// A modifier of our own: it changes the nodes that its content adds.
struct NodeModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  var markedContent: any View { content }
  let content: Content
  let modify: @MainActor ([Node], Element, Resolver) -> [Node]

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    return { modify($0.nodes(child), element, $0) }
  }
}

extension View {
  func modified(_ modify: @escaping @MainActor ([Node], Element, Resolver) -> [Node]) -> NodeModifier<Self> {
    NodeModifier(content: self, modify: modify)
  }

  /// Changes each topmost element.
  func targeted(_ change: @escaping @MainActor (Node) -> Void) -> NodeModifier<Self> {
    modified { nodes, _, _ in
      for node in nodes.flatMap(\.targets) { change(node) }
      return nodes
    }
  }
}

@MainActor @preconcurrency public protocol ViewModifier {
  associatedtype Body: View
  typealias Content = _ViewModifier_Content<Self>
  @ViewBuilder @MainActor @preconcurrency func body(content: Self.Content) -> Self.Body
}

public struct _ViewModifier_Content<Modifier: ViewModifier>: View, MultiView {
  public typealias Body = Never
  let view: any View
  func parts(in element: Element) -> [(key: ElementKey, view: any View)] { [(.name("modified"), view)] }
}

public struct ModifiedContent<Content, Modifier> {
  public var content: Content
  public var modifier: Modifier
  public init(content: Content, modifier: Modifier) { (self.content, self.modifier) = (content, modifier) }
}

extension ModifiedContent: View where Content: View, Modifier: ViewModifier {
  public var body: some View { ModifierBody(content: content, modifier: modifier) }
}

struct ModifierBody<Modifier: ViewModifier>: View, DynamicPropertyOwner {
  let content: any View
  let modifier: Modifier
  var owner: Any { modifier }
  var body: some View { modifier.body(content: _ViewModifier_Content(view: content)) }
}

extension View {
  public func modifier<T>(_ modifier: T) -> ModifiedContent<Self, T> {
    ModifiedContent(content: self, modifier: modifier)
  }
}
