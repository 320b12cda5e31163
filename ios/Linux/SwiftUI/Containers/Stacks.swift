public struct HorizontalAlignment: Equatable, Sendable {
  let name: String
  public static let leading = HorizontalAlignment(name: "leading")
  public static let center = HorizontalAlignment(name: "center")
  public static let trailing = HorizontalAlignment(name: "trailing")
}

public struct VerticalAlignment: Equatable, Sendable {
  let name: String
  public static let top = VerticalAlignment(name: "top")
  public static let center = VerticalAlignment(name: "center")
  public static let bottom = VerticalAlignment(name: "bottom")
  public static let firstTextBaseline = VerticalAlignment(name: "firstTextBaseline")
  public static let lastTextBaseline = VerticalAlignment(name: "lastTextBaseline")
}

public struct Alignment: Equatable, Sendable {
  public var horizontal: HorizontalAlignment
  public var vertical: VerticalAlignment
  public init(horizontal: HorizontalAlignment, vertical: VerticalAlignment) {
    (self.horizontal, self.vertical) = (horizontal, vertical)
  }
  public static let center = Alignment(horizontal: .center, vertical: .center)
  public static let leading = Alignment(horizontal: .leading, vertical: .center)
  public static let trailing = Alignment(horizontal: .trailing, vertical: .center)
  public static let top = Alignment(horizontal: .center, vertical: .top)
  public static let bottom = Alignment(horizontal: .center, vertical: .bottom)
  public static let topLeading = Alignment(horizontal: .leading, vertical: .top)
  public static let topTrailing = Alignment(horizontal: .trailing, vertical: .top)
  public static let bottomLeading = Alignment(horizontal: .leading, vertical: .bottom)
  public static let bottomTrailing = Alignment(horizontal: .trailing, vertical: .bottom)
}

public enum Edge: Int8, CaseIterable, Sendable {
  case top, leading, bottom, trailing

  public struct Set: OptionSet, Sendable {
    public let rawValue: Int8
    public init(rawValue: Int8) { self.rawValue = rawValue }
    public static let top = Set(rawValue: 1)
    public static let leading = Set(rawValue: 2)
    public static let bottom = Set(rawValue: 4)
    public static let trailing = Set(rawValue: 8)
    public static let all: Set = [.top, .leading, .bottom, .trailing]
    public static let horizontal: Set = [.leading, .trailing]
    public static let vertical: Set = [.top, .bottom]
  }
}

public struct EdgeInsets: Equatable, Sendable {
  public var top: CGFloat
  public var leading: CGFloat
  public var bottom: CGFloat
  public var trailing: CGFloat
  public init() { self.init(top: 0, leading: 0, bottom: 0, trailing: 0) }
  public init(top: CGFloat, leading: CGFloat, bottom: CGFloat, trailing: CGFloat) {
    (self.top, self.leading, self.bottom, self.trailing) = (top, leading, bottom, trailing)
  }
}

/// A view whose nodes are those of its content, in a container.
@MainActor protocol ContainerView: PrimitiveView {
  associatedtype Content: View
  var content: Content { get }
}

extension ContainerView {
  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    return { [Node(.container, children: $0.nodes(child))] }
  }
}

public struct VStack<Content: View>: View, ContainerView {
  public typealias Body = Never
  let content: Content
  public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
    self.content = content()
  }
}

public struct HStack<Content: View>: View, ContainerView {
  public typealias Body = Never
  let content: Content
  public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {
    self.content = content()
  }
}

public struct ZStack<Content: View>: View, ContainerView {
  public typealias Body = Never
  let content: Content
  public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) { self.content = content() }
}

public struct Grid<Content: View>: View, ContainerView {
  public typealias Body = Never
  let content: Content
  public init(
    alignment: Alignment = .center, horizontalSpacing: CGFloat? = nil, verticalSpacing: CGFloat? = nil,
    @ViewBuilder content: () -> Content
  ) {
    self.content = content()
  }
}

public struct GridRow<Content: View>: View, ContainerView {
  public typealias Body = Never
  let content: Content
  public init(alignment: VerticalAlignment? = nil, @ViewBuilder content: () -> Content) { self.content = content() }
}

/// Nothing is measured here: the first choice always fits, except with a text size of accessibility, where the last one is shown.
public struct ViewThatFits<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let content: Content
  public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> Content) {
    self.content = content()
  }

  func render(in element: Element) -> Contribution {
    let choices = parts(of: content, in: element)
    let isLarge = element.environment.dynamicTypeSize.isAccessibilitySize
    guard let choice = isLarge ? choices.last : choices.first else { return { _ in [] } }
    let child = element.child(choice.key, choice.view)
    return { $0.nodes(child) }
  }
}

/// The views that a container would place one by one, without rendering them.
@MainActor func parts(of view: any View, in element: Element) -> [(key: ElementKey, view: any View)] {
  guard let several = view as? any MultiView else { return [(.name("only"), view)] }
  return several.parts(in: element).flatMap { part in
    parts(of: part.view, in: element).map { inner in
      inner.key == .name("only") ? part : (.id([AnyHashable(part.key), AnyHashable(inner.key)]), inner.view)
    }
  }
}

public struct Spacer: View, PrimitiveView {
  public typealias Body = Never
  public var minLength: CGFloat?
  public init(minLength: CGFloat? = nil) { self.minLength = minLength }
  func render(in element: Element) -> Contribution { { _ in [] } }
}

public struct Divider: View, PrimitiveView {
  public typealias Body = Never
  public init() {}
  func render(in element: Element) -> Contribution { { _ in [Node(.divider)] } }
}

/// A phone in portrait, or a tablet when the width is regular.
public struct GeometryProxy {
  public let size: CGSize
  public let safeAreaInsets = EdgeInsets()
}

public struct GeometryReader<Content: View>: View, PrimitiveView {
  public typealias Body = Never
  public var content: (GeometryProxy) -> Content
  public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) { self.content = content }

  func render(in element: Element) -> Contribution {
    let isRegular = element.environment.horizontalSizeClass == .regular
    let size = isRegular ? CGSize(width: 1024, height: 1366) : CGSize(width: 390, height: 844)
    let child = element.child(.name("content"), Deferred { content(GeometryProxy(size: size)) })
    return { [Node(.container, children: $0.nodes(child))] }
  }
}
