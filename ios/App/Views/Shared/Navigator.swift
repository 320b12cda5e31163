import Observation
import SongmingKit

/// What a screen can do with the back stack, also once another tab is shown, and with the consent. Views get it from the
/// environment.
@Observable @MainActor
final class Navigator {
  let destination: Destination
  private let backStack: BackStack
  private let tab: Screen
  private let depth: Int
  private let onConsent: @MainActor (Bool) -> Void
  /// Whether it is the left one of two panes.
  @ObservationIgnored var isBeside = false

  /// The navigator of the destination at `depth` of a tab.
  init(
    _ backStack: BackStack, tab: Screen, depth: Int, _ destination: Destination,
    onConsent: @escaping @MainActor (Bool) -> Void = { _ in }
  ) {
    self.backStack = backStack
    self.tab = tab
    self.depth = depth
    self.destination = destination
    self.onConsent = onConsent
  }

  func navigate(to: Destination) {
    if isBeside { backStack.navigateBeside(to) } else { backStack.navigate(to: to) }
  }

  func navigate(to screen: Screen, _ argument: String = "", title: String = "") {
    navigate(to: Destination(screen, argument, title: title))
  }

  /// Opens an item.
  func open(_ id: String) { navigate(to: .item, id) }

  func back() { backStack.leave(tab: tab, depth: depth, destination) }

  /// Puts another destination in the place of the screen.
  func replace(with to: Destination) {
    backStack.replace(tab: tab, depth: depth, destination, with: to)
  }

  /// Leaves the screen for another destination.
  func leave(for to: Destination) {
    back()
    backStack.navigate(to: to)
  }

  /// Whether it is the last destination; of two panes the left one is not.
  var isCurrent: Bool { backStack.tab == tab && backStack.destinations.count == depth + 1 }

  /// Opens the login, for what can be done by somebody who is logged in.
  func openLogin() { backStack.navigate(to: Destination(.login)) }

  func setConsent(_ given: Bool) { onConsent(given) }
}
