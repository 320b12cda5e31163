@_exported import Foundation
@_exported import Observation

// A stand-in for the part of SwiftUI that the app uses. It draws and lays out nothing: it evaluates views into a tree of
// nodes that a test reads and operates. What is public is Apple's interface; what tests need besides is under
// `package` access, which the app does not have.

/// All elements of one hosted view, and what is to be evaluated again.
@MainActor package final class Graph {
  /// Wrong use that a phone answers with a crash, a warning or a dead screen.
  package var problems: [String] = []
  /// Evaluations of `body`, by the name of the view's type.
  package private(set) var evaluations: [String: Int] = [:]
  package var openedURLs: [URL] = []
  package var sharedItems: [String] = []
  package var scrollTargets: [AnyHashable] = []
  /// The rows that a list shows before anybody scrolls.
  package var rowsPerScreen = 30
  /// What `SceneStorage` finds at the start of the process, and what it keeps at its end.
  package var restoredScene: [String: Any] = [:]
  package var keptScene: [String: Any] {
    sceneCells.compactMapValues { ($0 as? any KeptCell)?.keptValue }.merging(restoredScene) { new, _ in new }
  }

  let invalidations = Invalidations()
  var sceneCells: [String: AnyObject] = [:]
  private var root: Element?
  private var liveEffects: [Effect] = []
  private var afterwards: [@MainActor () -> Void] = []
  private var tree: Tree?

  package init() {}

  /// Replaces the hosted view or its environment.
  package func mount<V: View>(_ view: V, environment: EnvironmentValues) {
    if let root {
      root.update(view, environment)
    } else {
      let new = Element(graph: self, parent: nil, key: .name("root"), type: V.self)
      root = new
      new.update(view, environment)
    }
    tree = nil
  }

  /// Ends the hosted view: everything disappears.
  package func unmount() {
    root?.unmount()
    root = nil
    let effects = liveEffects
    liveEffects = []
    for effect in effects { effect.disappear() }
    tree = nil
  }

  /// The process ends: tasks stop, and no view is told that it disappears.
  package func endProcess() {
    for effect in liveEffects { effect.stop() }
    liveEffects = []
    unmount()
  }

  package var isDirty: Bool { invalidations.isPending || !afterwards.isEmpty }

  /// Resumes when something is to be evaluated again, or after `interval`.
  package nonisolated func change(within interval: Duration) async { await invalidations.next(within: interval) }

  /// Evaluates what changed until nothing is left, and returns the tree.
  package func settledTree() -> Tree {
    var passes = 0
    while isDirty || tree == nil {
      passes += 1
      if passes > 500 {
        problem("the views change what they depend on at every evaluation")
        break
      }
      update()
      let actions = afterwards
      afterwards = []
      for action in actions { action() }
      if invalidations.isPending || !afterwards.isEmpty { continue }
      tree = resolve()
    }
    return tree ?? resolve()
  }

  func afterUpdate(_ action: @escaping @MainActor () -> Void) { afterwards.append(action) }

  func problem(_ text: String) {
    if !problems.contains(text) { problems.append(text) }
  }

  func countEvaluation(of type: Any.Type) { evaluations[String(describing: type), default: 0] += 1 }

  private func update() {
    let pending = invalidations.take()
    for (element, generation) in pending { element.markDirty(generation) }
    let dirty = pending.map(\.element).filter(\.isDirty)
    if !dirty.isEmpty { tree = nil }
    for element in dirty.sorted(by: { $0.depth < $1.depth }) where element.isDirty { element.updateAgain() }
  }

  private func resolve() -> Tree {
    let resolver = Resolver(graph: self)
    let nodes = root.map(resolver.nodes) ?? []
    resolver.root.children = nodes
    for wasLive in liveEffects where !resolver.effects.contains(where: { $0 === wasLive }) { wasLive.disappear() }
    let before = liveEffects
    liveEffects = resolver.effects
    for effect in liveEffects { effect.appear(isNew: !before.contains { $0 === effect }) }
    return Tree(root: resolver.root, openURL: resolver.openURL)
  }
}

/// The elements that are to be evaluated again. A model may change on any thread.
final class Invalidations: @unchecked Sendable {
  private let lock = NSLock()
  private var elements: [(element: Element, generation: Int)] = []
  private var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  private var count = 0

  var isPending: Bool { lock.withLock { !elements.isEmpty } }

  func add(_ element: Element, _ generation: Int) {
    let resumed = lock.withLock {
      elements.append((element, generation))
      defer { waiting = [:] }
      return waiting.values
    }
    for continuation in resumed { continuation.resume() }
  }

  func take() -> [(element: Element, generation: Int)] {
    lock.withLock {
      defer { elements = [] }
      return elements
    }
  }

  func next(within interval: Duration) async {
    await withCheckedContinuation { continuation in
      let ticket: Int? = lock.withLock {
        guard elements.isEmpty else { return nil }
        count += 1
        waiting[count] = continuation
        return count
      }
      guard let ticket else { return continuation.resume() }
      let (seconds, attoseconds) = interval.components
      let delay = Double(seconds) + Double(attoseconds) / 1e18
      DispatchQueue.global().asyncAfter(deadline: .now() + delay) { [self] in
        lock.withLock { waiting.removeValue(forKey: ticket) }?.resume()
      }
    }
  }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value
  init(_ value: Value) { stored = value }
  var value: Value {
    get { lock.withLock { stored } }
    set { lock.withLock { stored = newValue } }
  }
}

/// Which graph evaluates a body at the moment. A state that is written meanwhile is a mistake.
enum Evaluation {
  private static let current = Locked<(graph: Graph, thread: pthread_t)?>(nil)

  @MainActor static func run<T>(in graph: Graph, _ evaluate: () -> T) -> T {
    let outer = current.value
    // The main actor is not bound to the main thread on Linux.
    current.value = (graph, pthread_self())
    defer { current.value = outer }
    return evaluate()
  }

  static func noteWrite() {
    guard let (graph, thread) = current.value, pthread_equal(thread, pthread_self()) != 0 else { return }
    MainActor.assumeIsolated { graph.problem("a state or model was changed during the evaluation of a view") }
  }
}
