public struct Menu<Label: View, Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let label: Label
  let content: Content

  public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {
    (self.label, self.content) = (label(), content())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let isOpen = element.stored("open") { Cell(false) }
    let close = element.stored("close") { ClosePresentation { isOpen.value = false } }
    let shown = element.track { isOpen.value }
    let label = element.child(.name("label"), label)
    let items = shown ? element.child(.name("items"), content.inBar(closing: close)) : nil
    return { resolver in
      let node = Node(.menu, children: resolver.nodes(label))
      node.becomeControl(environment) { isOpen.value = true }
      if let items {
        let opened = Node(.menu)
        opened.label = node.name
        opened.dismiss = { isOpen.value = false }
        resolver.present(opened) { resolver.nodes(items) }
      }
      return [node]
    }
  }
}

extension Menu where Label == Text {
  public init(_ titleKey: LocalizedStringKey, @ViewBuilder content: () -> Content) {
    self.init(content: content) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {
    self.init(content: content) { Text(title) }
  }
}

extension Menu where Label == SwiftUI.Label<Text, Image> {
  public init(_ titleKey: LocalizedStringKey, systemImage: String, @ViewBuilder content: () -> Content) {
    self.init(content: content) { SwiftUI.Label(titleKey, systemImage: systemImage) }
  }
  @_disfavoredOverload
  public init<S: StringProtocol>(_ title: S, systemImage: String, @ViewBuilder content: () -> Content) {
    self.init(content: content) { SwiftUI.Label(title, systemImage: systemImage) }
  }
}

extension View {
  /// In a bar, a menu or an alert: the system decides the sizes, and a press may close it.
  func inBar(closing close: ClosePresentation? = nil) -> EnvironmentWriter<Self> {
    writing(close as Any) {
      $0.isSizedBySystem = true
      $0.isInListRow = false
      $0.closePresentation = close
    }
  }
}

public struct ProgressView<Label: View, CurrentValueLabel: View>: View, PrimitiveView {
  public typealias Body = Never
  let fraction: Double?
  let label: Label

  init(fraction: Double?, label: Label) { (self.fraction, self.label) = (fraction, label) }

  func render(in element: Element) -> Contribution {
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.progress, children: resolver.nodes(label))
      if let fraction { node.value = "\(Int((fraction * 100).rounded()))%" }
      return [node]
    }
  }
}

extension ProgressView where CurrentValueLabel == EmptyView {
  public init() where Label == EmptyView { self.init(fraction: nil, label: EmptyView()) }
  public init(@ViewBuilder label: () -> Label) { self.init(fraction: nil, label: label()) }
  public init(_ titleKey: LocalizedStringKey) where Label == Text { self.init(fraction: nil, label: Text(titleKey)) }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S) where Label == Text {
    self.init(fraction: nil, label: Text(title))
  }
  public init<V: BinaryFloatingPoint>(value: V?, total: V = 1.0) where Label == EmptyView {
    self.init(fraction: value.map { Double($0 / total) }, label: EmptyView())
  }
  public init<V: BinaryFloatingPoint>(value: V?, total: V = 1.0, @ViewBuilder label: () -> Label) {
    self.init(fraction: value.map { Double($0 / total) }, label: label())
  }
  public init<V: BinaryFloatingPoint>(_ titleKey: LocalizedStringKey, value: V?, total: V = 1.0) where Label == Text {
    self.init(fraction: value.map { Double($0 / total) }, label: Text(titleKey))
  }
  @_disfavoredOverload
  public init<S: StringProtocol, V: BinaryFloatingPoint>(_ title: S, value: V?, total: V = 1.0) where Label == Text {
    self.init(fraction: value.map { Double($0 / total) }, label: Text(title))
  }
}

public struct LabeledContent<Label: View, Content: View>: View, PrimitiveView {
  public typealias Body = Never
  let label: Label
  let content: Content

  public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {
    (self.label, self.content) = (label(), content())
  }

  func render(in element: Element) -> Contribution {
    let label = element.child(.name("label"), label)
    let content = element.child(.name("content"), content)
    return { [Node(.container, children: $0.nodes(label) + $0.nodes(content))] }
  }
}

extension LabeledContent where Label == Text {
  public init(_ titleKey: LocalizedStringKey, @ViewBuilder content: () -> Content) {
    self.init(content: content) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {
    self.init(content: content) { Text(title) }
  }
}

extension LabeledContent where Label == Text, Content == Text {
  public init<S: StringProtocol>(_ titleKey: LocalizedStringKey, value: S) {
    self.init {
      Text(value)
    } label: {
      Text(titleKey)
    }
  }
  @_disfavoredOverload public init<S1: StringProtocol, S2: StringProtocol>(_ title: S1, value: S2) {
    self.init {
      Text(value)
    } label: {
      Text(title)
    }
  }
}

public struct ContentUnavailableView<Label: View, Description: View, Actions: View>: View, PrimitiveView {
  public typealias Body = Never
  let label: Label
  let description: Description
  let actions: Actions

  public init(
    @ViewBuilder label: () -> Label, @ViewBuilder description: () -> Description = { EmptyView() },
    @ViewBuilder actions: () -> Actions = { EmptyView() }
  ) {
    (self.label, self.description, self.actions) = (label(), description(), actions())
  }

  func render(in element: Element) -> Contribution {
    let parts = [
      element.child(.name("label"), label), element.child(.name("description"), description),
      element.child(.name("actions"), actions),
    ]
    return { resolver in [Node(.container, children: parts.flatMap(resolver.nodes))] }
  }
}

extension ContentUnavailableView where Label == SwiftUI.Label<Text, Image>, Description == Text?, Actions == EmptyView {
  public init(_ title: LocalizedStringKey, systemImage name: String, description: Text? = nil) {
    self.init {
      SwiftUI.Label(title, systemImage: name)
    } description: {
      description
    }
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, systemImage name: String, description: Text? = nil) {
    self.init {
      SwiftUI.Label(title, systemImage: name)
    } description: {
      description
    }
  }
}
