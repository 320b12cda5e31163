public enum ColorScheme: CaseIterable, Sendable { case light, dark }
public enum ColorSchemeContrast: CaseIterable, Sendable { case standard, increased }
public enum UserInterfaceSizeClass: Sendable { case compact, regular }
public enum ScenePhase: Comparable, Sendable { case background, inactive, active }
public enum LayoutDirection: Hashable, CaseIterable, Sendable { case leftToRight, rightToLeft }

public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
  case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
  case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
  public var isAccessibilitySize: Bool { self >= .accessibility1 }
}

@MainActor @preconcurrency public struct DismissAction {
  let action: @MainActor () -> Void
  public func callAsFunction() { action() }
}

@MainActor @preconcurrency public struct OpenURLAction: Sendable {
  public struct Result: Sendable {
    enum Kind {
      case handled, discarded
      case systemAction(URL?)
    }
    let kind: Kind
    public static let handled = Result(kind: .handled)
    public static let discarded = Result(kind: .discarded)
    public static let systemAction = Result(kind: .systemAction(nil))
    public static func systemAction(_ url: URL) -> Result { Result(kind: .systemAction(url)) }
  }
  let handler: @MainActor (URL) -> Result
  /// The system's own action.
  var system: @MainActor (URL) -> Void = { _ in }

  @preconcurrency public init(handler: @escaping @MainActor (URL) -> Result) { self.handler = handler }

  public func callAsFunction(_ url: URL) {
    if case .systemAction(let other) = handler(url).kind { system(other ?? url) }
  }

  public func callAsFunction(_ url: URL, completion: @escaping (_ accepted: Bool) -> Void) {
    callAsFunction(url)
    completion(true)
  }
}

public struct RefreshAction: Sendable {
  let action: @Sendable () async -> Void
  public func callAsFunction() async { await action() }
}

enum Key {
  enum ColorSchemeKey: EnvironmentKey { static let defaultValue = ColorScheme.light }
  enum Contrast: EnvironmentKey { static let defaultValue = ColorSchemeContrast.standard }
  enum TypeSize: EnvironmentKey { static let defaultValue = DynamicTypeSize.large }
  enum Horizontal: EnvironmentKey { static let defaultValue: UserInterfaceSizeClass? = .compact }
  enum Vertical: EnvironmentKey { static let defaultValue: UserInterfaceSizeClass? = .regular }
  enum Phase: EnvironmentKey { static let defaultValue = ScenePhase.active }
  enum ReduceMotion: EnvironmentKey { static let defaultValue = false }
  enum VoiceOver: EnvironmentKey { static let defaultValue = false }
  enum WithoutColor: EnvironmentKey { static let defaultValue = false }
  enum Direction: EnvironmentKey { static let defaultValue = LayoutDirection.leftToRight }
  enum LocaleKey: EnvironmentKey { static let defaultValue = Locale(identifier: "zh_Hans_CN") }
  enum Enabled: EnvironmentKey { static let defaultValue = true }
  enum Searching: EnvironmentKey { static let defaultValue = false }
  enum Presented: EnvironmentKey { static let defaultValue = false }
  enum Dismiss: EnvironmentKey {
    static var defaultValue: DismissAction { MainActor.assumeIsolated { none } }
    @MainActor private static let none = DismissAction {}
  }
  enum OpenURL: EnvironmentKey {
    static var defaultValue: OpenURLAction { MainActor.assumeIsolated { none } }
    @MainActor private static let none = OpenURLAction { _ in .systemAction }
  }
  enum Refresh: EnvironmentKey { static var defaultValue: RefreshAction? { nil } }
  enum FontKey: EnvironmentKey { static let defaultValue: Font? = nil }
  enum Lines: EnvironmentKey { static let defaultValue: Int? = nil }
  enum Spacing: EnvironmentKey { static let defaultValue: CGFloat = 0 }
  enum Scale: EnvironmentKey { static let defaultValue: CGFloat = 1 }
  enum Alignment: EnvironmentKey { static let defaultValue = TextAlignment.leading }
  enum RowHeight: EnvironmentKey { static let defaultValue: CGFloat = 44 }
}

extension EnvironmentValues {
  public var colorScheme: ColorScheme {
    get { self[Key.ColorSchemeKey.self] }
    set { self[Key.ColorSchemeKey.self] = newValue }
  }
  public var dynamicTypeSize: DynamicTypeSize {
    get { self[Key.TypeSize.self] }
    set { self[Key.TypeSize.self] = newValue }
  }
  public var horizontalSizeClass: UserInterfaceSizeClass? {
    get { self[Key.Horizontal.self] }
    set { self[Key.Horizontal.self] = newValue }
  }
  public var verticalSizeClass: UserInterfaceSizeClass? {
    get { self[Key.Vertical.self] }
    set { self[Key.Vertical.self] = newValue }
  }
  public var scenePhase: ScenePhase {
    get { self[Key.Phase.self] }
    set { self[Key.Phase.self] = newValue }
  }
  public var layoutDirection: LayoutDirection {
    get { self[Key.Direction.self] }
    set { self[Key.Direction.self] = newValue }
  }
  public var locale: Locale {
    get { self[Key.LocaleKey.self] }
    set { self[Key.LocaleKey.self] = newValue }
  }
  public var isEnabled: Bool {
    get { self[Key.Enabled.self] }
    set { self[Key.Enabled.self] = newValue }
  }
  public var font: Font? {
    get { self[Key.FontKey.self] }
    set { self[Key.FontKey.self] = newValue }
  }
  public var lineLimit: Int? {
    get { self[Key.Lines.self] }
    set { self[Key.Lines.self] = newValue }
  }
  public var lineSpacing: CGFloat {
    get { self[Key.Spacing.self] }
    set { self[Key.Spacing.self] = newValue }
  }
  public var minimumScaleFactor: CGFloat {
    get { self[Key.Scale.self] }
    set { self[Key.Scale.self] = newValue }
  }
  public var multilineTextAlignment: TextAlignment {
    get { self[Key.Alignment.self] }
    set { self[Key.Alignment.self] = newValue }
  }
  public var openURL: OpenURLAction {
    get { self[Key.OpenURL.self] }
    set { self[Key.OpenURL.self] = newValue }
  }
  public var defaultMinListRowHeight: CGFloat {
    get { self[Key.RowHeight.self] }
    set { self[Key.RowHeight.self] = newValue }
  }

  // Apple's have no public setter: only the system writes them.
  public var dismiss: DismissAction { self[Key.Dismiss.self] }
  public var isPresented: Bool { self[Key.Presented.self] }
  public var isSearching: Bool { self[Key.Searching.self] }
  public var refresh: RefreshAction? { self[Key.Refresh.self] }
  public var colorSchemeContrast: ColorSchemeContrast { self[Key.Contrast.self] }
  public var accessibilityReduceMotion: Bool { self[Key.ReduceMotion.self] }
  public var accessibilityVoiceOverEnabled: Bool { self[Key.VoiceOver.self] }
  public var accessibilityDifferentiateWithoutColor: Bool { self[Key.WithoutColor.self] }
}

/// What the system decides, for tests.
extension EnvironmentValues {
  package mutating func setReduceMotion(_ value: Bool) { self[Key.ReduceMotion.self] = value }
  package mutating func setVoiceOverEnabled(_ value: Bool) { self[Key.VoiceOver.self] = value }
  package mutating func setContrast(_ value: ColorSchemeContrast) { self[Key.Contrast.self] = value }
}
