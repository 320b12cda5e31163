extension AttributeScopes.SwiftUIAttributes {
  public enum KerningAttribute: AttributedStringKey {
    public typealias Value = CGFloat
    public static let name = "SwiftUI.Kern"
  }

  /// Only its key path is used, to find the key.
  public var kern: KerningAttribute { fatalError("an attribute's key has no value") }
}
