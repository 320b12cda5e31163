public protocol EnvironmentKey {
  associatedtype Value
  static var defaultValue: Self.Value { get }
}

public struct EnvironmentValues {
  /// Another one after each change.
  final class Stamp {}
  private(set) var stamp = Stamp()
  private var values: [ObjectIdentifier: Any] = [:]
  private var objects: [ObjectIdentifier: AnyObject] = [:]

  public init() {}

  public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
    get { values[ObjectIdentifier(key)] as? K.Value ?? K.defaultValue }
    set {
      values[ObjectIdentifier(key)] = newValue
      stamp = Stamp()
    }
  }

  public subscript<T: AnyObject & Observable>(objectType: T.Type) -> T? {
    get { objects[ObjectIdentifier(objectType)] as? T }
    set {
      objects[ObjectIdentifier(objectType)] = newValue
      stamp = Stamp()
    }
  }
}

@propertyWrapper public struct Environment<Value>: DynamicProperty, InstalledProperty {
  final class Box { var value: Value? }
  let box = Box()
  let what: String
  let read: (EnvironmentValues) -> Value?

  public init(_ keyPath: KeyPath<EnvironmentValues, Value>) {
    what = "value for \(keyPath)"
    read = { $0[keyPath: keyPath] }
  }

  public var wrappedValue: Value {
    guard let value = box.value else { fatalError("the environment was read outside of a body: \(what)") }
    return value
  }

  func install(in element: Element, name: String) -> Installation {
    guard let new = read(element.environment) else { return .missing(what) }
    let old = box.value
    box.value = new
    return old.map { isSame($0, new) } ?? false ? .unchanged : .changed
  }
}

extension Environment {
  public init(_ objectType: Value.Type) where Value: AnyObject & Observable {
    what = "\(objectType)"
    read = { $0[objectType] }
  }

  public init<T: AnyObject & Observable>(_ objectType: T.Type) where Value == T? {
    what = "\(objectType)"
    read = { .some($0[objectType]) }
  }
}

/// Changes the environment of its content. The same value makes no new environment.
struct EnvironmentWriter<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  var markedContent: any View { content }
  final class Memo {
    var outer: EnvironmentValues.Stamp?
    var value: Any?
    var inner = EnvironmentValues()
  }
  let content: Content
  let value: Any
  let write: @MainActor (inout EnvironmentValues) -> Void

  func render(in element: Element) -> Contribution {
    let memo = element.stored("environment") { Memo() }
    if memo.outer !== element.environment.stamp || !(memo.value.map { isSame($0, value) } ?? false) {
      memo.outer = element.environment.stamp
      memo.value = value
      memo.inner = element.environment
      write(&memo.inner)
    }
    let child = element.child(.name("content"), content, memo.inner)
    return { $0.nodes(child) }
  }
}

extension View {
  func writing(_ value: Any, _ write: @escaping @MainActor (inout EnvironmentValues) -> Void) -> EnvironmentWriter<Self>
  {
    EnvironmentWriter(content: self, value: value, write: write)
  }

  public func environment<V>(_ keyPath: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
    writing(value) { $0[keyPath: keyPath] = value }
  }

  public func environment<T: AnyObject & Observable>(_ object: T?) -> some View {
    writing(object as Any) { $0[T.self] = object }
  }

  public func transformEnvironment<V>(
    _ keyPath: WritableKeyPath<EnvironmentValues, V>, transform: @escaping (inout V) -> Void
  ) -> some View {
    writing(transform) { transform(&$0[keyPath: keyPath]) }
  }
}
