import Foundation
import SongmingCore
import SongmingKit
import UserNotifications

/// Shows the core's reminders as local notifications: one that is due is shown once, one in the future is scheduled,
/// and one that the core does not list any more is removed. `update` is idempotent.
actor ReminderScheduler {
  private static let key = "reminders"
  private let defaults: UserDefaults
  /// The update before. Two at once would show a reminder twice.
  private var last: Task<Void, any Error>?

  /// `suite`: of the defaults; `nil` for the app's own.
  init(suite: String? = nil) {
    defaults = suite.flatMap(UserDefaults.init(suiteName:)) ?? .standard
  }

  /// Throws `ClientError`.
  func update(_ client: any CoreClient) async throws {
    let before = last
    let current = Task {
      _ = await before?.result
      try await updateNow(client)
    }
    last = current
    try await current.value
  }

  private func updateNow(_ client: any CoreClient) async throws {
    let reminders = try await client.reminders()
    let now = Int64(Date().timeIntervalSince1970 * 1_000)
    let isAllowed = await Notifications.areAllowed()
    let plan = ReminderPlan(reminders: reminders, book: book, now: now, isAllowed: isAllowed)
    let center = UNUserNotificationCenter.current()
    center.removePendingNotificationRequests(withIdentifiers: plan.removed)
    center.removeDeliveredNotifications(withIdentifiers: plan.removed)
    for reminder in plan.shownNow { add(reminder, trigger: nil) }
    for reminder in plan.scheduled {
      let seconds = max(1, Double(reminder.at - now) / 1_000)
      add(reminder, trigger: UNTimeIntervalNotificationTrigger(timeInterval: seconds, repeats: false))
    }
    book = plan.book
  }

  /// The same identifier replaces what was scheduled before.
  private func add(_ reminder: Reminder, trigger: UNNotificationTrigger?) {
    let content = UNMutableNotificationContent()
    content.title = reminder.title
    content.body = reminder.body
    content.userInfo = [Notifications.linkKey: reminder.link]
    content.threadIdentifier = Self.thread(of: reminder)
    content.interruptionLevel = Self.level(of: reminder)
    if content.interruptionLevel != .passive { content.sound = .default }
    let request = UNNotificationRequest(identifier: reminder.id, content: content, trigger: trigger)
    // It fails when notifications were switched off meanwhile; then nobody waits for it.
    UNUserNotificationCenter.current().add(request, withCompletionHandler: nil)
  }

  private static func level(_ thread: String) -> UNNotificationInterruptionLevel {
    switch thread {
    case "alert": .timeSensitive
    case "news": .passive
    default: .active
    }
  }

  private static func level(of reminder: Reminder) -> UNNotificationInterruptionLevel { level(thread(of: reminder)) }

  /// Notifications of one kind are grouped; Android's channels have the same names.
  private static func thread(of reminder: Reminder) -> String {
    if reminder.urgent { return "alert" }
    switch reminder.kind {
    case .submission: return "station"
    case .deadline, .appeal: return "deadline"
    case .alert, .radar: return "news"
    }
  }

  private var book: ReminderPlan.Book {
    get {
      defaults.data(forKey: Self.key).flatMap { try? JSONDecoder().decode(ReminderPlan.Book.self, from: $0) } ?? .init()
    }
    set { defaults.set(try? JSONEncoder().encode(newValue), forKey: Self.key) }
  }
}
