public enum ContentMode: Hashable, CaseIterable, Sendable { case fit, fill }

public struct Animation: Equatable, Sendable {
  public static let `default` = Animation()
  public static let linear = Animation()
  public static let easeIn = Animation()
  public static let easeOut = Animation()
  public static let easeInOut = Animation()
  public static func easeInOut(duration: TimeInterval) -> Animation { Animation() }
  public static func linear(duration: TimeInterval) -> Animation { Animation() }
}

public struct AnyTransition {
  public static let opacity = AnyTransition()
  public static let identity = AnyTransition()
  public static let slide = AnyTransition()
  public static func move(edge: Edge) -> AnyTransition { AnyTransition() }
}

@MainActor public func withAnimation<Result>(_ animation: Animation? = .default, _ body: () throws -> Result) rethrows
  -> Result
{
  try body()
}

extension View {
  // MARK: Size

  public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View {
    declaring(width: width ?? 0, height: height ?? 0)
  }

  public func frame(
    minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil,
    idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
  ) -> some View {
    // With an infinite maximum it fills what is offered.
    declaring(
      width: maxWidth == .infinity ? .infinity : minWidth ?? 0,
      height: maxHeight == .infinity ? .infinity : minHeight ?? 0)
  }

  private func declaring(width: CGFloat, height: CGFloat) -> some View {
    modified { nodes, _, _ in
      if nodes.count == 1, let node = nodes.first, !node.isPressedByLabel {
        node.minWidth = max(node.minWidth, width)
        node.minHeight = max(node.minHeight, height)
        return nodes
      }
      let node = Node(.container, children: nodes)
      (node.minWidth, node.minHeight) = (width, height)
      return [node]
    }
  }

  public func padding(_ insets: EdgeInsets) -> some View { self }
  public func padding(_ edges: Edge.Set = .all, _ length: CGFloat? = nil) -> some View { self }
  public func padding(_ length: CGFloat) -> some View { self }
  public func fixedSize() -> some View { self }
  public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
  public func layoutPriority(_ value: Double) -> some View { self }
  public func aspectRatio(_ aspectRatio: CGFloat? = nil, contentMode: ContentMode) -> some View { self }
  public func scaledToFit() -> some View { self }
  public func scaledToFill() -> some View { self }
  public func offset(x: CGFloat = 0, y: CGFloat = 0) -> some View { self }
  public func zIndex(_ value: Double) -> some View { self }
  public func gridCellColumns(_ count: Int) -> some View { self }
  public func gridColumnAlignment(_ guide: HorizontalAlignment) -> some View { self }
  public func ignoresSafeArea(_ regions: SafeAreaRegions = .all, edges: Edge.Set = .all) -> some View { self }
  public func containerRelativeFrame(_ axes: Axis.Set, alignment: Alignment = .center) -> some View { self }
  public func contentMargins(
    _ edges: Edge.Set = .all, _ length: CGFloat?, for placement: ContentMarginPlacement = .automatic
  ) -> some View { self }

  // MARK: Drawing

