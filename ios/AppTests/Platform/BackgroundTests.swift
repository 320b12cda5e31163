import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing

@testable import App

private func report(left: UInt32, retry: UInt32? = nil) -> SendReport {
  SendReport(left: left, waitsForUnmetered: false, retryAfterSeconds: retry)
}

private let noStatus = AppStatus(updated: nil, stale: "", incidents: [])

private func consent(_ given: Bool) -> Consent { Consent(given: given, decided: 1, statement: "1") }

@MainActor @Suite struct BackgroundSyncTests {
  private let fake = FakeCoreClient()
  private let sync: SyncController
  private let tasks: BackgroundSync

  init() {
    fake.answer("privacy.consent", consent(true))
    fake.answer("sync")
    fake.answer("reminders", [Reminder]())
    fake.answer("submissions.pending", report(left: 1, retry: 60))
    fake.answer("submissions.send", report(left: 0))
    let sync = SyncController(fake)
    self.sync = sync
    tasks = BackgroundSync(
      .init(
        client: { [fake] in fake }, inBackground: { try await sync.inBackground($0) },
        isForeground: { sync.isForeground }, network: { .metered },
        updateReminders: { _ = try await $0.reminders() }))
  }

  @Test func aRefreshSyncsInItsBudgetUpdatesRemindersAndClosesTheFiles() async {
    #expect(await tasks.perform(.refresh))
    #expect(fake.last("sync", as: SyncBudget.self) == BackgroundSync.refreshBudget)
    #expect(fake.last("setNetwork", as: NetworkClass.self) == .metered)
    #expect(fake.count("reminders") == 1)
    #expect(fake.count("submissions.send") == 0)
    #expect(fake.last("setForeground", as: Bool.self) == false)
  }

  @Test func aProcessingTaskSendsFirst() async {
    #expect(await tasks.perform(.processing))
    #expect(fake.last("submissions.send", as: UInt32.self) == BackgroundSync.sendSeconds)
    #expect(fake.last("sync", as: SyncBudget.self) == BackgroundSync.processingBudget)
  }

  @Test func aFailedUploadDoesNotKeepTheSyncFromItsTurn() async {
    fake.fails("submissions.send", .offline)
    #expect(await tasks.perform(.processing))
    #expect(fake.count("sync") == 1)
  }

  @Test func nothingIsDoneWithoutConsent() async {
    fake.answer("privacy.consent", consent(false))
    #expect(await tasks.perform(.processing))
    #expect(fake.count("sync") + fake.count("submissions.send") + fake.count("setNetwork") == 0)
  }

  @Test func aFailedSyncIsTriedAgainAndClosesTheFiles() async {
    fake.fails("sync", .offline)
    #expect(await !tasks.perform(.refresh))
    #expect(fake.last("setForeground", as: Bool.self) == false)
  }

  @Test func anExpirationEndsTheSyncUnlessTheAppIsOpen() async {
    await tasks.expire()
    #expect(fake.count("setForeground") == 1)
    #expect(fake.last("setForeground", as: Bool.self) == false)
    fake.answer("status", noStatus)
    await sync.setForeground(true)
    await tasks.expire()
    #expect(fake.last("setForeground", as: Bool.self) == true)
  }
}

/// The time that a test grants.
@MainActor
private final class FakeTime: BackgroundTime {
  private(set) var begun = 0
  private(set) var ended = 0
  private var onExpiration: (@MainActor @Sendable () async -> Void)?

  func begin(onExpiration: @escaping @MainActor @Sendable () async -> Void) -> @MainActor () -> Void {
    begun += 1
    self.onExpiration = onExpiration
    return { self.ended += 1 }
  }

  func expire() async { await onExpiration?() }
}

@MainActor @Suite struct SceneLifecycleTests {
  @MainActor
  private final class Scheduled {
    var reports: [SendReport?] = []
  }

  private let fake = FakeCoreClient()
  private let time = FakeTime()
  private let scheduled = Scheduled()
  private let sync: SyncController
  private let scene: SceneLifecycle

  init() {
    fake.answer("sync")
    fake.answer("status", noStatus)
    fake.answer("submissions.pending", report(left: 0))
    fake.answer("submissions.send", report(left: 0))
    let sync = SyncController(fake)
    sync.isConsentGiven = true
    self.sync = sync
    scene = SceneLifecycle(
      time: time, opened: { [fake] in .init(client: fake, sync: sync) },
      schedule: { [scheduled] in scheduled.reports.append($0) })
  }

  private func enter() async {
    scene.phaseChanged(to: .active)
    #expect(await until { fake.last("setForeground", as: Bool.self) == true })
  }

  @Test func theAppRunsUntilTheCoreHasClosedItsFiles() async {
    await enter()
    fake.holds("setForeground", true)
    scene.phaseChanged(to: .background)
    #expect(await until { fake.last("setForeground", as: Bool.self) == false })
    #expect(time.begun == 1)
    #expect(time.ended == 0)
    fake.answer("setForeground", true)
    fake.release()
    #expect(await until { time.ended == 1 })
    #expect(scheduled.reports.count == 1)
    #expect(fake.count("submissions.send") == 0, "nothing is left to send")
  }

  @Test func aCoveredAppStaysInTheForeground() async {
    await enter()
    scene.phaseChanged(to: .inactive)
    scene.phaseChanged(to: .active)
    #expect(time.begun == 0)
    #expect(scene.isForeground)
  }

  @Test func whatIsLeftIsSentInTheSecondsThatTheSystemLeavesAndThenScheduled() async {
    await enter()
    fake.answer("submissions.pending", report(left: 2, retry: 5))
    fake.answer("submissions.send", report(left: 1, retry: 30))
    scene.phaseChanged(to: .background)
    #expect(await until { time.ended == 1 })
    #expect(fake.last("submissions.send", as: UInt32.self) == SceneLifecycle.sendSeconds)
    #expect(scheduled.reports == [report(left: 1, retry: 30)])
    #expect(fake.last("setForeground", as: Bool.self) == false)
  }

  @Test func nothingIsSentWithoutConsent() async {
    await enter()
    sync.isConsentGiven = false
    scene.phaseChanged(to: .background)
    #expect(await until { time.ended == 1 })
    #expect(fake.count("submissions.pending") == 0)
    #expect(scheduled.reports.isEmpty)
  }

  @Test func anExpirationEndsWhatIsSent() async {
    await enter()
    fake.answer("submissions.pending", report(left: 1, retry: 5))
    fake.holds("submissions.send", report(left: 1, retry: 5))
    scene.phaseChanged(to: .background)
    #expect(await until { fake.count("submissions.send") == 1 })
    let before = fake.count("setForeground")
    await time.expire()
    #expect(fake.count("setForeground") == before + 1)
    #expect(fake.last("setForeground", as: Bool.self) == false)
    fake.release()
    #expect(await until { time.ended == 1 })
  }

  @Test func anAppThatComesBackAtOnceEndsInTheForeground() async {
    await enter()
    fake.holds("setForeground", true)
    scene.phaseChanged(to: .background)
    scene.phaseChanged(to: .active)
    #expect(await until { fake.count("setForeground") >= 3 })
    fake.answer("setForeground", true)
    fake.release()
    #expect(await until { time.ended == 1 })
    #expect(fake.last("setForeground", as: Bool.self) == true)
    #expect(scene.isForeground && sync.isForeground)
    #expect(scheduled.reports.isEmpty)
  }
}
