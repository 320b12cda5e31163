public enum Axis: Int8, CaseIterable, Sendable {
  case horizontal, vertical

  public struct Set: OptionSet, Sendable {
    public let rawValue: Int8
    public init(rawValue: Int8) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
  }
}

public struct TextField<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let text: Binding<String>
  let prompt: Text?
  let label: Label

  init(binding: Binding<String>, prompt: Text?, label: Label) {
    (text, self.prompt, self.label) = (binding, prompt, label)
  }

  public init(text: Binding<String>, prompt: Text? = nil, @ViewBuilder label: () -> Label) {
    self.init(binding: text, prompt: prompt, label: label())
  }
  public init(text: Binding<String>, prompt: Text? = nil, axis: Axis, @ViewBuilder label: () -> Label) {
    self.init(binding: text, prompt: prompt, label: label())
  }

  func render(in element: Element) -> Contribution { field(.textField, text, label, prompt, in: element) }
}

extension TextField where Label == Text {
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>) {
    self.init(binding: text, prompt: nil, label: Text(titleKey))
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>) {
    self.init(binding: text, prompt: nil, label: Text(title))
  }
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>, prompt: Text?) {
    self.init(binding: text, prompt: prompt, label: Text(titleKey))
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?) {
    self.init(binding: text, prompt: prompt, label: Text(title))
  }
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>, axis: Axis) {
    self.init(binding: text, prompt: nil, label: Text(titleKey))
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>, axis: Axis) {
    self.init(binding: text, prompt: nil, label: Text(title))
  }
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>, prompt: Text?, axis: Axis) {
    self.init(binding: text, prompt: prompt, label: Text(titleKey))
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?, axis: Axis) {
    self.init(binding: text, prompt: prompt, label: Text(title))
  }
}

public struct SecureField<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let text: Binding<String>
  let prompt: Text?
  let label: Label

  public init(text: Binding<String>, prompt: Text? = nil, @ViewBuilder label: () -> Label) {
    (self.text, self.prompt, self.label) = (text, prompt, label())
  }

  func render(in element: Element) -> Contribution { field(.secureField, text, label, prompt, in: element) }
}

extension SecureField where Label == Text {
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>) { self.init(text: text) { Text(titleKey) } }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>) {
    self.init(text: text) { Text(title) }
  }
  public init(_ titleKey: LocalizedStringKey, text: Binding<String>, prompt: Text?) {
    self.init(text: text, prompt: prompt) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>, prompt: Text?) {
    self.init(text: text, prompt: prompt) { Text(title) }
  }
}

public struct TextEditor: View, PrimitiveView {
  public typealias Body = Never
  let text: Binding<String>
  public init(text: Binding<String>) { self.text = text }
  func render(in element: Element) -> Contribution { field(.textEditor, text, EmptyView(), nil, in: element) }
}

@MainActor private func field<Label: View>(
  _ role: Role, _ text: Binding<String>, _ label: Label, _ prompt: Text?, in element: Element
) -> Contribution {
  let environment = element.environment
  let current = element.track { text.wrappedValue }
  let label = element.child(.name("label"), label)
  return { resolver in
    let node = Node(role, children: resolver.nodes(label))
    node.becomeControl(environment, action: nil)
    node.value = role == .secureField ? String(repeating: "•", count: current.count) : current
    node.prompt = prompt?.string ?? ""
    node.edit = { text.wrappedValue = $0 }
    if let submit = environment.submit { node.submit = { submit.action() } }
    return [node]
  }
}

public struct SubmitTriggers: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let text = SubmitTriggers(rawValue: 1)
  public static let search = SubmitTriggers(rawValue: 2)
}

@MainActor final class SubmitAction {
  let action: @MainActor () -> Void
  init(_ action: @escaping @MainActor () -> Void) { self.action = action }
}

extension EnvironmentValues {
  enum SubmitKey: EnvironmentKey { static var defaultValue: SubmitAction? { nil } }
  enum SearchSubmitKey: EnvironmentKey { static var defaultValue: SubmitAction? { nil } }
  var submit: SubmitAction? {
    get { self[SubmitKey.self] }
    set { self[SubmitKey.self] = newValue }
  }
  var searchSubmit: SubmitAction? {
    get { self[SearchSubmitKey.self] }
    set { self[SearchSubmitKey.self] = newValue }
  }
}

