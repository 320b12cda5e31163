import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// The photos and videos of a draft, and sending it with them.
@MainActor
@Suite
struct DraftFilesTests {
  private let test = DraftTestCase()
  private var fake: FakeCoreClient { test.fake }
  private var inbox: FakeInbox { test.inbox }

  private var files: [String] { test.stored.value.files.map(\.id) }

  private func added(_ name: String, _ id: String?, _ reason: String = "") -> [AddedFile] {
    [AddedFile(name: name, id: id, repeated: false, reason: reason)]
  }

  @Test
  func filesAreAddedOneByOneAndRefusedOnesAreListedWhileTheRestStays() async {
    let model = await test.draft()
    inbox.unread = [UnreadFile(name: "云盘.jpg"), UnreadFile(name: "大.mp4", noSpace: true)]
    model.addPicked(picked("云盘.jpg", "大.mp4", "1.jpg", "坏.jpg", "2.jpg"))
    #expect(model.incoming == 5)
    #expect(await until { model.incoming == 0 })
    #expect(model.id == "d1")
    #expect(files == ["1.jpg", "2.jpg"])
    let refused = [
      RefusedFile(name: "云盘.jpg", reason: ""), RefusedFile(name: "大.mp4", reason: "", noSpace: true),
      RefusedFile(name: "坏.jpg", reason: damagedPhoto),
    ]
    #expect(model.refusals == refused)
    #expect(inbox.most == 1, "the phone needs room for one copy")
    #expect(inbox.files.isEmpty, "no copy is left")
    model.dismissRefusals()
    #expect(model.refusals.isEmpty)
    model.addPicked([])
    #expect(model.incoming == 0)
    #expect(fake.count("drafts.addFiles") == 3)
  }

  @Test
  func whatAFullPhoneDidNotTakeWaitsAndIsAddedWhenTheDraftIsOpenedAgain() async {
    let model = await test.draft("d1")
    fake.fails("drafts.addFiles", fullPhone)
    model.addCapture(URL(filePath: "/captures/1.jpg"))
    #expect(await until { model.content.actionError == fullPhone })
    #expect(inbox.files.count == 1)
    #expect(model.incoming == 0)
    test.answerAll()
    _ = await test.draft("d1")
    #expect(await until { inbox.files.isEmpty })
    #expect(files == ["1.jpg"])
  }

  @Test
  func aPhotoThatWasTakenHasItsPlaceAtOnceAndIsSentWithTheDraft() async {
    let model = await test.draft("d1")
    fake.answer("drafts.send").holds("drafts.addFiles", added("1.jpg", "1"))
    model.addPicked(picked("1.jpg"))
    #expect(await until { fake.count("drafts.addFiles") == 1 })
    model.addCapture(URL(filePath: "/captures/2.jpg"))
    #expect(await until { inbox.files.map(\.name) == ["1.jpg", "2.jpg"] }, "also while another file is added")
    #expect(fake.count("drafts.addFiles") == 1)
    var sent: [String] = []
    model.addCapture(URL(filePath: "/captures/3.jpg"))
    model.send { sent.append($0) }
    #expect(await test.releasing { sent == ["d1"] })
    #expect(fake.count("drafts.addFiles") == 3)
    #expect(inbox.files.isEmpty)
  }

