public struct Toggle<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let isOn: Binding<Bool>
  let label: Label

  public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) { (self.isOn, self.label) = (isOn, label()) }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let value = element.track { isOn.wrappedValue }
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.toggle, children: resolver.nodes(label))
      node.isOn = value
      node.value = value ? "1" : "0"
      node.becomeControl(environment) { isOn.wrappedValue = !isOn.wrappedValue }
      return [node]
    }
  }
}

extension Toggle where Label == Text {
  public init(_ titleKey: LocalizedStringKey, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(titleKey) } }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) {
    self.init(isOn: isOn) { Text(title) }
  }
}

@MainActor @preconcurrency public protocol ToggleStyle {}
public struct DefaultToggleStyle: ToggleStyle { public init() {} }
public struct SwitchToggleStyle: ToggleStyle { public init() {} }
public struct ButtonToggleStyle: ToggleStyle { public init() {} }
extension ToggleStyle where Self == DefaultToggleStyle { public static var automatic: Self { Self() } }
extension ToggleStyle where Self == SwitchToggleStyle { public static var `switch`: Self { Self() } }
extension ToggleStyle where Self == ButtonToggleStyle { public static var button: Self { Self() } }
extension View { public func toggleStyle<S: ToggleStyle>(_ style: S) -> some View { self } }

public struct Picker<Label: View, SelectionValue: Hashable, Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let selection: Binding<SelectionValue>
  let label: Label
  let content: Content

  public init(selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label)
  {
    (self.selection, self.label, self.content) = (selection, label(), content())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let selected = element.track { selection.wrappedValue }
    let label = element.child(.name("label"), label)
    let content = element.child(.name("options"), content)
    return { resolver in
      let node = Node(.picker)
      node.label = resolver.nodes(label).map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
      node.children = resolver.nodes(content).map { row in
        let option = Node(.option, children: [row])
        option.becomeControl(environment, action: nil)
        guard let tag = row.tag?.value(as: SelectionValue.self) else {
          element.problem("an option of a picker has no tag of its selection's type: \(row.name)")
          return option
        }
        if tag == selected {
          option.traits.insert(.isSelected)
          node.value = option.name
        }
        option.press = { selection.wrappedValue = tag }
        return option
      }
      node.isEnabled = environment.isEnabled
      return [node]
    }
  }
}

extension Picker where Label == Text {
  public init(_ titleKey: LocalizedStringKey, selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content) {
    self.init(selection: selection, content: content) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(
    _ title: S, selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content
  ) {
    self.init(selection: selection, content: content) { Text(title) }
  }
}

@MainActor @preconcurrency public protocol PickerStyle {}
public struct DefaultPickerStyle: PickerStyle { public init() {} }
public struct MenuPickerStyle: PickerStyle { public init() {} }
public struct SegmentedPickerStyle: PickerStyle { public init() {} }
public struct InlinePickerStyle: PickerStyle { public init() {} }
public struct NavigationLinkPickerStyle: PickerStyle { public init() {} }
public struct WheelPickerStyle: PickerStyle { public init() {} }
extension PickerStyle where Self == DefaultPickerStyle { public static var automatic: Self { Self() } }
extension PickerStyle where Self == MenuPickerStyle { public static var menu: Self { Self() } }
extension PickerStyle where Self == SegmentedPickerStyle { public static var segmented: Self { Self() } }
extension PickerStyle where Self == InlinePickerStyle { public static var inline: Self { Self() } }
extension PickerStyle where Self == NavigationLinkPickerStyle { public static var navigationLink: Self { Self() } }
extension PickerStyle where Self == WheelPickerStyle { public static var wheel: Self { Self() } }

extension View {
  public func pickerStyle<S: PickerStyle>(_ style: S) -> some View { self }