  public func font(_ font: Font?) -> some View { environment(\.font, font) }
  public func fontWeight(_ weight: Font.Weight?) -> some View {
    writing(weight as Any) { if let weight { $0.font = ($0.font ?? .body).weight(weight) } }
  }
  public func fontDesign(_ design: Font.Design?) -> some View { self }
  public func bold(_ isActive: Bool = true) -> some View { fontWeight(isActive ? .bold : nil) }
  public func italic(_ isActive: Bool = true) -> some View { self }
  public func monospacedDigit() -> some View { self }
  public func underline(_ isActive: Bool = true, pattern: Text.LineStyle.Pattern = .solid, color: Color? = nil)
    -> some View
  { self }
  public func strikethrough(_ isActive: Bool = true, pattern: Text.LineStyle.Pattern = .solid, color: Color? = nil)
    -> some View
  { self }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View {
    writing(style) { $0.foreground = style as? Color }
  }
  public func tint(_ tint: Color?) -> some View { self }
  public func tint<S: ShapeStyle>(_ tint: S?) -> some View { self }
  public func background<S: ShapeStyle>(_ style: S, ignoresSafeAreaEdges edges: Edge.Set = .all) -> some View {
    writing(style) { $0.backdrop = style as? Color }
  }
  public func background<S: ShapeStyle, T: Shape>(_ style: S, in shape: T) -> some View {
    writing(style) { $0.backdrop = style as? Color }
  }
  public func background<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
    LayeredModifier(content: self, layer: content(), isAbove: false)
  }
  public func overlay<V: View>(alignment: Alignment = .center, @ViewBuilder content: () -> V) -> some View {
    LayeredModifier(content: self, layer: content(), isAbove: true)
  }
  public func overlay<S: ShapeStyle>(_ style: S, ignoresSafeAreaEdges edges: Edge.Set = .all) -> some View { self }
  public func border<S: ShapeStyle>(_ content: S, width: CGFloat = 1) -> some View { self }
  public func clipShape<S: Shape>(_ shape: S) -> some View { self }
  public func clipped(antialiased: Bool = false) -> some View { self }
  public func shadow(color: Color = Color.black.opacity(0.33), radius: CGFloat, x: CGFloat = 0, y: CGFloat = 0)
    -> some View
  { self }
  public func opacity(_ opacity: Double) -> some View {
    modified { nodes, _, _ in
      // What cannot be seen is not read either.
      if opacity == 0 { for node in nodes { node.isHidden = true } }
      return nodes
    }
  }
  public func hidden() -> some View { modified { _, _, _ in [] } }
  public func imageScale(_ scale: Image.Scale) -> some View { self }
  public func symbolRenderingMode(_ mode: SymbolRenderingMode?) -> some View { self }
  public func redacted(reason: RedactionReasons) -> some View { self }

  // MARK: Text

  public func lineLimit(_ number: Int?) -> some View { environment(\.lineLimit, number) }
  public func lineLimit(_ limit: PartialRangeFrom<Int>) -> some View { self }
  public func lineLimit(_ limit: ClosedRange<Int>) -> some View { environment(\.lineLimit, limit.upperBound) }
  public func lineLimit(_ limit: Int, reservesSpace: Bool) -> some View { environment(\.lineLimit, limit) }
  public func lineSpacing(_ lineSpacing: CGFloat) -> some View { environment(\.lineSpacing, lineSpacing) }
  public func minimumScaleFactor(_ factor: CGFloat) -> some View { environment(\.minimumScaleFactor, factor) }
  public func multilineTextAlignment(_ alignment: TextAlignment) -> some View {
    environment(\.multilineTextAlignment, alignment)
  }
  public func truncationMode(_ mode: Text.TruncationMode) -> some View { self }
  public func textSelection<S: TextSelectability>(_ selectability: S) -> some View { self }
  public func dynamicTypeSize(_ size: DynamicTypeSize) -> some View { environment(\.dynamicTypeSize, size) }
  public func dynamicTypeSize<T: RangeExpression>(_ range: T) -> some View where T.Bound == DynamicTypeSize {
    writing(String(describing: range)) { values in
      let allowed = DynamicTypeSize.allCases.filter(range.contains)
      if let first = allowed.first, let last = allowed.last {
        values.dynamicTypeSize = min(max(values.dynamicTypeSize, first), last)
      }
    }
  }

  // MARK: Behaviour

  public func disabled(_ disabled: Bool) -> some View {
    writing(disabled) { $0.isEnabled = $0.isEnabled && !disabled }
  }
  public func allowsHitTesting(_ enabled: Bool) -> some View {
    targeted { node in if !enabled { node.isEnabled = false } }
  }
  public func contentShape<S: Shape>(_ shape: S, eoFill: Bool = false) -> some View { self }
  public func onTapGesture(count: Int = 1, perform action: @escaping () -> Void) -> some View {
    modified { nodes, element, _ in
      let isEnabled = element.environment.isEnabled
      for node in nodes.flatMap(\.targets) where node.press == nil && isEnabled { node.press = action }
      return nodes
    }
  }
  public func id<ID: Hashable>(_ id: ID) -> some View { IdentityModifier(content: self, id: id) }
  public func preferredColorScheme(_ colorScheme: ColorScheme?) -> some View {
    // Apple's is a preference of the whole screen; here it reaches what is inside.
    writing(colorScheme as Any) { if let colorScheme { $0.colorScheme = colorScheme } }
  }
  public func animation<V: Equatable>(_ animation: Animation?, value: V) -> some View { self }
  public func transition(_ t: AnyTransition) -> some View { self }
  public func controlSize(_ controlSize: ControlSize) -> some View { self }
  public func labelsHidden() -> some View { self }
  public func headerProminence(_ prominence: Prominence) -> some View { self }
}

