public struct ButtonRole: Equatable, Sendable {
  let name: String
  public static let destructive = ButtonRole(name: "destructive")
  public static let cancel = ButtonRole(name: "cancel")
}

public struct Button<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let role: ButtonRole?
  let action: @MainActor () -> Void
  let label: Label

  @preconcurrency public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {
    self.init(role: nil, action: action, label: label)
  }
  @preconcurrency public init(
    role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label
  ) {
    (self.role, self.action, self.label) = (role, action, label())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let shown: Element
    if let style = environment.buttonStyle, !environment.isSizedBySystem {
      let label = ButtonStyleConfiguration.Label(view: label)
      shown = element.child(.name("styled"), StyledButton(style: style, role: role, label: label))
    } else {
      shown = element.child(.name("label"), label)
    }
    return { resolver in
      let node = Node(.button, children: resolver.nodes(shown))
      node.isDestructive = role == .destructive
      node.isSecondary = role == .cancel
      node.becomeControl(environment, action: action)
      return [node]
    }
  }
}

extension Button where Label == Text {
  @preconcurrency public init(_ titleKey: LocalizedStringKey, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { Text(titleKey) }
  }
  @_disfavoredOverload @preconcurrency
  public init<S: StringProtocol>(_ title: S, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { Text(title) }
  }
  @preconcurrency
  public init(_ titleKey: LocalizedStringKey, role: ButtonRole?, action: @escaping @MainActor () -> Void) {
    self.init(role: role, action: action) { Text(titleKey) }
  }
  @_disfavoredOverload @preconcurrency
  public init<S: StringProtocol>(_ title: S, role: ButtonRole?, action: @escaping @MainActor () -> Void) {
    self.init(role: role, action: action) { Text(title) }
  }
}

extension Button where Label == SwiftUI.Label<Text, Image> {
  @preconcurrency
  public init(_ titleKey: LocalizedStringKey, systemImage: String, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { SwiftUI.Label(titleKey, systemImage: systemImage) }
  }
  @_disfavoredOverload @preconcurrency
  public init<S: StringProtocol>(_ title: S, systemImage: String, action: @escaping @MainActor () -> Void) {
    self.init(action: action) { SwiftUI.Label(title, systemImage: systemImage) }
  }
  @preconcurrency public init(
    _ titleKey: LocalizedStringKey, systemImage: String, role: ButtonRole?, action: @escaping @MainActor () -> Void
  ) {
    self.init(role: role, action: action) { SwiftUI.Label(titleKey, systemImage: systemImage) }
  }
  @_disfavoredOverload @preconcurrency public init<S: StringProtocol>(
    _ title: S, systemImage: String, role: ButtonRole?, action: @escaping @MainActor () -> Void
  ) {
    self.init(role: role, action: action) { SwiftUI.Label(title, systemImage: systemImage) }
  }
}

extension Node {
  /// Makes it something that is pressed. What can be pressed is its label, so that its size is the label's.
  func becomeControl(_ environment: EnvironmentValues, action: (@MainActor () -> Void)?) {
    isEnabled = environment.isEnabled
    isSizedBySystem = environment.isSizedBySystem
    appearance = environment.appearance
    for child in children where !child.actions.isEmpty { actions += child.actions }
    (minWidth, minHeight) = declared
    if environment.isInListRow {
      minWidth = .infinity
      minHeight = max(minHeight, environment.defaultMinListRowHeight)
    }
    let close = environment.closePresentation
    if let action {
      press = {
        close?.action()
        action()
      }
    }
  }
}

/// Closes the alert or menu that a button is in.
@MainActor final class ClosePresentation {
  let action: @MainActor () -> Void
  init(_ action: @escaping @MainActor () -> Void) { self.action = action }
}

extension EnvironmentValues {
  enum CloseKey: EnvironmentKey { static var defaultValue: ClosePresentation? { nil } }
  enum SystemSizeKey: EnvironmentKey { static let defaultValue = false }
  enum ListRowKey: EnvironmentKey { static let defaultValue = false }
  enum StyleKey: EnvironmentKey { static var defaultValue: (any ButtonStyle)? { nil } }
  var closePresentation: ClosePresentation? {
    get { self[CloseKey.self] }
    set { self[CloseKey.self] = newValue }
  }
  var isSizedBySystem: Bool {
    get { self[SystemSizeKey.self] }
    set { self[SystemSizeKey.self] = newValue }
  }
  var isInListRow: Bool {
    get { self[ListRowKey.self] }
    set { self[ListRowKey.self] = newValue }
  }
  var buttonStyle: (any ButtonStyle)? {
    get { self[StyleKey.self] }
    set { self[StyleKey.self] = newValue }
  }
}

// MARK: Styles

@MainActor @preconcurrency public protocol ButtonStyle {
  associatedtype Body: View
  typealias Configuration = ButtonStyleConfiguration
  @ViewBuilder func makeBody(configuration: Self.Configuration) -> Self.Body
}

public struct ButtonStyleConfiguration {
  public struct Label: View, MultiView {
    public typealias Body = Never
    let view: any View
    func parts(in element: Element) -> [(key: ElementKey, view: any View)] { [(.name("label"), view)] }
  }
  public let role: ButtonRole?
  public let label: Label
  public let isPressed: Bool
}

struct StyledButton: View, DynamicPropertyOwner {
  let style: any ButtonStyle
  let role: ButtonRole?
  let label: ButtonStyleConfiguration.Label
  var owner: Any { style }
  var body: some View { AnyView(made(style)) }

  private func made<S: ButtonStyle>(_ style: S) -> any View {
    style.makeBody(configuration: ButtonStyleConfiguration(role: role, label: label, isPressed: false))
  }
}

@MainActor @preconcurrency public protocol PrimitiveButtonStyle {}
public struct DefaultButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct PlainButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderlessButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderedButtonStyle: PrimitiveButtonStyle { public init() {} }
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle { public init() {} }
extension PrimitiveButtonStyle where Self == DefaultButtonStyle { public static var automatic: Self { Self() } }
extension PrimitiveButtonStyle where Self == PlainButtonStyle { public static var plain: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderlessButtonStyle { public static var borderless: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderedButtonStyle { public static var bordered: Self { Self() } }
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: Self { Self() }
}

extension View {
  public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View { writing(style) { $0.buttonStyle = style } }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { writing(style) { $0.buttonStyle = nil } }
}
