import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// A clerk's work through the models, with the real core and the real publisher.
@MainActor
@Suite
struct StationPublisherTests {
  private let folder: TemporaryFolder
  private let publisher: TestPublisher
  private let newsroom: TestClerk
  private let inbox: IncomingFiles
  private let secrets = MemorySecrets()

  init() throws {
    folder = try TemporaryFolder()
    publisher = try TestPublisher()
    newsroom = TestClerk(publisher)
    inbox = IncomingFiles(folder: folder.url)
  }

  private func open() async throws -> any CoreClient {
    let core = folder.url.appending(path: "core")
    try FileManager.default.createDirectory(at: core, withIntermediateDirectories: true)
    let client = try await openCoreClient(folder: core.path, publisher: publisher.address)
    client.account.usePlatform(secrets: secrets, signer: nil)
    client.setNetwork(.unmetered)
    return client
  }

  /// A client with consent and the centre's form.
  private func openSynced() async throws -> any CoreClient {
    let client = try await open()
    _ = try await client.privacy.accept(statement: "2026-11")
    try await client.sync(budget: nil)
    return client
  }

  /// Logs the clerk in as the screen does: the core's page in the browser, and the address that it comes back with.
  private func logIn(_ client: any CoreClient) async throws {
    let account = AccountModel(client)
    _ = show(account)
    #expect(await until { account.content.state.value?.isClerk == false })
    var page: String?
    account.logIn(switchAccount: false) { page = $0 }
    #expect(await until { page != nil })
    let redirect = try await TestBrowser.logIn(try #require(page))
    #expect(LoginCompletion.isRedirect(redirect))
    let login = LoginCompletion { client }
    login.finish(redirect)
    #expect(await until { login.progress == LoginProgress() })
    #expect(await until { account.content.state.value?.phase == .loggedIn })
    #expect(account.content.state.value?.name == "张三")
  }

  private func send(_ client: any CoreClient) async throws {
    #expect(try await client.submissions.send(seconds: 60).left == 0)
  }

  /// Writes a draft with two photos, as a person does, and returns its model.
  private func write(_ client: any CoreClient, photos: Int = 2) async throws -> DraftModel {
    let draft = DraftModel(client, nil, inbox: inbox)
    _ = show(draft)
    #expect(await until { draft.content.state.value?.form.fields.isEmpty == false })
    let fields = draft.content.state.value?.form.fields.map(\.code) ?? []
    #expect(Set(TestClerk.fields.keys).isSubset(of: fields))
    for (code, value) in TestClerk.fields { draft.edit(code, value) }
    draft.addPicked(["auto-line.jpg", "ev-battery.jpg"].prefix(photos).map { TestClerk.photo($0) })
    #expect(await until { draft.incoming == 0 && draft.content.state.value?.form.files.count == photos })
    #expect(draft.refusals == [])
    #expect(await until { !draft.isUnstored && draft.content.state.value?.form.problems == [] })
    return draft
  }

  @Test
  func aSubmissionIsSentReturnedWrittenAgainAndCountedInTheLedger() async throws {
    let client = try await openSynced()
    try await logIn(client)
    let draft = try await write(client)
    var sent: String?
    draft.send { sent = $0 }
    #expect(await until { sent != nil })
    let id = try #require(sent)
    #expect(await inbox.waiting(batch: id).isEmpty, "no copy is left")
    try await send(client)

    let station = StationModel(client, inbox: inbox)
    _ = show(station)
    #expect(await until { station.content.state.value?.submissions.first?.phase == .delivered })
    #expect(station.content.state.value?.drafts == [])

    // 退改, with a reason and a passage.
    try await newsroom.review(id, "first-review")
    try await newsroom.giveBack(id, reason: "请写明投产时间", note: "写明园区")
    station.refresh()
    #expect(await until { station.content.state.value?.submissions.first?.state == "returned" })
    #expect(station.content.state.value?.submissions.first?.unseen == true)
    let submission = SubmissionModel(client, id, inbox: inbox)
    _ = show(submission)
    #expect(await until { submission.content.state.value?.submission.unseen == false })
    #expect(await until { station.content.state.value?.submissions.first?.unseen == false })
    #expect(submission.content.state.value?.submission.actions.contains(.edit) == true)
    #expect(submission.content.state.value?.submission.events.last?.reason == "请写明投产时间")

    // The second version.
    var opened: String?
    submission.perform(.edit) { opened = $0 }
    #expect(await until { opened == id })
    let again = DraftModel(client, id, inbox: inbox)
    _ = show(again)
    #expect(await until { again.content.state.value?.form.version == 2 })
    #expect(again.content.state.value?.form.returned?.marks.map(\.note) == ["写明园区"])
    #expect(again.content.state.value?.form.files.count == 2)
    again.edit("text", "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。")
    #expect(await until { again.content.state.value?.differences.map(\.code) == ["text"] })
    sent = nil
    again.send { sent = $0 }
    #expect(await until { sent == id })
    try await send(client)
    #expect(await until { submission.content.state.value?.differences.map(\.code) == ["text"] })

    try await newsroom.review(id, "first-review", "second-review", "final-review", "adopted", "published")
    submission.refresh()
    #expect(await until { submission.content.state.value?.submission.state == "published" })
    #expect(submission.content.state.value?.submission.item?.isEmpty == false)
    let ledger = LedgerModel(client)
    await ledger.content.reload()
    let months = try #require(ledger.content.state.value?.months)
    #expect(months.map(\.published).reduce(0, +) == 1)
    #expect(months.map(\.returned).reduce(0, +) == 1)
    #expect(ledger.content.state.value?.station.isEmpty == false)
  }

  @Test
  func aDraftIsThereAfterTheProcessEndedAndIsQueuedWithoutANetwork() async throws {
    let client = try await openSynced()
    try await logIn(client)
    client.setNetwork(.offline)
    let draft = try await write(client)
    let id = try #require(draft.id)
    // A photo that the process could not add any more.
    #expect(await inbox.receive(batch: id, files: [TestClerk.photo("ancient-town.jpg")]) == [])
    await client.setForeground(false)

    let later = try await open()
    later.setNetwork(.offline)
    let reopened = DraftModel(later, id, inbox: inbox)
    _ = show(reopened)
    #expect(await until { reopened.values["title"] == TestClerk.fields["title"] })
    #expect(await until { reopened.content.state.value?.form.files.count == 3 }, "it is added now")
    let states = DraftHistoryModel(later, id)
    await states.content.reload()
    #expect(states.content.state.value?.contains { $0.current } == true)

    // Without a network it is queued.
    var sent: String?
    reopened.send { sent = $0 }
    #expect(await until { sent == id })
    #expect(await inbox.waiting(batch: id).isEmpty)
    let station = StationModel(later, inbox: inbox)
    _ = show(station)
    #expect(await until { station.content.state.value?.submissions.map(\.phase) == [.queued] })
    let account = AccountModel(later)
    _ = show(account)
    #expect(await until { account.content.state.value?.unsent == 1 })
  }
}