public struct SubmitLabel: Sendable {
  public static let done = SubmitLabel()
  public static let go = SubmitLabel()
  public static let send = SubmitLabel()
  public static let search = SubmitLabel()
  public static let next = SubmitLabel()
  public static let `return` = SubmitLabel()
}

@MainActor @preconcurrency public protocol TextFieldStyle {}
public struct DefaultTextFieldStyle: TextFieldStyle { public init() {} }
public struct PlainTextFieldStyle: TextFieldStyle { public init() {} }
public struct RoundedBorderTextFieldStyle: TextFieldStyle { public init() {} }
extension TextFieldStyle where Self == DefaultTextFieldStyle { public static var automatic: Self { Self() } }
extension TextFieldStyle where Self == PlainTextFieldStyle { public static var plain: Self { Self() } }
extension TextFieldStyle where Self == RoundedBorderTextFieldStyle { public static var roundedBorder: Self { Self() } }

public struct TextInputAutocapitalization: Sendable {
  public static var never: TextInputAutocapitalization { .init() }
  public static var words: TextInputAutocapitalization { .init() }
  public static var sentences: TextInputAutocapitalization { .init() }
  public static var characters: TextInputAutocapitalization { .init() }
}

extension View {
  public func textFieldStyle<S: TextFieldStyle>(_ style: S) -> some View { self }
  public func submitLabel(_ submitLabel: SubmitLabel) -> some View { self }
  public func textInputAutocapitalization(_ autocapitalization: TextInputAutocapitalization?) -> some View { self }
  public func autocorrectionDisabled(_ disable: Bool = true) -> some View { self }

  public func onSubmit(of triggers: SubmitTriggers = .text, _ action: @escaping (() -> Void)) -> some View {
    writing(action) {
      let submit = SubmitAction(action)
      if triggers.contains(.text) { $0.submit = submit }
      if triggers.contains(.search) { $0.searchSubmit = submit }
    }
  }
}

@propertyWrapper public struct FocusState<Value: Hashable>: DynamicProperty, InstalledProperty {
  final class Box { var cell: Cell<Value>? }
  let box = Box()
  let initial: Value

  public init() where Value == Bool { initial = false }
  public init<T: Hashable>() where Value == T? { initial = nil }

  public var wrappedValue: Value {
    get { box.cell?.value ?? initial }
    nonmutating set { box.cell?.value = newValue }
  }

  public var projectedValue: Binding { Binding(box: box, initial: initial) }

  @propertyWrapper public struct Binding: IdentifiedProperty {
    let box: Box
    let initial: Value
    public var wrappedValue: Value {
      get { box.cell?.value ?? initial }
      nonmutating set { box.cell?.value = newValue }
    }
    public var projectedValue: Binding { self }
    func isSameProperty(as other: any IdentifiedProperty) -> Bool { (other as? Binding)?.box.cell === box.cell }
  }

  func install(in element: Element, name: String) -> Installation {
    box.cell = element.stored("focus \(name)") { Cell(initial) }
    return .unchanged
  }
}

struct FocusModifier<Content: View, Value: Hashable>: View, PrimitiveView {
  typealias Body = Never
  let content: Content
  let binding: FocusState<Value>.Binding
  let value: Value

  func render(in element: Element) -> Contribution {
    let isFocused = element.track { binding.wrappedValue } == value
    let child = element.child(.name("content"), content)
    return { resolver in
      let nodes = resolver.nodes(child)
      for node in nodes.flatMap(\.targets) {
        node.isFocused = isFocused
        node.focus = { binding.wrappedValue = value }
      }
      return nodes
    }
  }
}

extension View {
  public func focused(_ condition: FocusState<Bool>.Binding) -> some View {
    FocusModifier(content: self, binding: condition, value: true)
  }
  public func focused<Value: Hashable>(_ binding: FocusState<Value>.Binding, equals value: Value) -> some View {
    FocusModifier(content: self, binding: binding, value: value)
  }
}
