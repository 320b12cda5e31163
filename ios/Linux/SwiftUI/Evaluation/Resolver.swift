/// What is on the screen, after everything was evaluated.
@MainActor package struct Tree {
  package let root: Node
  /// What `onOpenURL` does with an address.
  package let openURL: [@MainActor (URL) -> Void]

  /// What can be reached: the topmost sheet, alert or menu, or the whole screen.
  package var front: Node {
    var node = root
    while let next = node.presented.last { node = next }
    return node
  }
}

/// Makes the tree of nodes from the elements.
@MainActor final class Resolver {
  let graph: Graph
  let root = Node(.screen)
  var effects: [Effect] = []
  var openURL: [@MainActor (URL) -> Void] = []
  /// The screen of a navigation stack, or none.
  var screen: ScreenScope?
  private lazy var presenter = root
  var presentedNode: Node { presenter }
  private(set) var isInsideLazyContainer = false

  init(graph: Graph) { self.graph = graph }

  func nodes(_ element: Element) -> [Node] { element.contribution(self) }

  func lazily<T>(_ body: () -> T) -> T {
    let outer = isInsideLazyContainer
    isInsideLazyContainer = true
    defer { isInsideLazyContainer = outer }
    return body()
  }

  /// Resolves a screen of its own.
  func within(_ scope: ScreenScope?, _ body: () -> [Node]) -> [Node] {
    let outer = (screen, isInsideLazyContainer)
    screen = scope
    isInsideLazyContainer = false
    defer { (screen, isInsideLazyContainer) = outer }
    return body()
  }

  /// Puts a sheet, an alert or a menu above what presents it.
  func present(_ node: Node, _ body: () -> [Node]) {
    if let first = presenter.presented.first {
      graph.problem("\(node.role) is presented while \(first.role) is presented by the same screen: only one can be")
      return
    }
    presenter.presented.append(node)
    let outer = presenter
    presenter = node
    defer { presenter = outer }
    node.children += within(nil, body)
  }
}

extension Resolver {
  /// A sheet that a swipe does not close.
  func forbidDismissal() { presentedNode.dismiss = nil }
}

/// What the views of a screen tell the container that shows it.
@MainActor final class ScreenScope {
  var title = ""
  var hidesBackButton = false
  var hidesBar = false
  var leading: [Node] = []
  var trailing: [Node] = []
  var bottom: [Node] = []
  var search: Node?
  var suggestions: [Node] = []
  var destinations: [ObjectIdentifier: Registration] = [:]
  /// Screens that are pushed by a binding, not by the path.
  var presented: [(key: ElementKey, registration: Registration, dismiss: @MainActor () -> Void)] = []

  struct Registration {
    let version: Int
    let environment: EnvironmentValues
    let make: @MainActor (Any) -> any View
  }
}

/// What happens when a view appears and disappears.
@MainActor final class Effect {
  var onAppear: (@MainActor () -> Void)?
  var onDisappear: (@MainActor () -> Void)?
  var task: (@MainActor () -> Task<Void, Never>)?
  var taskID: Any?
  private var runningID: Any?
  private var running: Task<Void, Never>?
  private(set) var isLive = false

  func appear(isNew: Bool) {
    isLive = true
    if isNew { onAppear?() }
    guard let task else { return }
    if !isNew, isSame(runningID as Any, taskID as Any) { return }
    running?.cancel()
    runningID = taskID
    running = task()
  }

  func disappear() {
    stop()
    onDisappear?()
  }

  func stop() {
    isLive = false
    running?.cancel()
    running = nil
  }
}