  @Test
  func aPhotoThatWasTakenWaitsForADraftThatCannotBeStored() async {
    let model = await test.draft()
    fake.answer("drafts.send").fails("drafts.save", fullPhone)
    model.addCapture(URL(filePath: "/captures/1.jpg"))
    #expect(await until { model.content.actionError == fullPhone })
    model.send { _ in Issue.record("sent") }
    #expect(await until { fake.count("drafts.save") == 2 })
    test.answerAll()
    var sent: [String] = []
    #expect(
      await until {
        if sent.isEmpty { model.send { sent.append($0) } }
        return !sent.isEmpty
      })
    #expect(files == ["1.jpg"])
    model.captureFailed(CocoaError(.fileWriteOutOfSpace))
    #expect(model.refusals == [RefusedFile(name: "照片", reason: "", noSpace: true)])
  }

  @Test
  func anImportGoesOnToItsEndIfTheScreenIsLeft() async {
    let model = await test.draft("d1")
    fake.holds("drafts.addFiles", added("1.jpg", "1"))
    model.addPicked(picked("1.jpg", "2.jpg"))
    #expect(await until { fake.count("drafts.addFiles") == 1 })
    model.close()
    #expect(await test.releasing { model.incoming == 0 })
    #expect(fake.count("drafts.addFiles") == 2)
    #expect(inbox.files.isEmpty)
  }

  @Test
  func sendingWaitsForWhatIsBeingAdded() async {
    let model = await test.draft("d1")
    test.stored.value.values["title"] = "题"
    let isAdded = Shared(false)
    let sentTooEarly = Shared(false)
    fake.holds("drafts.addFiles", added("1.jpg", "1"))
    fake.answer("drafts.send") { _ in
      sentTooEarly.value = !isAdded.value
      return ()
    }
    model.addPicked(picked("1.jpg"))
    #expect(await until { fake.count("drafts.addFiles") == 1 })
    var sent: [String] = []
    model.send { sent.append($0) }
    model.edit("text", "等待时写的")
    #expect(await until { test.pauses.count == 1 })
    isAdded.value = true
    #expect(await test.releasing { sent == ["d1"] })
    #expect(!sentTooEarly.value)
    #expect(inbox.files.isEmpty)
    #expect(test.stored.value.values["text"] == "等待时写的", "what was typed until then belongs to it")
  }

  @Test
  func whatWaitsIsAddedBeforeItIsSentAndNothingIsSentWithoutAPhotoThatCannotBe() async {
    let model = await test.draft("d1")
    test.stored.value.values["title"] = "题"
    fake.answer("drafts.send").fails("drafts.addFiles", fullPhone)
    inbox.files = test.waiting("1.jpg", "坏.jpg")
    var sent: [String] = []
    model.send { sent.append($0) }
    #expect(await until { model.content.actionError == fullPhone })
    #expect(fake.count("drafts.send") == 0)
    #expect(inbox.files.count == 2)
    test.answerAll()
    model.send { sent.append($0) }
    #expect(await until { model.content.actionError == nil })
    #expect(fake.count("drafts.send") == 0, "one was refused: the person sees that first")
    #expect(model.refusals == [RefusedFile(name: "坏.jpg", reason: damagedPhoto)])
    #expect(files == ["1.jpg"])
    #expect(inbox.files.isEmpty)
    model.send { sent.append($0) }
    #expect(await until { sent == ["d1"] })
  }

  @Test
  func aPhotoThatIsRefusedWhileThePersonSendsHoldsTheSendingUp() async {
    let model = await test.draft("d1")
    fake.answer("drafts.send").holds("drafts.addFiles", added("坏.jpg", nil, damagedPhoto))
    model.addPicked(picked("坏.jpg"))
    #expect(await until { fake.count("drafts.addFiles") == 1 })
    model.send { _ in Issue.record("sent") }
    #expect(await test.releasing { model.refusals.count == 1 })
    await test.leave(model)
    #expect(fake.count("drafts.send") == 0)
  }

  @Test
  func sendingStoresWhatIsTypedFirstAndOnceAndWhatIsMissingIsShownOnlyThen() async {
    let model = await test.draft()
    let incomplete = ClientError.Rejected(explanation: "还没有填完。", code: "draft-incomplete")
    fake.fails("drafts.send", incomplete)
    #expect(!model.showsProblems)
    var sent: [String] = []
    model.send { sent.append($0) }
    #expect(await until { model.content.actionError == incomplete })
    #expect(model.showsProblems)
    #expect(sent.isEmpty)
    model.edit("title", "题")
    fake.answer("submissions.unmeteredOnly", true).holds("drafts.send", ())
    for _ in 0..<2 { model.send { sent.append($0) } }
    #expect(await test.releasing { sent == ["d1"] })
    #expect(test.stored.value.values["title"] == "题")
    #expect(fake.count("drafts.send") == 2, "once although it was tapped twice")
    #expect(fake.last("drafts.send", as: String.self) == "d1")
    #expect(fake.last("drafts.send", 1, as: Bool.self) == true)
    let saves = fake.count("drafts.save")
    model.edit("title", "题题")
    model.storeNow()
    await test.leave(model)
    #expect(fake.count("drafts.save") == saves, "what was sent is not written any more")
  }

  @Test
  func aRemovedPhotoTakesItsCaptionWithItAndAMovedOneGetsItsPlace() async {
    test.stored.value.files = [sampleDraftFile("a", caption: "甲"), sampleDraftFile("b")]
    let model = await test.draft("d1")
    #expect(model.captions["a"] == "甲")
    fake.answer("drafts.removeFile").answer("drafts.moveFile")
    model.editCaption("a", "甲甲")
    model.removeFile("a")
    #expect(await until { !model.isUnstored })
    test.pauses.end()
    await test.leave(model)
    #expect(fake.last("drafts.removeFile", as: String.self) == "a")
    #expect(fake.count("drafts.setCaption") == 0)
    model.moveFile("b", to: 0)
    #expect(await until { fake.last("drafts.moveFile", as: String.self) == "b" })
    #expect(fake.last("drafts.moveFile", 1, as: UInt32.self) == 0)
  }

  @Test
  func aThumbnailThatCannotBeReadIsNone() async {
    let model = await test.draft("d1")
    fake.answer("drafts.thumbnail", "/thumbnails/1")
    #expect(await model.thumbnail("1") == "/thumbnails/1")
    fake.fails("drafts.thumbnail", fullPhone)
    #expect(await model.thumbnail("1") == nil)
  }

  @Test
  func theChoiceOfTheNetworkIsStored() async {
    let model = await test.draft("d1")
    fake.answer("submissions.setUnmeteredOnly")
    model.setUnmeteredOnly(true)
    #expect(await until { fake.last("submissions.setUnmeteredOnly", as: Bool.self) == true })
  }
}