  public func tag<V: Hashable>(_ tag: V) -> some View { TagModifier(content: self, tag: Tag(tag)) }
}

/// A view with a mark that its container reads without rendering it.
@MainActor protocol MarkedView: View {
  var markedContent: any View { get }
}

struct TagModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let tag: Tag
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    return { resolver in
      let nodes = resolver.nodes(child)
      for node in nodes { node.tag = tag }
      return nodes
    }
  }
}

public struct DatePickerComponents: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
  public static let hourAndMinute = DatePickerComponents(rawValue: 1)
  public static let date = DatePickerComponents(rawValue: 2)
}

public struct DatePicker<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  public typealias Components = DatePickerComponents
  let selection: Binding<Date>
  let range: ClosedRange<Date>
  let label: Label

  init(selection: Binding<Date>, range: ClosedRange<Date>, label: Label) {
    (self.selection, self.range, self.label) = (selection, range, label)
  }

  public init(
    selection: Binding<Date>, displayedComponents: Components = [.hourAndMinute, .date], @ViewBuilder label: () -> Label
  ) {
    self.init(selection: selection, range: .distantPast ... .distantFuture, label: label())
  }
  public init(
    selection: Binding<Date>, in range: ClosedRange<Date>, displayedComponents: Components = [.hourAndMinute, .date],
    @ViewBuilder label: () -> Label
  ) {
    self.init(selection: selection, range: range, label: label())
  }
  public init(
    selection: Binding<Date>, in range: PartialRangeFrom<Date>,
    displayedComponents: Components = [.hourAndMinute, .date],
    @ViewBuilder label: () -> Label
  ) {
    self.init(selection: selection, range: range.lowerBound ... .distantFuture, label: label())
  }
  public init(
    selection: Binding<Date>, in range: PartialRangeThrough<Date>,
    displayedComponents: Components = [.hourAndMinute, .date],
    @ViewBuilder label: () -> Label
  ) {
    self.init(selection: selection, range: .distantPast...range.upperBound, label: label())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let date = element.track { selection.wrappedValue }
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.datePicker, children: resolver.nodes(label))
      node.becomeControl(environment, action: nil)
      node.value = date.description
      node.setDate = { new in
        guard range.contains(new) else { throw OutOfRange() }
        selection.wrappedValue = new
      }
      return [node]
    }
  }
}

package struct OutOfRange: Error {}

extension DatePicker where Label == Text {
  public init(
    _ titleKey: LocalizedStringKey, selection: Binding<Date>, displayedComponents: Components = [.hourAndMinute, .date]
  ) {
    self.init(selection: selection, displayedComponents: displayedComponents) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(
    _ title: S, selection: Binding<Date>, displayedComponents: Components = [.hourAndMinute, .date]
  ) {
    self.init(selection: selection, displayedComponents: displayedComponents) { Text(title) }
  }
  public init(
    _ titleKey: LocalizedStringKey, selection: Binding<Date>, in range: ClosedRange<Date>,
    displayedComponents: Components = [.hourAndMinute, .date]
  ) {
    self.init(selection: selection, in: range, displayedComponents: displayedComponents) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(
    _ title: S, selection: Binding<Date>, in range: ClosedRange<Date>,
    displayedComponents: Components = [.hourAndMinute, .date]
  ) {
    self.init(selection: selection, in: range, displayedComponents: displayedComponents) { Text(title) }
  }
}

@MainActor @preconcurrency public protocol DatePickerStyle {}
public struct DefaultDatePickerStyle: DatePickerStyle { public init() {} }
public struct CompactDatePickerStyle: DatePickerStyle { public init() {} }
public struct GraphicalDatePickerStyle: DatePickerStyle { public init() {} }
extension DatePickerStyle where Self == DefaultDatePickerStyle { public static var automatic: Self { Self() } }
extension DatePickerStyle where Self == CompactDatePickerStyle { public static var compact: Self { Self() } }
extension DatePickerStyle where Self == GraphicalDatePickerStyle { public static var graphical: Self { Self() } }
extension View { public func datePickerStyle<S: DatePickerStyle>(_ style: S) -> some View { self } }
