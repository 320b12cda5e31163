public struct Image: View, PrimitiveView, Equatable {
  public typealias Body = Never
  public enum Scale: Hashable, Sendable { case small, medium, large }
  public enum ResizingMode: Hashable, Sendable { case tile, stretch }
  public enum TemplateRenderingMode: Hashable, Sendable { case template, original }
  public enum Interpolation: Hashable, Sendable { case none, low, medium, high }

  /// What VoiceOver says. The system names some of its symbols, but not for what the app uses them.
  let label: String
  let isDecorative: Bool
  let name: String

  init(name: String, label: String, isDecorative: Bool) {
    (self.name, self.label, self.isDecorative) = (name, label, isDecorative)
  }

  public init(systemName: String) { self.init(name: systemName, label: "", isDecorative: false) }
  public init(_ name: String, bundle: Bundle? = nil) { self.init(name: name, label: name, isDecorative: false) }
  @MainActor public init(_ name: String, bundle: Bundle? = nil, label: Text) {
    self.init(name: name, label: label.string, isDecorative: false)
  }
  public init(decorative name: String, bundle: Bundle? = nil) { self.init(name: name, label: "", isDecorative: true) }

  public func resizable() -> Image { self }
  public func renderingMode(_ renderingMode: TemplateRenderingMode?) -> Image { self }
  public func interpolation(_ interpolation: Interpolation) -> Image { self }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    return { _ in
      let node = Node(.image, text: label)
      node.symbol = name
      node.isHidden = isDecorative
      node.appearance = environment.appearance
      return [node]
    }
  }
}

public struct Label<Title: View, Icon: View>: View, PrimitiveView {
  public typealias Body = Never
  let title: Title
  let icon: Icon

  public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {
    (self.title, self.icon) = (title(), icon())
  }

  func render(in element: Element) -> Contribution {
    let title = element.child(.name("title"), title)
    let icon = element.child(.name("icon"), icon)
    return { resolver in
      // The icon only repeats the title, also where the style hides the title.
      let icons = resolver.nodes(icon)
      for node in icons.flatMap(\.targets) { node.isHidden = true }
      let node = Node(.container, children: icons + resolver.nodes(title))
      node.isCombined = true
      return [node]
    }
  }
}

extension Label where Title == Text, Icon == Image {
  public init(_ titleKey: LocalizedStringKey, systemImage name: String) {
    self.init(title: { Text(titleKey) }, icon: { Image(systemName: name) })
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, systemImage name: String) {
    self.init(title: { Text(title) }, icon: { Image(systemName: name) })
  }
  public init(_ titleKey: LocalizedStringKey, image name: String) {
    self.init(title: { Text(titleKey) }, icon: { Image(name) })
  }
  @_disfavoredOverload public init<S: StringProtocol>(_ title: S, image name: String) {
    self.init(title: { Text(title) }, icon: { Image(name) })
  }
}

@MainActor @preconcurrency public protocol LabelStyle {}
public struct DefaultLabelStyle: LabelStyle { public init() {} }
public struct IconOnlyLabelStyle: LabelStyle { public init() {} }
public struct TitleOnlyLabelStyle: LabelStyle { public init() {} }
public struct TitleAndIconLabelStyle: LabelStyle { public init() {} }
extension LabelStyle where Self == DefaultLabelStyle { public static var automatic: Self { Self() } }
extension LabelStyle where Self == IconOnlyLabelStyle { public static var iconOnly: Self { Self() } }
extension LabelStyle where Self == TitleOnlyLabelStyle { public static var titleOnly: Self { Self() } }
extension LabelStyle where Self == TitleAndIconLabelStyle { public static var titleAndIcon: Self { Self() } }
extension View { public func labelStyle<S: LabelStyle>(_ style: S) -> some View { self } }
