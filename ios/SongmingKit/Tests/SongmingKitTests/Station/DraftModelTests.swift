import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Writing a draft: what is typed is never lost, and there is no saved state for every letter.
@MainActor
@Suite
struct DraftModelTests {
  private let test = DraftTestCase()
  private var fake: FakeCoreClient { test.fake }

  private func value(_ code: String) -> String? { test.stored.value.values[code] }

  @Test
  func theFirstEditIsStoredAtOnceAndLaterOnesAtAPauseAndOnlyWhatWasTyped() async {
    test.stored.value.values["author"] = "张三"
    let model = await test.draft()
    #expect(model.id == nil)
    #expect(model.values["author"] == "张三", "what is known already is proposed")
    model.edit("title", "新")
    #expect(await until { model.id == "d1" })
    #expect(fake.last("drafts.save", as: String.self) == nil, "a new draft")
    #expect(test.lastSaved == [FieldValue(code: "title", value: "新")])
    model.edit("title", "新生")
    model.edit("title", "新生产线")
    #expect(await until { test.pauses.count == 1 })
    #expect(fake.count("drafts.save") == 1, "no state for every letter")
    test.pauses.end()
    #expect(await until { !model.isUnstored })
    #expect(fake.last("drafts.save", as: String.self) == "d1")
    #expect(test.lastSaved == [FieldValue(code: "title", value: "新生产线")])
    await test.leave(model)
    #expect(fake.count("drafts.save") == 2, "nothing is stored twice")
    #expect(test.pauses.count == 0)
  }

  @Test
  func whatIsTypedWithoutAPauseIsStoredAllTheSame() async {
    let model = await test.draft("d1")
    var letters = 0
    while fake.count("drafts.save") == 0, letters < 100 {
      letters += 1
      // While the pause before is under way.
      model.edit("text", String(repeating: "字", count: letters))
      #expect(await until { test.pauses.count == 1 || fake.count("drafts.save") > 0 })
      test.pauses.end()
    }
    #expect((2...20).contains(letters), "\(letters)")
  }

  @Test
  func theLastEditIsStoredWhenTheScreenIsLeftAndWhenTheAppLeavesTheForeground() async {
    let model = await test.draft("d1")
    model.edit("title", "甲")
    model.storeNow()
    #expect(await until { value("title") == "甲" })
    model.edit("text", "乙")
    model.editCaption("f1", "丙")
    model.close()
    #expect(await until { value("text") == "乙" && fake.count("drafts.setCaption") == 1 })
    #expect(fake.last("drafts.setCaption", as: String.self) == "f1")
    #expect(fake.last("drafts.setCaption", 1, as: String.self) == "丙")
    #expect(await until { test.pauses.count == 0 })
  }

  @Test
  func aFormThatIsLoadedAgainTakesNothingAwayThatIsBeingTypedAndBringsWhatWasRestored() async {
    test.stored.value.values = ["title": "甲", "text": "乙"]
    let model = await test.draft("d1")
    model.edit("title", "甲甲")
    #expect(await until { test.pauses.count == 1 })
    test.stored.value.values = ["title": "旧", "text": "旧文"]
    await model.content.contentChanged(.submissions)
    #expect(model.values["title"] == "甲甲")
    #expect(model.values["text"] == "旧文")
    test.stored.value.values = [:]
    test.pauses.end()
    #expect(await until { value("title") == "甲甲" })
    await model.content.contentChanged(.submissions)
    #expect(model.values["text"] == "", "a value that was not there then is gone")
  }

  @Test
  func aFailedSaveKeepsWhatWasTypedAndTheNextOneStoresIt() async {
    let model = await test.draft("d1")
    fake.fails("drafts.save", fullPhone)
    model.edit("title", "新")
    #expect(await until { test.pauses.count == 1 })
    test.pauses.end()
    #expect(await until { model.content.actionError == fullPhone })
    #expect(model.values["title"] == "新")
    test.answerAll()
    model.edit("text", "正文")
    #expect(await until { test.pauses.count == 1 })
    test.pauses.end()
    #expect(await until { test.stored.value.values == ["title": "新", "text": "正文"] })
  }

  @Test
  func theScreenIsLeftOnceWhatIsTypedIsStoredAndStaysIfThatFails() async {
    let model = await test.draft("d1")
    fake.fails("drafts.save", fullPhone)
    model.edit("title", "题")
    #expect(model.isUnstored)
    model.leave { Issue.record("left") }
    #expect(await until { model.leaveError == fullPhone && model.content.actionError == fullPhone })
    #expect(model.values["title"] == "题")
    model.stay()
    #expect(model.leaveError == nil)
    test.answerAll()
    await test.leave(model)
    #expect(value("title") == "题")
    #expect(!model.isUnstored)
  }

