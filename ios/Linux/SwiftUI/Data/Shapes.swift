public protocol Shape: Sendable, View {}

public enum RoundedCornerStyle: Sendable { case circular, continuous }

public struct Rectangle: Shape, PrimitiveView {
  public typealias Body = Never
  nonisolated public init() {}
  func render(in element: Element) -> Contribution { { _ in [Node(.shape)] } }
}

public struct RoundedRectangle: Shape, PrimitiveView {
  public typealias Body = Never
  public var cornerSize: CGSize
  nonisolated public init(cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) {
    cornerSize = CGSize(width: cornerRadius, height: cornerRadius)
  }
  func render(in element: Element) -> Contribution { { _ in [Node(.shape)] } }
}

public struct Circle: Shape, PrimitiveView {
  public typealias Body = Never
  nonisolated public init() {}
  func render(in element: Element) -> Contribution { { _ in [Node(.shape)] } }
}

public struct Capsule: Shape, PrimitiveView {
  public typealias Body = Never
  nonisolated public init(style: RoundedCornerStyle = .continuous) {}
  func render(in element: Element) -> Contribution { { _ in [Node(.shape)] } }
}

extension Shape where Self == Rectangle { public static var rect: Rectangle { Rectangle() } }
extension Shape where Self == RoundedRectangle {
  public static func rect(cornerRadius: CGFloat, style: RoundedCornerStyle = .continuous) -> RoundedRectangle {
    RoundedRectangle(cornerRadius: cornerRadius, style: style)
  }
}
extension Shape where Self == Circle { public static var circle: Circle { Circle() } }
extension Shape where Self == Capsule { public static var capsule: Capsule { Capsule() } }

extension Shape {
  public func fill<S: ShapeStyle>(_ content: S) -> some View { self }
  public func stroke<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
}
extension RoundedRectangle {
  public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
}
extension Circle {
  public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
}
extension Capsule {
  public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
}
extension Rectangle {
  public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
}
