import SwiftUI

/// Asks for the permission for notifications, if the person was not asked yet, when they do something that leads to a reminder.
struct NotificationRequest: Sendable {
  private let request: @MainActor @Sendable () -> Void

  init(_ request: @escaping @MainActor @Sendable () -> Void) { self.request = request }

  @MainActor
  func callAsFunction() { request() }
}

private enum NotificationRequestKey: EnvironmentKey {
  static let defaultValue = NotificationRequest {
    Task { _ = await Notifications.request() }
  }
}

extension EnvironmentValues {
  /// The root of the app sets one that also schedules the reminders once the permission is given.
  var requestNotifications: NotificationRequest {
    get { self[NotificationRequestKey.self] }
    set { self[NotificationRequestKey.self] = newValue }
  }
}
