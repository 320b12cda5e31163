import Foundation
import SongmingCore
import SongmingKit
import UIKit

/// What has to be ready before the app has finished launching, also when the system starts it in the background.
final class AppDelegate: UIResponder, UIApplicationDelegate {
  let app: AppModel
  private let background: BackgroundSync
  private let notifications: Notifications

  override init() {
    let reminders = ReminderScheduler()
    let relay = BackgroundRelay()
    let app = AppModel(.system(reminders: reminders, background: relay))
    self.app = app
    background = BackgroundSync(
      BackgroundSync.Environment(
        client: { try await app.open().client },
        inBackground: { work in try await app.open().sync.inBackground(work) },
        isForeground: { app.isForeground }, network: { await NetworkMonitor.current() },
        updateReminders: { try await reminders.update($0) }))
    notifications = Notifications { app.open($0) }
    super.init()
    relay.background = background
  }

  func application(
    _ application: UIApplication,
    didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]? = nil
  ) -> Bool {
    background.register()
    notifications.becomeDelegate()
    return true
  }
}

/// The app schedules work in the background, which in its turn opens the app.
@MainActor
final class BackgroundRelay {
  weak var background: BackgroundSync?
}

extension AppDependencies {
  /// Those of a phone.
  @MainActor
  static func system(reminders: ReminderScheduler, background: BackgroundRelay) -> AppDependencies {
    // Without its app group the app works by itself; the share extension does not.
    let folder = SharedFolder.open() ?? SharedFolder(url: ownFolder)
    return AppDependencies(
      openClient: { try await openClient(in: folder) },
      incoming: folder.url,
      otherApps: SystemApps(), makeVoice: { SpeechSynthesizerVoice() },
      makeClerkTools: { ClerkTools.system(files: $0) },
      networkClasses: NetworkMonitor.classes,
      updateReminders: { try await reminders.update($0) },
      backgroundTime: ApplicationBackgroundTime(),
      scheduleBackground: { background.background?.schedule($0) },
      cancelBackground: { background.background?.cancel() })
  }

  private static var ownFolder: URL {
    let folders = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)
    return (folders.first ?? FileManager.default.temporaryDirectory).appendingPathComponent("Songming")
  }

  private static func openClient(in folder: SharedFolder) async throws -> any CoreClient {
    let secrets = KeychainSecretStore()
    do {
      // The keychain survives the app: what an earlier installation left there belongs to nobody.
      if folder.isNew { try secrets.deleteAll() }
      try folder.prepare()
    } catch {
      throw ClientError.Storage(explanation: Words.text("fault_storage"), code: "folder")
    }
    let client = try await openCoreClient(folder: folder.core.path, publisher: Publisher.address)
    // Before anything else: without them the core can do nothing for an account.
    client.account.usePlatform(secrets: secrets, signer: SecureEnclaveSigner())
    return client
  }
}
