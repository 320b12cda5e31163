import Foundation
import Observation

/// The tabs of a resident's phone and of a clerk's: six would be narrower than a finger.
public func tabs(isClerk: Bool) -> [Screen] {
  [.home, .government, .industry, isClerk ? .station : .service, .me]
}

/// The destinations the person came through, the current one last. Each tab has its own, and keeps them while another tab is
/// shown. A screen that can be a tab and is none at present is opened like any other.
@Observable @MainActor
public final class BackStack {
  public private(set) var tab: Screen
  public private(set) var tabs: [Screen]
  private var stacks: [Screen: [Destination]]

  public init(tab: Screen = .home, saved: [Screen: [Destination]] = [:]) {
    self.tab = tab
    stacks = saved.filter { !$0.value.isEmpty }
    tabs = SongmingKit.tabs(isClerk: tab == .station || saved[.station] != nil)
  }

  /// The destinations of the current tab; the first is the tab itself.
  public var destinations: [Destination] { stack(of: tab) }
  public var current: Destination { destinations.last ?? Destination(tab) }
  public var canGoBack: Bool { destinations.count > 1 || tab != .home }

  /// The destinations of every tab that was shown.
  public var all: [Screen: [Destination]] { stacks.merging([tab: destinations]) { $1 } }

  /// The destinations of a tab, whether it is shown or not.
  public func stack(of tab: Screen) -> [Destination] { stacks[tab] ?? [Destination(tab)] }

  public func navigate(to: Destination) {
    if tabs.contains(to.screen) {
      selectTab(to.screen)
    } else if to != current {
      stacks[tab] = destinations + [to]
    }
  }

  /// Follows a deep link. What the person is in the middle of stays beneath it. A submission opens in the tab 联络站.
  public func openLink(_ to: Destination) {
    if to.screen == .submission, tabs.contains(.station) { tab = .station }
    if to.screen == tab, destinations.count > 1 {
      stacks[tab] = destinations + [to]
    } else {
      navigate(to: to)
    }
  }

  /// Navigates from the left one of two panes: the destination of the right one is replaced.
  public func navigateBeside(_ to: Destination) {
    let shown = current
    if destinations.count > 1 { stacks[tab] = destinations.dropLast() }
    var untitled = shown
    untitled.title = ""
    var next = to
    // What is begun beside something that was begun just so is another one: what it has of its own goes by its destination.
    if Self.begun.contains(to.screen), to.argument.isEmpty, untitled == to {
      next.title = "\((Int(shown.title) ?? 0) + 1)"
    }
    navigate(to: next)
  }

  /// Changes the tabs. What was opened in one that is no longer there is in 我的 from then on.
  public func setTabs(_ tabs: [Screen]) {
    self.tabs = tabs
    for gone in all.keys where !tabs.contains(gone) {
      let opened = stacks.removeValue(forKey: gone) ?? [Destination(gone)]
      if gone != tab { continue }
      stacks[.me] = [Destination(.me)] + opened
      tab = .me
    }
  }

  /// Selecting the current tab again leads to its first destination.
  public func selectTab(_ tab: Screen) {
    if tab == self.tab { stacks[tab] = [Destination(tab)] } else { self.tab = tab }
  }

  public func goBack() { leave(tab: tab, depth: destinations.count - 1, current) }

  /// Leaves the destination at `depth` of `tab`, which need not be the current one, with all that was opened from it. A
  /// repeated or late call, for which another destination is there, does nothing. Leaving the first destination of a tab
  /// leads to the home tab.
  public func leave(tab: Screen, depth: Int, _ destination: Destination) {
    guard let stack = all[tab], stack.indices.contains(depth), stack[depth] == destination else {
      return
    }
    if depth > 0 {
      stacks[tab] = Array(stack.prefix(depth))
    } else if tab == self.tab {
      self.tab = .home
    }
  }

  /// Puts `to` in the place of the destination at `depth` of `tab`, with all that was opened from it; as late as
  /// ``leave(tab:depth:_:)``.
  public func replace(tab: Screen, depth: Int, _ destination: Destination, with to: Destination) {
    guard let stack = all[tab], stack.indices.contains(depth), stack[depth] == destination else {
      return
    }
    let below = Array(stack.prefix(depth))
    stacks[tab] = below.last == to ? below : below + [to]
  }

  /// Screens that begin something new if they are opened without an argument.
  private static let begun: Set<Screen> = [.draft, .appealForm]

  private static let separator: Character = "\u{1E}"

  /// Lines of text, for saved state: the current tab, then each destination after the name of its tab.
  public func encoded() -> [String] {
    let all = all
    let lines = Screen.allCases.flatMap { tab in
      (all[tab] ?? []).map { "\(tab.rawValue)\(Self.separator)\($0.encoded())" }
    }
    return [tab.rawValue] + lines
  }

  /// Leaves out what another version of the app wrote and this one does not know.
  public convenience init(encoded lines: [String]) {
    var saved: [Screen: [Destination]] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(
        separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let tab = Self.tab(named: String(parts[0])),
        let destination = Destination(encoded: String(parts[1]))
      else { continue }
      saved[tab, default: []].append(destination)
    }
    self.init(
      tab: lines.first.flatMap { Self.tab(named: $0) } ?? .home,
      saved: saved.filter { $0.value.first == Destination($0.key) })
  }

  private static func tab(named name: String) -> Screen? {
    Screen(rawValue: name).flatMap { $0.isTab ? $0 : nil }
  }
}
