public protocol DynamicProperty {
  mutating func update()
}

extension DynamicProperty {
  public mutating func update() {}
}

enum Installation {
  case unchanged, changed
  case missing(String)
}

/// A property that is filled before a body is evaluated.
@MainActor protocol InstalledProperty {
  func install(in element: Element, name: String) -> Installation
}

/// A property that is the same when it refers to the same thing.
protocol IdentifiedProperty { func isSameProperty(as other: any IdentifiedProperty) -> Bool }

/// Where a value is kept. Reading it during an evaluation makes the view depend on it.
final class Cell<Value>: Observable, @unchecked Sendable {
  private let registrar = ObservationRegistrar()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value {
    get {
      registrar.access(self, keyPath: \.value)
      return stored
    }
    set {
      Evaluation.noteWrite()
      if isSame(stored, newValue) {
        stored = newValue
      } else {
        registrar.withMutation(of: self, keyPath: \.value) { stored = newValue }
      }
    }
  }

  var binding: Binding<Value> {
    Binding(path: [ObjectIdentifier(self)], get: { self.value }, set: { self.value = $0 })
  }
}

@propertyWrapper public struct State<Value>: DynamicProperty, InstalledProperty, @unchecked Sendable {
  final class Box {
    let initial: Value
    var cell: Cell<Value>?
    init(_ initial: Value) { self.initial = initial }
  }
  let box: Box

  public init(wrappedValue value: Value) { box = Box(value) }
  public init(initialValue value: Value) { box = Box(value) }

  public var wrappedValue: Value {
    get { box.cell?.value ?? box.initial }
    nonmutating set {
      guard let cell = box.cell else {
        fatalError("a state was written before its view was on a screen: it would be lost")
      }
      cell.value = newValue
    }
  }

  public var projectedValue: Binding<Value> { box.cell?.binding ?? .constant(box.initial) }

  func install(in element: Element, name: String) -> Installation {
    box.cell = element.stored("state \(name)") { Cell(box.initial) }
    return .unchanged
  }
}

extension State where Value: ExpressibleByNilLiteral {
  public init() { self.init(wrappedValue: nil) }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value>: DynamicProperty, IdentifiedProperty, @unchecked Sendable {
  /// What it refers to; nil if only its closures know.
  let path: [AnyHashable]?
  let get: @MainActor () -> Value
  let set: @MainActor (Value) -> Void

  init(path: [AnyHashable]?, get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void) {
    (self.path, self.get, self.set) = (path, get, set)
  }

  @preconcurrency public init(get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void) {
    self.init(path: nil, get: get, set: set)
  }

  public static func constant(_ value: Value) -> Binding<Value> { Binding(path: nil, get: { value }, set: { _ in }) }

  @MainActor public var wrappedValue: Value {
    get { get() }
    nonmutating set { set(newValue) }
  }

  public var projectedValue: Binding<Value> { self }
  public init(projectedValue: Binding<Value>) { self = projectedValue }

  public subscript<Subject>(dynamicMember keyPath: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
    let (get, set) = (get, set)
    let write: @MainActor (Subject) -> Void = { new in
      var whole = get()
      whole[keyPath: keyPath] = new
      set(whole)
    }
    return Binding<Subject>(path: path.map { $0 + [keyPath] }, get: { get()[keyPath: keyPath] }, set: write)
  }

  public func animation(_ animation: Animation? = .default) -> Binding<Value> { self }

  func isSameProperty(as other: any IdentifiedProperty) -> Bool {
    guard let other = other as? Binding, let path, let otherPath = other.path else { return false }
    return path == otherPath
  }
}

extension Binding: Identifiable where Value: Identifiable {
  @MainActor public var id: Value.ID { wrappedValue.id }
}

extension Binding {
  /// The binding of an optional's value, while there is one.
  @MainActor public init?(_ base: Binding<Value?>) {
    guard let first = base.wrappedValue else { return nil }
    self.init(path: base.path, get: { base.wrappedValue ?? first }, set: { base.wrappedValue = $0 })
  }

  public init<V>(_ base: Binding<V>) where Value == V? {
    let write: @MainActor (V?) -> Void = { new in
      if let new { base.wrappedValue = new }
    }
    self.init(path: base.path, get: { base.wrappedValue }, set: write)
  }
}

@dynamicMemberLookup @propertyWrapper public struct Bindable<Value> {
  public var wrappedValue: Value
  public var projectedValue: Bindable<Value> { self }

  public init(wrappedValue: Value) where Value: AnyObject & Observable { self.wrappedValue = wrappedValue }
  public init(_ wrappedValue: Value) where Value: AnyObject & Observable { self.wrappedValue = wrappedValue }
  public init(projectedValue: Bindable<Value>) where Value: AnyObject & Observable { self = projectedValue }
}

extension Bindable where Value: AnyObject {
  public subscript<Subject>(dynamicMember keyPath: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject> {
    let object = wrappedValue
    return Binding<Subject>(
      path: [ObjectIdentifier(object), keyPath], get: { object[keyPath: keyPath] },
      set: { object[keyPath: keyPath] = $0 })
  }
}

extension Bindable: Identifiable where Value: Identifiable {
  public var id: Value.ID { wrappedValue.id }
}

/// A cell whose value outlives the process.
@MainActor protocol KeptCell: AnyObject { var keptValue: Any? { get } }

extension Cell: KeptCell {
  var keptValue: Any? {
    if case Optional<Any>.none = value as Any? { return nil }
    return value
  }
}

@propertyWrapper public struct SceneStorage<Value>: DynamicProperty, InstalledProperty {
  final class Box { var cell: Cell<Value>? }
  let box = Box()
  let key: String
  let initial: Value

  public var wrappedValue: Value {
    get { box.cell?.value ?? initial }
    nonmutating set {
      guard let cell = box.cell else { fatalError("a SceneStorage was written before its view was on a screen") }
      cell.value = newValue
    }
  }

  public var projectedValue: Binding<Value> { box.cell?.binding ?? .constant(initial) }

  func install(in element: Element, name: String) -> Installation {
    let graph = element.graph
    let cell = graph.sceneCells[key] as? Cell<Value> ?? Cell(graph.restoredScene[key] as? Value ?? initial)
    graph.sceneCells[key] = cell
    box.cell = cell
    return .unchanged
  }
}

extension SceneStorage {
  public init(wrappedValue: Value, _ key: String) where Value == Bool { self.init(key: key, initial: wrappedValue) }
  public init(wrappedValue: Value, _ key: String) where Value == Int { self.init(key: key, initial: wrappedValue) }
  public init(wrappedValue: Value, _ key: String) where Value == String { self.init(key: key, initial: wrappedValue) }
  public init(wrappedValue: Value, _ key: String) where Value == Data { self.init(key: key, initial: wrappedValue) }
  public init(_ key: String) where Value == String? { self.init(key: key, initial: nil) }
  public init(_ key: String) where Value == Data? { self.init(key: key, initial: nil) }
}
