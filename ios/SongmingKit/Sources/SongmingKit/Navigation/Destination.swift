import Foundation

/// Every screen of the app; the tabs first.
public enum Screen: String, CaseIterable, Sendable {
  case home, government, industry, station, service, me
  case item, story, module, channel, source, favourites, history, hidden, search, listening, alerts
  case party, study, notices, guides, appeal, appealForm
  case sector, park, policies, calendar, radar, radarHits, radarRule
  case login, draft, draftHistory, submission, ledger
  case channels, storage, offline, subscriptions, towns, sources, about

  /// Whether the screen is a tab of a resident's or of a clerk's phone.
  public var isTab: Bool {
    switch self {
    case .home, .government, .industry, .station, .service, .me: true
    default: false
    }
  }
}

/// A screen with its argument, mostly an id or a code, and the title of what that names.
public struct Destination: Hashable, Sendable {
  public let screen: Screen
  public let argument: String
  public var title: String

  public init(_ screen: Screen, _ argument: String = "", title: String = "") {
    self.screen = screen
    self.argument = argument
    self.title = title
  }

  private static let separator = "\u{1F}"

  /// One line of text, for saved state.
  public func encoded() -> String {
    [screen.rawValue, argument, title].joined(separator: Self.separator)
  }

  /// Nil for a line that another version of the app wrote.
  public init?(encoded line: String) {
    let parts = line.components(separatedBy: Self.separator)
    guard parts.count == 3, let screen = Screen(rawValue: parts[0]) else { return nil }
    self.init(screen, parts[1], title: parts[2])
  }
}