  @Test
  func whatThePersonLeavesUnstoredIsNotStoredLater() async {
    let model = await test.draft()
    fake.fails("drafts.save", fullPhone)
    model.edit("title", "题")
    model.leave { Issue.record("left") }
    #expect(await until { model.leaveError == fullPhone && model.content.actionError == fullPhone })
    model.leaveUnstored()
    test.answerAll()
    model.storeNow()
    model.openHistory { _ in Issue.record("there is no draft") }
    await test.leave(model)
    model.close()
    #expect(test.stored.value.values == [:])
    #expect(model.id == nil)
  }

  @Test(arguments: [("submission-sent", DraftEnd.sent), ("not-found", .deleted), ("other", nil)])
  func aDraftThatWasSentOrDeletedElsewhereSaysSo(_ code: String, _ end: DraftEnd?) async {
    let model = await test.draft("d1")
    #expect(model.end == nil)
    let error = ClientError.Rejected(explanation: "没有这篇草稿。", code: code)
    fake.fails("drafts.form", error)
    await model.content.contentChanged(.submissions)
    #expect(model.content.state == .error(error))
    #expect(model.end == end)
  }

  @Test
  func aSecondVersionShowsWhatDiffersFromTheFirstIfThatIsStillThere() async {
    let difference = FieldDifference(code: "title", name: "标题", spans: [])
    fake.answer("drafts.differences", [difference])
    test.stored.value.version = 2
    #expect(await test.draft("d1").content.state.value?.differences == [difference])
    #expect(fake.last("drafts.differences", as: String.self) == "d1")
    #expect(fake.last("drafts.differences", 1, as: UInt32.self) == 1)
    #expect(fake.last("drafts.differences", 2, as: UInt32.self) == 2)
    fake.fails("drafts.differences", .Rejected(explanation: "没有这一稿。", code: "not-found"))
    #expect(await test.draft("d1").content.state.value?.differences == [])
  }

  @Test
  func aDeletedDraftLeavesNoFileAndIsNotStoredAgain() async {
    let model = await test.draft("d1")
    fake.answer("drafts.delete")
    test.inbox.files = test.waiting("1.jpg")
    model.edit("title", "题")
    var left = 0
    model.delete { left += 1 }
    #expect(await until { left == 1 })
    #expect(test.inbox.files.isEmpty)
    test.pauses.end()
    await test.leave(model)
    #expect(fake.count("drafts.save") == 0)
  }

  @Test
  func aDraftThatCannotBeDeletedIsStillWritten() async {
    let model = await test.draft("d1")
    fake.fails("drafts.delete", fullPhone)
    test.inbox.files = test.waiting("1.jpg")
    model.delete { Issue.record("deleted") }
    #expect(await until { model.content.actionError == fullPhone })
    #expect(test.inbox.files.count == 1)
    model.edit("title", "题")
    await test.leave(model)
    #expect(value("title") == "题")
  }

  @Test
  func theHistoryShowsWhatWasTypedLastAndGoingBackToAStateLeavesTheScreen() async {
    let model = await test.draft("d1")
    model.edit("title", "新题")
    var opened: [String] = []
    model.openHistory { opened.append($0) }
    #expect(await until { opened == ["d1"] })
    #expect(value("title") == "新题")
    let states = [
      SavedState(number: 2, saved: 0, savedText: "刚刚", title: "新题", characters: 0, current: true),
      SavedState(number: 1, saved: 0, savedText: "昨天", title: "题", characters: 0, current: false),
    ]
    fake.answer("drafts.history", states).answer("drafts.restore")
    let history = DraftHistoryModel(fake, "d1")
    await history.content.reload()
    #expect(history.content.state == .content(states))
    let before = fake.count("drafts.history")
    await history.content.contentChanged(.submissions)
    #expect(fake.count("drafts.history") == before + 1)
    var left = 0
    history.restore(1) { left += 1 }
    #expect(await until { left == 1 })
    #expect(fake.last("drafts.restore", as: String.self) == "d1")
    #expect(fake.last("drafts.restore", 1, as: Int64.self) == 1)
  }

  @Test
  func anEditOfTextsSurvivesAnyOrderOfLoadingAndStoring() {
    let texts = EditedTexts()
    texts.load(["a": "1"])
    texts.edit("a", "2")
    texts.edit("b", "")
    #expect(texts.unsaved == ["a": "2"])
    texts.load(["a": "1", "c": "3"])
    #expect([texts["a"], texts["c"]] == ["2", "3"])
    texts.wereStored(["a": "2"])
    #expect(texts.unsaved == [:])
    texts.load(["a": "0"])
    #expect([texts["a"], texts["c"]] == ["0", ""])
    // The same letter in two ways, which Swift says are equal.
    texts.load(["a": "\u{E9}"])
    texts.edit("a", "e\u{301}")
    #expect(texts.unsaved.count == 1)
  }
}
