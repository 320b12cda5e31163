/// Whether a view would get the same input. Closures are never the same: a view with one is evaluated whenever its parent is.
func isSame(_ old: Any, _ new: Any) -> Bool {
  guard type(of: old) == type(of: new) else { return false }
  if let old = old as? any IdentifiedProperty, let new = new as? any IdentifiedProperty {
    return old.isSameProperty(as: new)
  }
  if old is any InstalledProperty { return true }
  if type(of: old) is AnyClass { return (old as AnyObject) === (new as AnyObject) }
  if let old = old as? any Equatable { return isEqual(old, new) }
  if let old = old as? Any.Type, let new = new as? Any.Type { return old == new }
  let (oldMirror, newMirror) = (Mirror(reflecting: old), Mirror(reflecting: new))
  guard let style = oldMirror.displayStyle, oldMirror.children.count == newMirror.children.count else { return false }
  if style == .enum, oldMirror.children.isEmpty { return String(describing: old) == String(describing: new) }
  return zip(oldMirror.children, newMirror.children).allSatisfy { $0.label == $1.label && isSame($0.value, $1.value) }
}

private func isEqual<T: Equatable>(_ old: T, _ new: Any) -> Bool { (new as? T) == old }
