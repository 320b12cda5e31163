import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Appeals, and what must not be lost of one that is being written.
@MainActor
@Suite
struct AppealTests {
  private let fake = FakeCoreClient()

  private var lastSaved: AppealDraft? { fake.last("appeals.save", as: AppealDraft.self) }

  /// A form that is shown. Saving answers with the appeal `a1`.
  private func form(_ id: String? = nil, _ form: AppealForm = appealForm()) async -> AppealFormModel {
    fake.answer("appeals.form", form).answer("appeals.markSeen")
    fake.answer("appeals.save") { arguments in
      sampleAppeal(text: (arguments[0] as? AppealDraft)?.text ?? "")
    }
    let model = AppealFormModel(fake, id)
    await model.content.reload()
    return model
  }

  @Test
  func anAppealIsOneCall() async {
    await expectLoads("appeals.get", sampleAppeal()) { AppealModel($0, "a1") }
  }

  @Test
  func everyEditIsSavedAndTheFirstSaveGivesTheAppealAnId() async {
    let model = await form()
    fake.answer("appeals.send", sampleAppeal())
    #expect(model.content.state.value?.towns.map(\.code) == ["yanglin"])
    model.text = "灯"
    #expect(await until { model.draft.id == "a1" })
    model.text = "灯不"
    model.name = "张"
    model.name = ""
    model.town = "yanglin"
    let draft = AppealDraft(id: "a1", kind: .consultation, text: "灯不", town: "yanglin")
    #expect(await until { lastSaved == draft })
    model.town = nil
    var sent = ""
    model.send { sent = $0 }
    #expect(await until { sent == "a1" })
    #expect(lastSaved == AppealDraft(id: "a1", kind: .consultation, text: "灯不"))
    #expect(fake.last("appeals.send", as: String.self) == "a1")
  }

  @Test
  func eachFieldOfTheFormIsPartOfTheDraft() async {
    let model = await form()
    model.kind = .complaint
    model.title = "路灯"
    model.text = "灯不亮"
    model.town = "yanglin"
    model.name = "张三"
    model.phone = "0871-1"
    let draft = AppealDraft(
      id: nil, kind: .complaint, title: "路灯", text: "灯不亮", town: "yanglin", name: "张三",
      phone: "0871-1")
    #expect(model.draft == draft)
    #expect(await until { lastSaved == draft })
    #expect(fake.count("appeals.save") == 1, "edits that come together are saved together")
  }

  @Test
  func aFieldThatIsSetToWhatItShowsBeginsNoAppeal() async {
    let model = await form()
    model.title = ""
    model.name = ""
    model.kind = .consultation
    fake.answer("appeals.send", sampleAppeal())
    var sent = false
    model.send { _ in sent = true }
    #expect(await until { sent })
    #expect(fake.count("appeals.save") == 1, "only what is sent is saved")
  }

  @Test
  func theLastEditIsSavedEvenIfTheScreenIsLeftWhileThePreviousOneIsBeingSaved() async {
    var model: AppealFormModel? = await form()
    fake.holds("appeals.save", sampleAppeal())
    model?.text = "灯"
    #expect(await until { fake.count("appeals.save") == 1 })
    model?.text = "灯不"
    model?.text = "灯不亮"
    model?.close()
    model = nil
    #expect(fake.count("appeals.save") == 1, "one save is running, and another one waits")
    fake.answer("appeals.save", sampleAppeal())
    fake.release()
    #expect(await until { fake.count("appeals.save") == 2 })
    #expect(lastSaved?.text == "灯不亮")
    #expect(lastSaved?.id == "a1")
  }

  @Test
  func anEditThatCannotBeSavedStaysOnTheScreenWithTheError() async {
    let model = await form()
    fake.fails("appeals.save", .offline)
    model.text = "灯"
    #expect(await until { model.content.actionError == .offline })
    #expect(model.text == "灯")
    fake.answer("appeals.save", sampleAppeal())
    model.text = "灯不"
    #expect(await until { lastSaved?.text == "灯不" })
    #expect(await until { model.draft.id == "a1" })
  }

