import Foundation

public struct UIBackgroundTaskIdentifier: Hashable, RawRepresentable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  public static let invalid = UIBackgroundTaskIdentifier(rawValue: 0)
}

@MainActor
open class UIScene: UIResponder {
  public enum ActivationState: Int, Sendable {
    case unattached = -1
    case foregroundActive
    case foregroundInactive
    case background
  }

  open var activationState: ActivationState { .unattached }
}

open class UIWindowScene: UIScene {
  open var keyWindow: UIWindow? { nil }
  open var windows: [UIWindow] { [] }
}

@MainActor
public protocol UIApplicationDelegate: NSObjectProtocol {
  // Not in Apple's: there every NSObject has it. A final class of the app inherits it.
  init()
}

@MainActor
open class UIApplication: UIResponder {
  public struct OpenExternalURLOptionsKey: Hashable, RawRepresentable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }
  }

  open class var shared: UIApplication { application }

  private static let application = UIApplication()

  public class var openNotificationSettingsURLString: String { "app-settings:notifications" }
  public class var didReceiveMemoryWarningNotification: Notification.Name {
    .init("UIApplicationDidReceiveMemoryWarningNotification")
  }

  open var connectedScenes: Set<UIScene> { [] }

  @discardableResult
  open func open(_ url: URL, options: [OpenExternalURLOptionsKey: Any] = [:]) async -> Bool { false }

  nonisolated open func beginBackgroundTask(
    withName taskName: String?, expirationHandler handler: (@MainActor @Sendable () -> Void)? = nil
  ) -> UIBackgroundTaskIdentifier { .invalid }

  nonisolated open func endBackgroundTask(_ identifier: UIBackgroundTaskIdentifier) {}
}