extension Node {
  /// A frame around it does not make more of it to press.
  var isPressedByLabel: Bool {
    switch role {
    case .button, .link, .menu: true
    default: false
    }
  }
}

public struct SafeAreaRegions: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let all = SafeAreaRegions(rawValue: 7)
  public static let container = SafeAreaRegions(rawValue: 1)
  public static let keyboard = SafeAreaRegions(rawValue: 2)
}

public struct ContentMarginPlacement: Sendable {
  public static var automatic: ContentMarginPlacement { .init() }
  public static var scrollContent: ContentMarginPlacement { .init() }
}
public struct SymbolRenderingMode: Sendable {
  public static let monochrome = SymbolRenderingMode()
  public static let hierarchical = SymbolRenderingMode()
}
public struct RedactionReasons: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let placeholder = RedactionReasons(rawValue: 1)
}
public enum ControlSize: CaseIterable, Sendable { case mini, small, regular, large, extraLarge }
public enum Prominence: Sendable { case standard, increased }

public protocol TextSelectability { static var allowsSelection: Bool { get } }
public struct EnabledTextSelectability: TextSelectability { public static let allowsSelection = true }
public struct DisabledTextSelectability: TextSelectability { public static let allowsSelection = false }
extension TextSelectability where Self == EnabledTextSelectability { public static var enabled: Self { Self() } }
extension TextSelectability where Self == DisabledTextSelectability { public static var disabled: Self { Self() } }

struct LayeredModifier<Content: View, Layer: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let layer: Layer
  let isAbove: Bool
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let content = element.child(.name("content"), content)
    let layer = element.child(.name("layer"), layer)
    return { resolver in
      let inner = resolver.nodes(content)
      let outer = resolver.nodes(layer)
      return isAbove ? inner + outer : outer + inner
    }
  }
}

struct IdentityModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let id: AnyHashable
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let child = element.child(.id(id), content)
    return { $0.nodes(child) }
  }
}

@propertyWrapper public struct ScaledMetric<Value: BinaryFloatingPoint>: DynamicProperty, InstalledProperty {
  final class Box { var value: Value? }
  let box = Box()
  let base: Value

  public init(wrappedValue: Value, relativeTo textStyle: Font.TextStyle) { base = wrappedValue }
  public init(wrappedValue: Value) { base = wrappedValue }
  public var wrappedValue: Value { box.value ?? base }

  func install(in element: Element, name: String) -> Installation {
    // About what body text does: 14 points at the smallest setting, 17 at the usual one, 53 at the largest.
    let factors: [DynamicTypeSize: Double] = [
      .xSmall: 0.82, .small: 0.88, .medium: 0.94, .large: 1, .xLarge: 1.12, .xxLarge: 1.24, .xxxLarge: 1.35,
      .accessibility1: 1.65, .accessibility2: 1.94, .accessibility3: 2.35, .accessibility4: 2.76, .accessibility5: 3.12,
    ]
    let new = base * Value(factors[element.environment.dynamicTypeSize] ?? 1)
    defer { box.value = new }
    return box.value == new ? .unchanged : .changed
  }
}
