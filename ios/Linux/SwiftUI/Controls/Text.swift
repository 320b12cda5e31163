public enum TextAlignment: Hashable, CaseIterable, Sendable { case leading, center, trailing }

public struct Text: View, PrimitiveView, Equatable {
  public typealias Body = Never

  enum Content: Equatable {
    case verbatim(String)
    case key(LocalizedStringKey)
    case attributed(AttributedString)
    indirect case joined(Text, Text)
  }

  let content: Content
  var ownFont: Font?
  var ownColor: Color?
  var ownWeight: Font.Weight?
  var ownLabel: String?
  var isHeading = false

  init(content: Content) { self.content = content }

  public init(verbatim content: String) { self.content = .verbatim(content) }
  @_disfavoredOverload public init<S: StringProtocol>(_ content: S) { self.content = .verbatim(String(content)) }
  public init(_ key: LocalizedStringKey, tableName: String? = nil, bundle: Bundle? = nil, comment: StaticString? = nil)
  {
    content = .key(key)
  }
  public init(_ attributedContent: AttributedString) { content = .attributed(attributedContent) }

  public static func + (lhs: Text, rhs: Text) -> Text { Text(content: .joined(lhs, rhs)) }

  public func font(_ font: Font?) -> Text { changed { $0.ownFont = font } }
  public func foregroundColor(_ color: Color?) -> Text { changed { $0.ownColor = color } }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { changed { $0.ownColor = style as? Color } }
  public func fontWeight(_ weight: Font.Weight?) -> Text { changed { $0.ownWeight = weight } }
  public func bold() -> Text { fontWeight(.bold) }
  public func bold(_ isActive: Bool) -> Text { isActive ? bold() : self }
  public func italic() -> Text { self }
  public func italic(_ isActive: Bool) -> Text { self }
  public func monospaced(_ isActive: Bool = true) -> Text { self }
  public func monospacedDigit() -> Text { self }
  public func strikethrough(_ isActive: Bool = true, pattern: LineStyle.Pattern = .solid, color: Color? = nil) -> Text {
    self
  }
  public func underline(_ isActive: Bool = true, pattern: LineStyle.Pattern = .solid, color: Color? = nil) -> Text {
    self
  }
  public func accessibilityLabel(_ label: Text) -> Text { changed { $0.ownLabel = label.string } }
  public func accessibilityLabel(_ labelKey: LocalizedStringKey) -> Text { accessibilityLabel(Text(labelKey)) }
  @_disfavoredOverload public func accessibilityLabel<S: StringProtocol>(_ label: S) -> Text {
    accessibilityLabel(Text(label))
  }
  public func accessibilityHeading(_ level: AccessibilityHeadingLevel) -> Text { changed { $0.isHeading = true } }

  public struct LineStyle: Hashable, Sendable {
    public struct Pattern: Hashable, Sendable {
      let name: String
      public static let solid = Pattern(name: "solid")
      public static let dot = Pattern(name: "dot")
      public static let dash = Pattern(name: "dash")
    }
    let pattern: Pattern
    public init(pattern: Pattern = .solid, color: Color? = nil) { self.pattern = pattern }
    public static let single = LineStyle()
  }

  public enum TruncationMode: Hashable, Sendable { case head, tail, middle }

  private func changed(_ change: (inout Text) -> Void) -> Text {
    var copy = self
    change(&copy)
    return copy
  }

  @MainActor var string: String {
    if let ownLabel { return ownLabel }
    return switch content {
    case .verbatim(let string): string
    case .key(let key): key.resolved
    case .attributed(let attributed): String(attributed.characters)
    case .joined(let first, let second): first.string + second.string
    }
  }

  @MainActor var catalogKeys: [String] {
    switch content {
    case .key(let key): [key.key]
    case .joined(let first, let second): first.catalogKeys + second.catalogKeys
    default: []
    }
  }

  private var links: [(text: String, url: URL)] {
    switch content {
    case .attributed(let attributed):
      attributed.runs.compactMap { run in run.link.map { (String(attributed[run.range].characters), $0) } }
    case .joined(let first, let second): first.links + second.links
    default: []
    }
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    return { _ in
      let node = Node(.text, text: string)
      node.catalogKeys = catalogKeys
      node.links = links
      let openURL = environment.openURL
      node.openURL = { openURL($0) }
      node.appearance = environment.appearance
      if let ownFont { node.appearance.font = ownFont }
      if let ownWeight { node.appearance.font = (node.appearance.font ?? .body).weight(ownWeight) }
      if let ownColor { node.appearance.foreground = ownColor }
      if isHeading { node.traits.insert(.isHeader) }
      return [node]
    }
  }
}
