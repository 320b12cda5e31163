import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

private func account(_ phase: AccountPhase) -> AccountState {
  AccountState(phase: phase, id: "", name: "", station: nil, park: nil, since: nil, unsent: 0)
}

private func draftRow(_ id: String) -> DraftRow {
  DraftRow(id: id, version: 1, title: "", excerpt: "", files: 0, returned: false, changed: 0, changedText: "")
}

@MainActor @Suite struct ShareReceiverTests {
  let folder: TemporaryFolder
  let files: IncomingFiles
  let fake = FakeCoreClient()
  let receiver: ShareReceiver

  init() throws {
    folder = try TemporaryFolder()
    files = IncomingFiles(folder: folder.url)
    receiver = ShareReceiver(client: fake, files: files)
    fake.answer("drafts.list", [DraftRow]())
    fake.answer("drafts.save", "draft-1")
  }

  private func share(_ batch: String, _ text: String = "正文") async throws {
    _ = try await files.publish(
      batch: batch, texts: [ShareBatch.title: "标题", ShareBatch.text: text], files: [offered("a.jpg", "1")])
  }

  @Test func whatIsSharedBecomesADraftThatIsOpenedWithItsFiles() async throws {
    fake.answer("account.current", account(.loggedIn))
    try await share("shared-1")
    await receiver.createDrafts()
    #expect(receiver.destination == Destination(.draft, "draft-1"))
    #expect(
      fake.last("drafts.save", 1, as: [FieldValue].self)
        == [FieldValue(code: "title", value: "标题"), FieldValue(code: "text", value: "正文")])
    #expect(await files.waiting(batch: "draft-1").map(\.name) == ["a.jpg"])
    #expect(await files.batches(prefix: "shared-").isEmpty)
    receiver.opened(Destination(.draft, "draft-1"))
    #expect(receiver.destination == nil)
    await receiver.createDrafts()
    #expect(fake.count("drafts.save") == 1)
  }

  @Test func anEmptyTextIsNoValue() async throws {
    fake.answer("account.current", account(.expired))
    try await share("shared-1", " \n")
    await receiver.createDrafts()
    #expect(fake.last("drafts.save", 1, as: [FieldValue].self) == [FieldValue(code: "title", value: "标题")])
  }

  @Test func whatIsSharedWaitsForALoginAndThenBecomesADraft() async throws {
    fake.answer("account.current", account(.loggedOut))
    try await share("shared-1")
    await receiver.createDrafts()
    #expect(receiver.isWaiting)
    #expect(receiver.destination == Destination(.login))
    receiver.opened(Destination(.login))
    await receiver.createDrafts()
    #expect(receiver.destination == nil, "the person is led there once")
    fake.answer("account.current", account(.loggedIn))
    await receiver.createDrafts()
    #expect(!receiver.isWaiting)
    #expect(receiver.destination == Destination(.draft, "draft-1"))
  }

  @Test func whatThePersonDoesNotWantGoes() async throws {
    fake.answer("account.current", account(.loggedOut))
    try await share("shared-1")
    await receiver.createDrafts()
    await receiver.discard()
    #expect(!receiver.isWaiting)
    #expect(folder.filePaths.isEmpty)
  }

  @Test func aProcessThatEndedBeforeTheFilesMovedMakesNoSecondDraft() async throws {
    fake.answer("account.current", account(.loggedIn))
    try await share("shared-1")
    try await files.writeText(batch: "shared-1", name: "draft", text: "begun")
    fake.answer("drafts.list", [draftRow("begun")])
    await receiver.createDrafts()
    #expect(fake.count("drafts.save") == 0)
    #expect(receiver.destination == Destination(.draft, "begun"))
    #expect(await files.waiting(batch: "begun").count == 1)
  }

  @Test func aBatchThatFailsDoesNotBlockTheNextAndStays() async throws {
    fake.answer("account.current", account(.loggedIn))
    try await share("shared-1", "一")
    try await share("shared-2", "二")
    fake.answer("drafts.save") { arguments in
      let values = arguments[1] as? [FieldValue] ?? []
      if values.contains(where: { $0.value == "一" }) { throw ClientError.offline }
      return "draft-2"
    }
    await receiver.createDrafts()
    #expect(receiver.destination == Destination(.draft, "draft-2"))
    #expect(await files.batches(prefix: "shared-") == ["shared-1"])
  }

  @Test func twoCallsAtOnceMakeOneDraft() async throws {
    fake.answer("account.current", account(.loggedIn))
    try await share("shared-1")
    async let first: Void = receiver.createDrafts()
    async let second: Void = receiver.createDrafts()
    _ = await (first, second)
    #expect(fake.count("drafts.save") == 1)
  }
}
