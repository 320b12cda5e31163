/// What distinguishes a view from its siblings.
enum ElementKey: Hashable {
  case name(String)
  case index(Int)
  case id(AnyHashable)
  /// A screen that was pushed.
  case pushed(Int, AnyHashable)
}

/// What an element adds to the tree, each time that the tree is made.
typealias Contribution = @MainActor (Resolver) -> [Node]

/// A view without a body: it renders its children, and says what it adds to the tree.
@MainActor protocol PrimitiveView: View where Body == Never {
  func render(in element: Element) -> Contribution
}

/// A view at its place: it keeps the state for as long as the place exists and has a view of the same type.
@MainActor final class Element {
  let graph: Graph
  private let invalidations: Invalidations
  let depth: Int
  let type: Any.Type
  private let key: ElementKey
  private weak var parent: Element?
  private(set) var environment = EnvironmentValues()
  private(set) var isDirty = true
  private(set) var isMounted = true
  /// How often it was rendered.
  private(set) var version = 0
  private var view: (any View)?
  private var bodyValue: (any View)?
  private(set) var contribution: Contribution = { _ in [] }
  private var children: [ElementKey: Element] = [:]
  private var used: Set<ElementKey> = []
  private var late: [ElementKey: (element: Element, version: Int)] = [:]
  private var storage: [String: AnyObject] = [:]
  private var generation = 0

  init(graph: Graph, parent: Element?, key: ElementKey, type: Any.Type) {
    (self.graph, self.parent, self.key, self.type) = (graph, parent, key, type)
    depth = (parent?.depth ?? 0) + 1
    invalidations = graph.invalidations
  }

  /// What the element keeps under a name.
  func stored<T: AnyObject>(_ name: String, _ make: () -> T) -> T {
    if let kept = storage[name] as? T { return kept }
    let new = make()
    storage[name] = new
    return new
  }

  func problem(_ text: String) { graph.problem("\(text) (in \(trail))") }

  /// The views with a body around it, outermost first.
  private var trail: String {
    var names: [String] = []
    var element: Element? = self
    while let current = element {
      if !(current.view is any PrimitiveView) { names.insert(String(describing: current.type), at: 0) }
      element = current.parent
    }
    return names.joined(separator: " > ")
  }

  // MARK: Evaluation

  func update<V: View>(_ new: V, _ environment: EnvironmentValues) {
    if let primitive = new as? any PrimitiveView {
      view = new
      self.environment = environment
      render { primitive.render(in: self) }
      return
    }
    let isChanged = view.map { !isSame($0, new) } ?? true
    let hasNewEnvironment = environment.stamp !== self.environment.stamp
    guard isDirty || isChanged || hasNewEnvironment else { return }
    let current = isChanged ? new : (view as? V ?? new)
    view = current
    self.environment = environment
    guard let readsNewValue = install(current) else {
      contribution = { _ in [] }
      return
    }
    if isDirty || isChanged || readsNewValue { bodyValue = evaluateBody(of: current) }
    guard let body = bodyValue else { return }
    render {
      let child = self.child(.name("body"), body)
      return { $0.nodes(child) }
    }
  }

  /// Evaluates it again, with the view that it has.
  func updateAgain() {
    guard isMounted, let view else { return }
    update(view, environment)
  }

  private func render(_ make: () -> Contribution) {
    used = []
    version += 1
    isDirty = false
    contribution = make()
    for (key, child) in children where !used.contains(key) {
      children[key] = nil
      child.unmount()
    }
  }

  private func evaluateBody<V: View>(of view: V) -> any View {
    graph.countEvaluation(of: V.self)
    return track { Evaluation.run(in: graph) { view.body } }
  }

  /// Fills the dynamic properties. Whether one that the body may read has another value; nil if one has none at all.
  private func install(_ view: any View) -> Bool? {
    let owner: Any = (view as? any DynamicPropertyOwner)?.owner ?? view
    var result = false
    for property in Mirror(reflecting: owner).children {
      guard let dynamic = property.value as? any InstalledProperty else { continue }
      switch dynamic.install(in: self, name: property.label ?? "") {
      case .unchanged: break
      case .changed: result = true
      case .missing(let what):
        problem("there is no \(what) in the environment")
        return nil
      }
    }
    return result
  }

  /// Evaluates, and marks the element dirty when something that was read changes.
  func track<T>(_ read: () -> T) -> T {
    generation += 1
    let generation = generation
    return withObservationTracking(read) { [weak self] in self?.invalidate(generation) }
  }

  /// A second thing that this rendering reads.
  func alsoTrack<T>(_ read: () -> T) -> T {
    let generation = generation
    return withObservationTracking(read) { [weak self] in self?.invalidate(generation) }
  }

  /// A model may change on any thread.
  private nonisolated func invalidate(_ generation: Int) {
    Evaluation.noteWrite()
    invalidations.add(self, generation)
  }

  /// Marks it, unless it read something else since.
  func markDirty(_ generation: Int) {
    if isMounted, generation == self.generation { isDirty = true }
  }

  // MARK: Children

  @discardableResult
  func child<V: View>(_ key: ElementKey, _ view: V, _ environment: EnvironmentValues? = nil) -> Element {
    if !used.insert(key).inserted { problem("two views have the same identity \(key)") }
    let environment = environment ?? self.environment
    if let kept = children[key], kept.type == V.self {
      kept.update(view, environment)
      return kept
    }
    children[key]?.unmount()
    let new = Element(graph: graph, parent: self, key: key, type: V.self)
    children[key] = new
    new.update(view, environment)
    return new
  }

  func anyChild(_ key: ElementKey, _ view: any View) -> Element { child(key, view) }

  /// A child that is known only when the tree is made, such as a pushed screen: it is evaluated again when `version` changes.
  func lateChild(
    _ key: ElementKey, version: Int, environment: EnvironmentValues, _ make: @escaping @MainActor () -> any View
  ) -> Element {
    if let kept = late[key] {
      if kept.version != version || kept.element.environment.stamp !== environment.stamp {
        late[key] = (kept.element, version)
        kept.element.update(Deferred(make: make), environment)
      }
      return kept.element
    }
    let new = Element(graph: graph, parent: self, key: key, type: Deferred.self)
    late[key] = (new, version)
    new.update(Deferred(make: make), environment)
    return new
  }

  func dropLateChildren(except keys: Set<ElementKey>) {
    for (key, child) in late where !keys.contains(key) {
      late[key] = nil
      child.element.unmount()
    }
  }

  func unmount() {
    isMounted = false
    generation += 1
    for child in children.values { child.unmount() }
    for child in late.values { child.element.unmount() }
    // What it renders may refer to it: without this, the models of a screen that was left would stay.
    (view, bodyValue, contribution) = (nil, nil, { _ in [] })
    (children, late, storage) = ([:], [:], [:])
  }
}

/// A view that is made by a closure when it is needed, as rows and sheets are.
struct Deferred: PrimitiveView {
  let make: @MainActor () -> any View

  func render(in element: Element) -> Contribution {
    let view = element.track { Evaluation.run(in: element.graph) { make() } }
    let child = element.child(.name("deferred"), view)
    return { $0.nodes(child) }
  }
}

/// A view whose dynamic properties are those of something else: of a modifier, or of the app.
@MainActor protocol DynamicPropertyOwner { var owner: Any { get } }
