public struct Link<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let destination: URL
  let label: Label

  public init(destination: URL, @ViewBuilder label: () -> Label) {
    (self.destination, self.label) = (destination, label())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.link, children: resolver.nodes(label))
      node.becomeControl(environment) { environment.openURL(destination) }
      return [node]
    }
  }
}

extension Link where Label == Text {
  public init(_ titleKey: LocalizedStringKey, destination: URL) {
    self.init(destination: destination) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, destination: URL) {
    self.init(destination: destination) { Text(title) }
  }
}

/// Only texts and addresses are shared here, as `String` and `URL`.
public struct ShareLink<Label: View>: View, PrimitiveView {
  public typealias Body = Never
  let items: [String]
  let label: Label

  public init(item: String, subject: Text? = nil, message: Text? = nil, @ViewBuilder label: () -> Label) {
    (items, self.label) = ([item], label())
  }
  public init(item: URL, subject: Text? = nil, message: Text? = nil, @ViewBuilder label: () -> Label) {
    (items, self.label) = ([item.absoluteString], label())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let graph = element.graph
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.button, children: resolver.nodes(label))
      node.becomeControl(environment) { graph.sharedItems += items }
      return [node]
    }
  }
}

extension ShareLink where Label == SwiftUI.Label<Text, Image> {
  public init(_ titleKey: LocalizedStringKey, item: String, subject: Text? = nil, message: Text? = nil) {
    self.init(item: item) { SwiftUI.Label(titleKey, systemImage: "square.and.arrow.up") }
  }
  @_disfavoredOverload
  public init<S: StringProtocol>(_ title: S, item: String, subject: Text? = nil, message: Text? = nil) {
    self.init(item: item) { SwiftUI.Label(title, systemImage: "square.and.arrow.up") }
  }
  public init(_ titleKey: LocalizedStringKey, item: URL, subject: Text? = nil, message: Text? = nil) {
    self.init(item: item) { SwiftUI.Label(titleKey, systemImage: "square.and.arrow.up") }
  }
  @_disfavoredOverload
  public init<S: StringProtocol>(_ title: S, item: URL, subject: Text? = nil, message: Text? = nil) {
    self.init(item: item) { SwiftUI.Label(title, systemImage: "square.and.arrow.up") }
  }
}
