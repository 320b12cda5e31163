public protocol ShapeStyle: Sendable {}

public struct Color: ShapeStyle, Hashable {
  public enum RGBColorSpace: Hashable, Sendable { case sRGB, sRGBLinear, displayP3 }

  /// A colour of the system or of the asset catalog.
  let name: String
  let rgb: [Double]
  let alpha: Double

  init(name: String = "", rgb: [Double] = [], alpha: Double = 1) {
    (self.name, self.rgb, self.alpha) = (name, rgb, alpha)
  }

  public init(_ colorSpace: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.init(rgb: [red, green, blue], alpha: opacity)
  }
  public init(_ colorSpace: RGBColorSpace = .sRGB, white: Double, opacity: Double = 1) {
    self.init(rgb: [white, white, white], alpha: opacity)
  }
  public init(_ name: String, bundle: Bundle? = nil) { self.init(name: name) }

  public func opacity(_ opacity: Double) -> Color { Color(name: name, rgb: rgb, alpha: alpha * opacity) }

  public static let clear = Color(name: "clear", alpha: 0)
  public static let black = Color(white: 0)
  public static let white = Color(white: 1)
  public static let gray = Color(name: "gray")
  public static let red = Color(name: "red")
  public static let orange = Color(name: "orange")
  public static let yellow = Color(name: "yellow")
  public static let green = Color(name: "green")
  public static let blue = Color(name: "blue")
  public static let primary = Color(name: "primary")
  public static let secondary = Color(name: "secondary")

  /// 0xAARRGGBB, if it is declared by its components.
  package var argb: UInt32? {
    guard rgb.count == 3 else { return nil }
    return ([alpha] + rgb).reduce(0) { $0 << 8 | UInt32((min(max($1, 0), 1) * 255).rounded()) }
  }
}

// In an extension: a colour can be made on every thread.
extension Color: View, PrimitiveView {
  public typealias Body = Never
  func render(in element: Element) -> Contribution { { _ in [Node(.shape)] } }
}

extension ShapeStyle where Self == Color {
  public static var clear: Color { Color.clear }
  public static var black: Color { Color.black }
  public static var white: Color { Color.white }
  public static var gray: Color { Color.gray }
  public static var red: Color { Color.red }
  public static var orange: Color { Color.orange }
  public static var yellow: Color { Color.yellow }
  public static var green: Color { Color.green }
  public static var blue: Color { Color.blue }
}

public struct HierarchicalShapeStyle: ShapeStyle, Hashable {
  let level: Int
  public static let primary = HierarchicalShapeStyle(level: 0)
  public static let secondary = HierarchicalShapeStyle(level: 1)
  public static let tertiary = HierarchicalShapeStyle(level: 2)
  public static let quaternary = HierarchicalShapeStyle(level: 3)
}

extension ShapeStyle where Self == HierarchicalShapeStyle {
  public static var primary: HierarchicalShapeStyle { .init(level: 0) }
  public static var secondary: HierarchicalShapeStyle { .init(level: 1) }
  public static var tertiary: HierarchicalShapeStyle { .init(level: 2) }
  public static var quaternary: HierarchicalShapeStyle { .init(level: 3) }
}

public struct TintShapeStyle: ShapeStyle { public init() {} }
public struct BackgroundStyle: ShapeStyle { public init() {} }
extension ShapeStyle where Self == TintShapeStyle { public static var tint: TintShapeStyle { .init() } }
extension ShapeStyle where Self == BackgroundStyle { public static var background: BackgroundStyle { .init() } }

public struct Material: ShapeStyle {
  let name: String
  public static let regular = Material(name: "regular")
  public static let thin = Material(name: "thin")
  public static let ultraThin = Material(name: "ultraThin")
  public static let thick = Material(name: "thick")
  public static let bar = Material(name: "bar")
}
extension ShapeStyle where Self == Material {
  public static var regularMaterial: Material { .regular }
  public static var thinMaterial: Material { .thin }
  public static var ultraThinMaterial: Material { .ultraThin }
  public static var thickMaterial: Material { .thick }
  public static var bar: Material { .bar }
}

public struct Font: Hashable, Sendable {
  public enum TextStyle: CaseIterable, Hashable, Sendable {
    case largeTitle, title, title2, title3, headline, subheadline, body, callout, footnote, caption, caption2
  }
  public enum Design: Hashable, Sendable { case `default`, serif, rounded, monospaced }
  public struct Weight: Hashable, Sendable {
    let value: Int
    public static let ultraLight = Weight(value: 100)
    public static let thin = Weight(value: 200)
    public static let light = Weight(value: 300)
    public static let regular = Weight(value: 400)
    public static let medium = Weight(value: 500)
    public static let semibold = Weight(value: 600)
    public static let bold = Weight(value: 700)
    public static let heavy = Weight(value: 800)
    public static let black = Weight(value: 900)
  }

  /// In points at the default setting of Dynamic Type; nil for a style of the system.
  package let size: CGFloat?
  package let style: TextStyle?
  let weight: Weight

  init(size: CGFloat? = nil, style: TextStyle? = nil, weight: Weight = .regular) {
    (self.size, self.style, self.weight) = (size, style, weight)
  }

  package var isBold: Bool { weight.value >= Weight.bold.value }

  public static func system(size: CGFloat, weight: Weight? = nil, design: Design? = nil) -> Font {
    Font(size: size, weight: weight ?? .regular)
  }
  public static func system(_ style: TextStyle, design: Design? = nil, weight: Weight? = nil) -> Font {
    Font(style: style, weight: weight ?? .regular)
  }
  public static func custom(_ name: String, size: CGFloat) -> Font { Font(size: size) }
  public static func custom(_ name: String, size: CGFloat, relativeTo textStyle: TextStyle) -> Font { Font(size: size) }
  public static func custom(_ name: String, fixedSize: CGFloat) -> Font { Font(size: fixedSize) }

  public static let largeTitle = Font(style: .largeTitle)
  public static let title = Font(style: .title)
  public static let title2 = Font(style: .title2)
  public static let title3 = Font(style: .title3)
  public static let headline = Font(style: .headline, weight: .semibold)
  public static let subheadline = Font(style: .subheadline)
  public static let body = Font(style: .body)
  public static let callout = Font(style: .callout)
  public static let footnote = Font(style: .footnote)
  public static let caption = Font(style: .caption)
  public static let caption2 = Font(style: .caption2)

  public func weight(_ weight: Weight) -> Font { Font(size: size, style: style, weight: weight) }
  public func bold() -> Font { weight(.bold) }
  public func italic() -> Font { self }
  public func monospaced() -> Font { self }
  public func monospacedDigit() -> Font { self }
}

extension EnvironmentValues {
  enum ForegroundKey: EnvironmentKey { static let defaultValue: Color? = nil }
  enum BackgroundKey: EnvironmentKey { static let defaultValue: Color? = nil }
  var foreground: Color? {
    get { self[ForegroundKey.self] }
    set { self[ForegroundKey.self] = newValue }
  }
  var backdrop: Color? {
    get { self[BackgroundKey.self] }
    set { self[BackgroundKey.self] = newValue }
  }

  var appearance: Appearance {
    Appearance(font: font, foreground: foreground, background: backdrop, lineSpacing: lineSpacing)
  }
}
