import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct SyncTests {
  private let fake = FakeCoreClient()
  private let incident = Incident(time: 0, kind: "k", detail: "", words: "存储坏了。")

  private func controller() -> SyncController {
    fake.answer("status", AppStatus(updated: nil, stale: "内容是昨天更新的。", incidents: [incident]))
    fake.fails("sync", .offline)
    return SyncController(fake)
  }

  @Test
  func noSyncStartsBeforeConsentAndOneStartsWhenANetworkIsBack() async {
    let sync = controller()
    await sync.setForeground(true)
    sync.setNetwork(.unmetered)
    await sync.refreshAndWait()
    #expect(fake.count("sync") == 0)
    sync.isConsentGiven = true
    await sync.refreshAndWait()
    #expect(fake.count("sync") == 1, "a second caller joins the sync that runs")
    #expect(sync.state.error == .offline)
    #expect(sync.state.stale == "内容是昨天更新的。")
    #expect(!sync.state.isRunning)
    sync.setNetwork(.offline)
    #expect(sync.state.isOffline)
    sync.setNetwork(.metered)
    await sync.refreshAndWait()
    #expect(fake.count("sync") == 2)
    #expect(!sync.state.isOffline)
    #expect(fake.last("setNetwork", as: NetworkClass.self) == .metered)

    // In the background a network that is back starts nothing.
    await sync.setForeground(false)
    #expect(fake.last("setForeground", as: Bool.self) == false)
    sync.setNetwork(.offline)
    sync.setNetwork(.unmetered)
    #expect(!sync.state.isRunning)
    await sync.setForeground(true)
    await sync.refreshAndWait()
    await sync.setForeground(true)
    #expect(!sync.state.isRunning, "it is there already")
    #expect(fake.count("sync") == 3)
    #expect(fake.count("setForeground") == 3)
  }

  @Test
  func withoutConsentNothingIsSyncedAndTheScreensSaySo() async {
    let sync = controller()
    sync.isConsentGiven = false
    #expect(sync.state.status == .consentMissing)
    sync.setNetwork(.offline)
    #expect(sync.state.status == .consentMissing)
    sync.isConsentGiven = true
    #expect(sync.state.status == .offline(stale: ""))
    sync.setNetwork(.metered)
    await sync.refreshAndWait()
    #expect(sync.state.status == .failed(.offline))
    fake.answer("sync")
    await sync.refreshAndWait()
    #expect(sync.state.status == .stale("内容是昨天更新的。"))
    fake.answer("status", AppStatus(updated: 1, stale: "", incidents: []))
    await sync.refreshAndWait()
    #expect(sync.state.status == nil)
  }

  @Test
  func anIncidentStaysUntilItIsAcknowledged() async {
    let sync = controller()
    await sync.setForeground(true)
    #expect(sync.state.incident == incident)
    fake.fails("storage.acknowledgeIncidents", .offline)
    sync.acknowledgeIncident()
    #expect(await until { fake.count("status") == 2 })
    #expect(sync.state.incident == incident)
    fake.answer("storage.acknowledgeIncidents")
    fake.answer("status", AppStatus(updated: nil, stale: "", incidents: []))
    sync.acknowledgeIncident()
    #expect(await until { sync.state.incident == nil })
  }

  @Test
  func ofSeveralWorksInTheBackgroundTheLastOneClosesTheFilesAndNoneWhileTheAppIsShown() async throws {
    let sync = controller()
    try await sync.inBackground {
      try await sync.inBackground {}
      #expect(fake.count("setForeground") == 0, "the other one goes on")
    }
    #expect(fake.count("setForeground") == 1)
    #expect(fake.last("setForeground", as: Bool.self) == false)
    await #expect(throws: ClientError.offline) {
      try await sync.inBackground { throw ClientError.offline }
    }
    #expect(fake.count("setForeground") == 2, "also when it fails")
    await sync.setForeground(true)
    let result = try await sync.inBackground { 7 }
    #expect(result == 7)
    #expect(fake.count("setForeground") == 3)
  }

  @Test
  func ofChangesThatComeFastTheFirstCountsAtOnceAndTheOthersAfterAPause() async {
    let pauses = Shared(0)
    let (gates, gate) = AsyncStream.makeStream(of: Void.self)
    var runs = 0
    let following = Task {
      await ChangeFollower.follow(
        fake, ChangeFollower.sendingChanges,
        pause: {
          pauses.value += 1
          var opened = gates.makeAsyncIterator()
          await opened.next()
        },
        work: { runs += 1 })
    }
    #expect(await until { pauses.value == 1 })
    #expect(runs == 1)
    for _ in 1...50 { fake.announce(.submissions) }
    fake.announce(.items)
    gate.yield()
    #expect(await until { pauses.value == 2 })
    #expect(runs == 2, "fifty changes are one run")
    following.cancel()
    gate.finish()
    await following.value
    #expect(runs == 2)
  }
}
