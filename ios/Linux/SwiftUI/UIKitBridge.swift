import UIKit

extension Image {
  /// Pictures have no name of their own: each needs an accessibilityLabel, or has to be hidden.
  public init(uiImage: UIImage) { self.init(name: "", label: "", isDecorative: false) }
}

@MainActor @propertyWrapper
public struct UIApplicationDelegateAdaptor<DelegateType: NSObject & UIApplicationDelegate>: DynamicProperty {
  public var wrappedValue: DelegateType
  public init(_ delegateType: DelegateType.Type = DelegateType.self) { wrappedValue = delegateType.init() }
}
