import Foundation
import UIKit
import UserNotifications

/// The permission for notifications, and what a tap on one opens.
final class Notifications: NSObject, UNUserNotificationCenterDelegate {
  static let linkKey = "link"
  private let onOpen: @MainActor @Sendable (URL) -> Void

  /// `onOpen` gets the link of a notification that the person tapped, also if the tap started the app: the delegate
  /// has to be set before the app has finished launching.
  init(onOpen: @escaping @MainActor @Sendable (URL) -> Void) {
    self.onOpen = onOpen
  }

  /// Makes this the delegate of the system, which does not retain it.
  func becomeDelegate() {
    UNUserNotificationCenter.current().delegate = self
  }

  /// Whether notifications are shown.
  static func areAllowed() async -> Bool {
    let status = await authorization()
    return status == .authorized || status == .provisional || status == .ephemeral
  }

  /// Asks for the permission if the person was not asked yet; to be called when they do something that leads to a
  /// reminder. True if notifications are allowed now. With `openSettings` it opens the phone's settings if they were
  /// refused before.
  @MainActor
  static func request(openSettings: Bool = false) async -> Bool {
    switch await authorization() {
    case .authorized, .provisional, .ephemeral:
      return true
    case .notDetermined:
      return await ask()
    case .denied:
      if openSettings, let settings = URL(string: UIApplication.openNotificationSettingsURLString) {
        _ = await UIApplication.shared.open(settings)
      }
      return false
    @unknown default:
      return false
    }
  }

  /// Not on the main actor: the system calls the handler on another thread.
  private static func ask() async -> Bool {
    await withCheckedContinuation { continuation in
      UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { isGranted, _ in
        continuation.resume(returning: isGranted)
      }
    }
  }

  /// The settings are not Sendable in every SDK: only the status leaves the handler.
  private static func authorization() async -> UNAuthorizationStatus {
    await withCheckedContinuation { continuation in
      UNUserNotificationCenter.current().getNotificationSettings { settings in
        continuation.resume(returning: settings.authorizationStatus)
      }
    }
  }

  /// Shown also while the app is open.
  func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
    withCompletionHandler completionHandler: @escaping (UNNotificationPresentationOptions) -> Void
  ) {
    completionHandler([.banner, .list, .sound])
  }

  func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
    withCompletionHandler completionHandler: @escaping () -> Void
  ) {
    let link = response.notification.request.content.userInfo[Self.linkKey] as? String
    if response.actionIdentifier == UNNotificationDefaultActionIdentifier, let link, let url = URL(string: link) {
      Task { @MainActor [onOpen] in onOpen(url) }
    }
    completionHandler()
  }
}
