import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct AppealScreenTests {
  private let fake = FakeCoreClient()

  private func form(_ id: String? = nil, _ form: AppealForm = appealForm()) async throws -> TopicHost {
    fake.answer("appeals.form", form).answer("appeals.markSeen").answer("appeals.delete")
      .answer("appeals.send", sampleAppeal())
    fake.answer("appeals.save") { arguments in
      sampleAppeal(text: (arguments[0] as? AppealDraft)?.text ?? "")
    }
    let topic = TopicHost(
      fake, Destination(.appealForm, id ?? ""), AppealFormScreen(model: AppealFormModel(fake, id)))
    try await topic.host.waitFor("写下的每个字")
    return topic
  }

  @Test func anAppealIsWrittenAndSent() async throws {
    let kinds = [
      AppealKindOption(kind: .consultation, name: "咨询"), AppealKindOption(kind: .complaint, name: "投诉"),
    ]
    let topic = try await form(
      nil,
      AppealForm(
        draft: AppealDraft(id: nil, kind: .consultation), reason: "", kinds: kinds,
        towns: [Term(code: "yanglin", name: "杨林镇")]))
    try topic.expectOperable()
    #expect(try topic.control("咨询").traits.contains(.isSelected))
    try topic.press("投诉")
    #expect(try topic.control("投诉").traits.contains(.isSelected))
    #expect(try !topic.control("咨询").traits.contains(.isSelected))
    try topic.host.type("路灯", into: "标题")
    try topic.host.type("灯不亮", into: "内容")
    try topic.press("杨林镇")
    try topic.host.type("张三", into: "姓名（可不填）")
    try topic.host.type("0871-1", into: "电话（可不填）")
    #expect(topic.host.presses[.textField] == 4)
    let draft = AppealDraft(
      id: "a1", kind: .complaint, title: "路灯", text: "灯不亮", town: "yanglin", name: "张三",
      phone: "0871-1")
    try topic.press("提交")
    #expect(await until { topic.current == Destination(.appeal, "a1") })
    #expect(topic.backStack.destinations == [Destination(.home), Destination(.appeal, "a1")])
    #expect(topic.notificationRequests == 1, "the answer is a reminder")
    let sent = fake.last("appeals.save", as: AppealDraft.self)
    #expect(sent == draft || sent?.id == nil)
    #expect(sent?.text == "灯不亮" && sent?.phone == "0871-1")
  }

  @Test func aRefusalIsShownBesideWhatWasWritten() async throws {
    let topic = try await form()
    let rejected = ClientError.Rejected(explanation: "请写下内容。", code: "appeal-text")
    fake.fails("appeals.send", rejected)
    try topic.host.type("路灯", into: "标题")
    try topic.press("提交")
    try await topic.host.waitFor("请写下内容。")
    #expect(try topic.host.node(.textField, "标题").value == "路灯")
    #expect(topic.current == Destination(.appealForm))
    try topic.press("知道了")
    #expect(!topic.host.shows("请写下内容。"))
  }

  @Test func aDraftSaysWhyItCameBackAndIsDeletedAfterAQuestion() async throws {
    let stored = AppealDraft(id: "a1", kind: .consultation, title: "路灯")
    let topic = try await form("a1", appealForm(stored, reason: "请写清地点。"))
    #expect(topic.host.shows("请写清地点。"))
    #expect(try topic.host.node(.textField, "标题").value == "路灯")
    try topic.press("从手机里删除")
    #expect(topic.host.shows("删除这份草稿？"))
    try topic.press("取消")
    #expect(fake.count("appeals.delete") == 0)
    try topic.press("从手机里删除")
    try topic.press("删除")
    #expect(await until { topic.current == Destination(.home) })
    #expect(fake.last("appeals.delete", 1, as: Bool.self) == false)
  }

  @Test func whatWasNotWrittenCannotBeDeleted() async throws {
    let topic = try await form()
    #expect(!topic.host.controls.contains { $0.name == "从手机里删除" })
    try topic.host.type("路灯", into: "标题")
    try await topic.host.waitFor("从手机里删除")
  }

  @Test func theFormLoadsAndFails() async throws {
    try await expectStates("appeals.form", appealForm(), shows: "类别", Destination(.appealForm)) {
      AppealFormScreen(model: AppealFormModel($0, nil))
    }
  }

  @Test func aSentAppealShowsItsNumberAndWhatHappenedIsRefreshedAndDeletedAfterAQuestion() async throws {
    let event = AppealEvent(time: nil, timeText: "今天", stageText: "已受理", office: "样例单位", text: "请稍候。")
    let appeal = sampleAppeal(title: "路灯", number: "N-1", code: "C-1", events: [event, event])
    fake.answer("appeals.get", appeal).answer("appeals.refresh", [appeal]).answer("appeals.delete")
    let topic = TopicHost(
      fake, Destination(.appeal, "a1"), AppealScreen(model: AppealModel(fake, "a1")))
    try await topic.host.waitFor("路灯")
    for text in ["受理编号, N-1", "查询码, C-1", "办理经过", "今天　样例单位", "请稍候。"] {
      #expect(topic.host.shows(text), "\(text) is not in \(topic.host.spokenNames)")
    }
    try topic.expectOperable()
    try topic.press("查询最新进展")
    #expect(await until { fake.count("appeals.refresh") == 1 })
    try topic.press("从手机里删除")
    #expect(topic.host.shows("查询码也会一起删除"))
    try topic.press("删除")
    #expect(await until { topic.current == Destination(.home) })
    #expect(fake.last("appeals.delete", 1, as: Bool.self) == true)
  }

  @Test func anAppealLoadsAndFails() async throws {
    try await expectStates(
      "appeals.get", sampleAppeal(title: "路灯"), shows: "路灯", Destination(.appeal, "a1")
    ) { AppealScreen(model: AppealModel($0, "a1")) }
  }
}
