import Foundation
import Observation
import SongmingCore
import SongmingKit

/// What every screen shares once the core is open.
@Observable @MainActor
final class AppSession {
  let client: any CoreClient
  let sync: SyncController
  let display: DisplayModel
  let account: AccountModel
  let consent: ConsentModel
  let player: SpeechPlayer
  let controls: ListeningControls
  let external: ExternalActions
  /// Files on their way into a draft.
  let files: IncomingFiles
  let login: LoginCompletion
  /// What other apps share, until it is in a draft.
  let shares: ShareReceiver
  /// The browser and the camera.
  let clerkTools: ClerkTools
  private let dependencies: AppDependencies
  @ObservationIgnored private var work: [Task<Void, Never>] = []

  init(_ client: any CoreClient, _ dependencies: AppDependencies) {
    self.client = client
    self.dependencies = dependencies
    let sync = SyncController(client)
    self.sync = sync
    display = DisplayModel(client)
    account = AccountModel(client)
    consent = ConsentModel(client) { isGiven in
      sync.isConsentGiven = isGiven
      if !isGiven { dependencies.cancelBackground() }
    }
    let player = SpeechPlayer(client: client, voice: dependencies.makeVoice())
    self.player = player
    controls = ListeningControls(player: player)
    external = ExternalActions(dependencies.otherApps)
    files = IncomingFiles(folder: dependencies.incoming)
    login = LoginCompletion { client }
    shares = ShareReceiver(client: client, files: files)
    clerkTools = dependencies.makeClerkTools(files)
  }

  /// Begins what goes on for as long as the process lives.
  func start() {
    let networkClasses = dependencies.networkClasses()
    work = [
      Task { [sync] in for await network in networkClasses { sync.setNetwork(network) } },
      Task { [shares, client] in
        for await change in client.changes where change == .all || change == .account {
          await shares.createDrafts()
        }
      },
      Task { await ChangeFollower.follow(client, ChangeFollower.reminderChanges) { await updateReminders() } },
    ]
  }

  /// Schedules and shows the core's reminders as they are now.
  func updateReminders() async {
    guard sync.isConsentGiven else { return }
    // If it fails, it is done again after the next change.
    try? await dependencies.updateReminders(client)
  }

  /// Ends what ``start()`` began, for tests that open the core again.
  func stop() {
    for task in work { task.cancel() }
    work = []
    player.close()
  }
}
