import Foundation
import SongmingCore

/// What has to change in the system's notifications so that they are the core's reminders.
struct ReminderPlan: Equatable {
  /// What was shown and scheduled. A notification that the person swiped away must not come back with the next sync.
  struct Book: Equatable, Codable {
    var shown: Set<String> = []
    /// The time of each notification that the system has to show later.
    var scheduled: [String: Int64] = [:]
  }

  /// Ids whose notification is removed, shown or not.
  var removed: [String] = []
  var shownNow: [Reminder] = []
  var scheduled: [Reminder] = []
  /// What is true once the plan was carried out.
  var book = Book()

  /// `now`: milliseconds. While notifications are not allowed, nothing counts as shown or scheduled.
  init(reminders: [Reminder], book before: Book, now: Int64, isAllowed: Bool) {
    // One that expired is gone, also if the core still lists it.
    let listed = reminders.filter { ($0.until ?? .max) > now }
    let ids = Set(listed.map(\.id))
    // The system showed what was scheduled for a moment that has passed.
    let seen = before.shown.union(before.scheduled.filter { $0.value <= now }.keys)
    book.shown = seen.intersection(ids)
    if isAllowed {
      let new = listed.filter { !seen.contains($0.id) }
      shownNow = new.filter { $0.at <= now }
      book.shown.formUnion(shownNow.map(\.id))
      // The system keeps the nearest 64, and drops others.
      for reminder in new.filter({ $0.at > now }).sorted(by: { $0.at < $1.at }).prefix(Self.limit) {
        book.scheduled[reminder.id] = reminder.at
        if before.scheduled[reminder.id] != reminder.at { scheduled.append(reminder) }
      }
    }
    let kept = book.shown.union(book.scheduled.keys)
    removed = before.shown.union(before.scheduled.keys).subtracting(kept).sorted()
  }

  private static let limit = 60
}

extension Reminder {
  /// The link that a tap on its notification opens.
  var link: String {
    if let item { return "songming://item/" + Self.encoded(item) }
    if let appeal { return "songming://appeal/" + Self.encoded(appeal) }
    if let submission { return "songming://submission/" + Self.encoded(submission) }
    return kind == .radar ? "songming://topic/radar" : "songming://topic/home"
  }

  private static func encoded(_ id: String) -> String {
    id.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