  @Test
  func editsOfAnAppealThatWasSentBecomeANewDraftWhichIsEditedFromThenOn() async {
    let model = await form("a1", appealForm(AppealDraft(id: "a1", kind: .complaint, text: "灯")))
    fake.answer("appeals.save", sampleAppeal(id: "a2"))
    model.text = "灯不亮"
    #expect(await until { model.draft.id == "a2" })
    model.text = "灯不亮了"
    #expect(await until { lastSaved?.text == "灯不亮了" })
    #expect(lastSaved?.id == "a2")
  }

  @Test
  func aSecondTapDoesNotSendTwiceAndLeavesTheScreenOnce() async {
    let model = await form()
    fake.holds("appeals.send", sampleAppeal())
    var sent: [String] = []
    for _ in 1...2 { model.send { sent.append($0) } }
    #expect(await until { fake.count("appeals.send") == 1 })
    model.send { sent.append($0) }
    fake.release()
    #expect(await until { !sent.isEmpty })
    #expect(fake.count("appeals.send") == 1)
    #expect(sent == ["a1"])
  }

  @Test
  func anAppealThatCannotBeSentStaysOnTheScreen() async {
    let model = await form()
    let rejected = ClientError.Rejected(explanation: "请写下内容。", code: "appeal-text")
    fake.fails("appeals.send", rejected)
    var sent = false
    model.send { _ in sent = true }
    #expect(await until { model.content.actionError == rejected })
    #expect(!sent)
    #expect(model.content.state.value != nil)
    model.content.dismissError()
    #expect(model.content.actionError == nil)
  }

  @Test
  func aSavedDraftIsOpenedAgainAndIsNotOverwrittenByALaterLoad() async {
    let stored = AppealDraft(id: "a1", kind: .complaint, text: "灯不亮")
    let model = await form("a1", appealForm(stored, reason: "请修改"))
    #expect(fake.last("appeals.form", as: String.self) == "a1")
    #expect(model.draft == stored)
    #expect(
      fake.last("appeals.markSeen", as: String.self) == "a1", "the reason is marked as seen")
    model.text = "灯不亮了"
    await model.content.contentChanged(.all)
    #expect(model.text == "灯不亮了")
    let loads = fake.count("appeals.form")
    await model.content.contentChanged(.appeals)
    #expect(fake.count("appeals.form") == loads, "what the person writes does not load the form")
  }

  @Test
  func aDraftIsDeletedAndTheScreenIsLeft() async {
    let model = await form("a1", appealForm(AppealDraft(id: "a1", kind: .complaint)))
    fake.answer("appeals.delete")
    var left = false
    model.delete { left = true }
    #expect(await until { left })
    #expect(fake.last("appeals.delete", as: String.self) == "a1")
    #expect(fake.last("appeals.delete", 1, as: Bool.self) == false)
  }

  @Test
  func aSentAppealIsMarkedAsSeenRefreshedAndDeletedWithItsNumber() async {
    fake.answer("appeals.get", sampleAppeal(unseen: true)).answer("appeals.markSeen")
      .answer("appeals.refresh", [Appeal]()).answer("appeals.delete")
    let model = AppealModel(fake, "a1")
    await model.content.reload()
    #expect(fake.last("appeals.markSeen", as: String.self) == "a1")
    fake.answer("appeals.get", sampleAppeal())
    await model.content.contentChanged(.appeals)
    #expect(fake.count("appeals.markSeen") == 1, "what was seen already is not marked again")
    model.refresh()
    #expect(await until { fake.count("appeals.refresh") == 1 })
    var left = false
    model.delete { left = true }
    #expect(await until { left })
    #expect(fake.last("appeals.delete", 1, as: Bool.self) == true)
  }

  @Test
  func anAppealOpensAsAFormUntilItIsSent() {
    #expect(sampleAppeal().destination == Destination(.appealForm, "a1"))
    #expect(sampleAppeal(editable: false).destination == Destination(.appeal, "a1"))
    #expect(sampleAppeal().detailText == "咨询　草稿")
    let event = AppealEvent(time: nil, timeText: "", stageText: "已受理", office: "样例单位", text: "")
    #expect(event.detailText == "样例单位")
  }
}
