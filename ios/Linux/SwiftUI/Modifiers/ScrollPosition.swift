extension View {
  // iOS 17
  public func scrollTargetLayout(isEnabled: Bool = true) -> some View { self }

  /// Where the content starts, and which view is at the top while it is scrolled. Here only tests scroll.
  public func scrollPosition<ID: Hashable>(id: Binding<ID?>, anchor: UnitPoint? = nil) -> some View { self }
}
