@_exported import SwiftUI

/// What a test asked for and the screen does not offer, or what a phone would not accept.
package struct ViewHostError: Error, CustomStringConvertible {
  package let description: String
}

/// A screen for views, without a screen: it evaluates them as SwiftUI does, and operates them as a person with VoiceOver.
///
/// Everything is found by what VoiceOver says. Each operation throws when the thing is missing, disabled, hidden or
/// covered by a sheet, and also when the views did something that a phone answers with a crash or a warning.
@MainActor package final class ViewHost {
  let graph = Graph()
  private let mountView: (EnvironmentValues) -> Void
  /// The buttons, links, toggles and options that were pressed, and fields that were filled, by role.
  package private(set) var presses: [Role: Int] = [:]
  /// What all hosts of this process did, for a report.
  package private(set) static var totalPresses = 0
  package private(set) static var totalEvaluations: Set<String> = []

  /// The environment of the system. The views are evaluated again when it changes.
  package var environment: EnvironmentValues {
    didSet { mountView(withSystem(environment)) }
  }

  /// - Parameters:
  ///   - rowsPerScreen: how many rows of a list are shown before it is scrolled.
  ///   - restoring: what `keptScene` of the host before gave, when the process was ended in between.
  package init<V: View>(
    _ view: V, environment: EnvironmentValues = EnvironmentValues(), rowsPerScreen: Int = 30,
    restoring: [String: Any] = [:]
  ) {
    let graph = graph
    self.environment = environment
    mountView = { graph.mount(view, environment: $0) }
    graph.rowsPerScreen = rowsPerScreen
    graph.restoredScene = restoring
    mountView(withSystem(environment))
    _ = graph.settledTree()
  }

  /// Hosts the scene of an app.
  package convenience init<A: App>(
    app: A, environment: EnvironmentValues = EnvironmentValues(), restoring: [String: Any] = [:]
  ) {
    self.init(MountedApp(app), environment: environment, restoring: restoring)
  }

  private func withSystem(_ environment: EnvironmentValues) -> EnvironmentValues {
    var values = environment
    let graph = graph
    values.openURL = OpenURLAction { url in
      graph.openedURLs.append(url)
      return .handled
    }
    return values
  }

  /// Removes the views: they disappear, and their tasks are cancelled.
  package func unmount() { graph.unmount() }

  /// The process ends: tasks are cancelled, and no view is told that it disappears.
  package func endProcess() { graph.endProcess() }

  // MARK: Looking

  /// What can be reached now: the screen, or the topmost sheet, alert or menu.
  package var front: Node { graph.settledTree().front }
  /// The whole screen, with what is below sheets.
  package var screen: Node { graph.settledTree().root }
  /// What VoiceOver reads, in its order.
  package var spoken: [Node] { front.elements }
  /// The names of what VoiceOver reads.
  package var spokenNames: [String] { spoken.map(\.name) }
  /// The controls that can be reached, with names, roles and declared sizes, in the order of VoiceOver.
  package var controls: [Node] {
    front.all.filter { node in
      node.role == .option || (node.isElement && (node.press != nil || node.role.isControl))
    }.filter { !isHidden($0) }
  }
  /// The title of the front screen: the last title in its bars.
  package var title: String? { spoken.last { $0.isHeading && $0.isSizedBySystem }?.name }

  package var problems: [String] {
    _ = graph.settledTree()
    return graph.problems
  }
  package var evaluations: [String: Int] {
    _ = graph.settledTree()
    return graph.evaluations
  }
  package var openedURLs: [URL] { graph.openedURLs }
  package var sharedItems: [String] { graph.sharedItems }
  package var scrollTargets: [AnyHashable] { graph.scrollTargets }
  package var keptScene: [String: Any] { graph.keptScene }

  /// Whether a text is read, as a whole element or as a part of one.
  package func shows(_ text: String) -> Bool {
    spoken.contains { $0.name.contains(text) || ($0.value ?? "").contains(text) }
  }

  /// The only node of this role with this name.
  package func node(_ role: Role, _ name: String) throws -> Node {
    try find("\(role) \(name)", matching: name) { $0.role == role }
  }

  /// The only node with this name, of any role that can be operated.
  package func control(_ name: String) throws -> Node {
    try find("control \(name)", matching: name) { $0.role.isControl || $0.press != nil }
  }

  package func node(identifier: String) throws -> Node {
    let found = front.all.filter { $0.identifier == identifier }
    guard let node = found.first else { throw error("nothing has the identifier \(identifier)") }
    return node
  }

  private func find(_ what: String, matching name: String, _ accepts: (Node) -> Bool) throws -> Node {
    try check()
    let named = front.all.filter { accepts($0) && $0.name == name }
    let visible = named.filter { !isHidden($0) }
    // An element inside a control with the same name is that control.
    let found = visible.filter { node in !visible.contains { $0 !== node && $0.all.contains { $0 === node } } }
    guard let node = found.first else {
      throw error(named.isEmpty ? "there is no \(what)" : "\(what) is hidden from VoiceOver")
    }
    if found.count > 1 { throw error("there are \(found.count) of \(what)") }
    return node
  }

  private func isHidden(_ node: Node) -> Bool { front.path(to: node)?.contains(where: \.isHidden) ?? true }

  func error(_ text: String) -> ViewHostError { ViewHostError(description: "\(text). On the screen:\n\(front)") }

  /// Throws when the views did something wrong since the last call.
  package func check() throws {
    _ = graph.settledTree()
    Self.totalEvaluations.formUnion(graph.evaluations.keys)
    guard graph.problems.isEmpty else {
      let problems = graph.problems.joined(separator: "\n")
      graph.problems = []
      throw ViewHostError(description: problems)
    }
  }

  private func usable(_ node: Node) throws -> Node {
    guard node.isEnabled else { throw error("\(node.role) \(node.name) is disabled") }
    presses[node.role, default: 0] += 1
    Self.totalPresses += 1
    return node
  }

  // MARK: Operating

  /// Presses the button, link, toggle, tab, menu or option with this name.
  package func press(_ name: String) throws { try press(control(name)) }
  package func press(_ role: Role, _ name: String) throws { try press(node(role, name)) }

  package func press(_ node: Node) throws {
    guard let press = try usable(node).press else { throw error("\(node.role) \(node.name) cannot be pressed") }
    press()
    try check()
  }

  /// Presses a link inside of a text.
  package func pressLink(_ text: String) throws {
    try check()
    for node in front.all where !isHidden(node) {
      if let link = node.links.first(where: { $0.text == text }) {
        presses[.link, default: 0] += 1
        Self.totalPresses += 1
        node.openURL?(link.url)
        return try check()
      }
    }
    throw error("there is no link \(text)")
  }

  /// Replaces what is in a field, which gets the focus first.
  package func type(_ text: String, into name: String) throws {
    let fields: Set<Role> = [.textField, .secureField, .textEditor, .searchField]
    let node = try usable(find("field \(name)", matching: name) { fields.contains($0.role) })
    node.focus?()
    _ = graph.settledTree()
    let again = try find("field \(name)", matching: name) { fields.contains($0.role) }
    guard let edit = again.edit else { throw error("\(name) cannot be edited") }
    edit(text)
    try check()
  }

  /// The return key of the keyboard.
  package func submit(_ name: String) throws {
    let node = try find("field \(name)", matching: name) { $0.edit != nil }
    guard let submit = node.submit else { throw error("nothing happens when \(name) is submitted") }
    submit()
    try check()
  }

  package func choose(_ option: String, in picker: String) throws {
    let node = try usable(node(.picker, picker))
    guard let chosen = node.children.first(where: { $0.name == option }) else {
      throw error("\(picker) has no \(option)")
    }
    try press(chosen)
  }

  package func setDate(_ date: Date, in name: String) throws {
    do {
      try usable(node(.datePicker, name)).setDate?(date)
    } catch is OutOfRange {
      throw error("\(name) does not offer \(date)")
    }
    try check()
  }

  package func adjust(_ name: String, _ direction: AccessibilityAdjustmentDirection) throws {
    guard let node = spoken.first(where: { $0.name == name }), let adjust = node.adjust else {
      throw error("nothing named \(name) can be adjusted")
    }
    adjust(direction)
    try check()
  }

  /// An action that VoiceOver offers for an element: of a swipe, of a context menu, or one of the element's own.
  package func perform(_ action: String, on name: String) throws {
    try check()
    let nodes = front.all.filter { $0.name == name && !$0.actions.isEmpty && !isHidden($0) }
    guard let found = nodes.flatMap(\.actions).first(where: { $0.name == action }) else {
      throw error("\(name) has no action \(action)")
    }
    guard found.isEnabled else { throw error("the action \(action) of \(name) is disabled") }
    presses[.button, default: 0] += 1
    Self.totalPresses += 1
    found.run()
    try check()
  }

  /// Selects a row of a list with a selection.
  package func select(_ name: String) throws {
    try check()
    guard let node = front.all.first(where: { $0.select != nil && $0.name == name }) else {
      throw error("no row \(name) can be selected")
    }
    node.select?()
    try check()
  }

  /// Pulls the list down, and waits until it was refreshed.
  package func refresh() async throws {
    try check()
    guard let refresh = front.all.compactMap(\.refresh).first else { throw error("nothing can be refreshed") }
    await refresh()
    try check()
  }

  /// Scrolls every list one screen on. Whether there was more.
  @discardableResult package func scroll() throws -> Bool {
    try check()
    let more = front.all.compactMap(\.scrollOn)
    for scroll in more { scroll() }
    try check()
    return !more.isEmpty
  }

  /// The back button, or a swipe from the edge.
  package func goBack() throws {
    try check()
    let stacks = front.all.filter { $0.isStack && $0.dismiss != nil }
    guard let back = stacks.last?.dismiss else { throw error("there is no screen to go back to") }
    back()
    try check()
  }

  /// Swipes a sheet down, or taps beside a menu.
  package func dismiss() throws {
    try check()
    guard front !== screen, let dismiss = front.dismiss else { throw error("nothing can be dismissed") }
    dismiss()
    try check()
  }

  /// The system opens an address in the app.
  package func open(_ url: URL) throws {
    try check()
    let handlers = graph.settledTree().openURL
    guard !handlers.isEmpty else { throw error("nothing takes the address \(url)") }
    for handler in handlers { handler(url) }
    try check()
  }

  // MARK: Waiting

  /// Waits until everything is evaluated and the condition holds. It sleeps until a view has to be evaluated again; a
  /// condition that no view depends on is looked at now and then.
  package func settle(
    within limit: Duration = .seconds(60), _ what: String = "the condition",
    until condition: @MainActor () throws -> Bool
  ) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
      try check()
      if try condition() { return }
      if clock.now > deadline { throw error("\(what) did not become true within \(limit)") }
      if graph.isDirty { continue }
      await graph.change(within: .milliseconds(10))
    }
  }

  /// Waits until a text is read.
  package func waitFor(_ text: String, within limit: Duration = .seconds(60)) async throws {
    try await settle(within: limit, "“\(text)”") { shows(text) }
  }
}

extension Node {
  /// The nodes from this one to another.
  func path(to node: Node) -> [Node]? {
    if self === node { return [self] }
    for child in children {
      if let path = child.path(to: node) { return [self] + path }
    }
    return nil
  }
}
