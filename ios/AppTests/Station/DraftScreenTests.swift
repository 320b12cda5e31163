import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// 写稿件 and its history.
@MainActor @Suite struct DraftScreenTests {
  private let station = StationHost()
  private let values = Shared<[String: String]>([:])
  private let files = Shared<[DraftFile]>([])
  private var fake: FakeCoreClient { station.fake }

  private func answerAll() {
    fake.answer("submissions.unmeteredOnly", false).answer("drafts.setCaption").answer("drafts.send")
      .answer("drafts.delete").answer("drafts.removeFile").answer("drafts.thumbnail", String?.none)
    fake.answer("drafts.form") { [values, files] in
      sampleDraftForm($0[0] as? String, values: values.value, files: files.value)
    }
    fake.answer("drafts.save") { [values, weak fake] arguments in
      for field in arguments[1] as? [FieldValue] ?? [] { values.value[field.code] = field.value }
      fake?.announce(.submissions)
      return arguments[0] as? String ?? "d1"
    }
    fake.answer("drafts.addFiles") { [files, weak fake] arguments in
      for file in arguments[1] as? [NewFile] ?? [] { files.value.append(sampleDraftFile(file.name)) }
      fake?.announce(.submissions)
      return files.value.suffix(1).map { AddedFile(name: $0.name, id: $0.id, repeated: false, reason: "") }
    }
  }

  private func draft(_ id: String? = nil) async throws -> TopicHost {
    answerAll()
    let topic = station.show(
      Destination(.draft, id ?? ""), DraftScreen(model: DraftModel(fake, id, inbox: station.files)))
    try await topic.host.waitFor("写的内容会自动保存")
    return topic
  }

  @Test func whatIsMissingIsShownAfterAnAttemptToSend() async throws {
    let topic = try await draft()
    fake.fails("drafts.send", .Rejected(explanation: "还没有填完。", code: "draft-incomplete"))
    #expect(!topic.host.shows("请填写标题。"))
    try topic.press("提交")
    try await topic.host.waitFor("请填写标题。")
    #expect(topic.notificationRequests == 1)
    try topic.host.type("新生产线", into: "title")
    #expect(await until { values.value["title"] == "新生产线" })
    try await topic.host.settle { !topic.host.shows("请填写标题。") }
    fake.answer("drafts.send")
    try topic.press("提交")
    #expect(await until { topic.current == Destination(.submission, "d1") })
  }

  @Test func photosArePickedTakenNamedAndRemovedAfterAQuestion() async throws {
    station.tools.pickMedia = { limit in limit == 9 ? [StationHost.file("1.jpg")] : [] }
    station.tools.takePhoto = { [station] in try await station.photo() }
    let topic = try await draft("d1")
    try topic.press("从相册选")
    try await topic.host.waitFor("1.jpg")
    try topic.press("拍照")
    try await topic.host.settle { files.value.count == 2 && topic.host.shows("第 2 个") }
    try topic.expectOperable()
    try topic.host.type("厂房", into: "图片说明（选填）：第 1 个，1.jpg.jpg")
    #expect(await until { fake.last("drafts.setCaption", 1, as: String.self) == "厂房" })
    try topic.press("移除：第 1 个")
    try topic.host.press("取消")
    #expect(fake.count("drafts.removeFile") == 0)
    try topic.press("移除：第 1 个")
    try topic.host.press("确定移除")
    #expect(await until { fake.last("drafts.removeFile", as: String.self) == "1.jpg" })
  }

  @Test func theScreenStaysIfWhatIsTypedCannotBeStored() async throws {
    let topic = try await draft("d1")
    fake.fails("drafts.save", .Storage(explanation: "手机存储写不进去。", code: "disk-full"))
    try topic.host.type("题", into: "title")
    try topic.host.press("返回")
    try await topic.host.waitFor("没有保存成功")
    try topic.host.press("留在这里")
    #expect(topic.current == Destination(.draft, "d1"))
    #expect(try topic.host.node(.textField, "title").value == "题")
    try topic.host.press("返回")
    try await topic.host.waitFor("没有保存成功")
    try topic.host.press("离开，不保存")
    #expect(topic.current == Destination(.home))
  }

  @Test func leavingStoresWhatIsTyped() async throws {
    let topic = try await draft("d1")
    try topic.host.type("题", into: "title")
    try topic.host.press("返回")
    #expect(await until { topic.current == Destination(.home) })
    #expect(values.value["title"] == "题")
  }

  @Test func anAppThatLeavesTheForegroundStoresWhatIsTyped() async throws {
    let topic = try await draft("d1")
    try topic.host.type("题", into: "title")
    topic.host.environment.scenePhase = .background
    #expect(await until { values.value["title"] == "题" })
  }

  @Test func aDraftThatWasSentElsewhereLeadsToItsSubmission() async throws {
    let topic = try await draft("d1")
    fake.fails("drafts.form", .Rejected(explanation: "已经提交。", code: "submission-sent"))
    fake.announce(.submissions)
    try await topic.host.settle("its submission") { topic.current == Destination(.submission, "d1") }
  }

  @Test func aDraftIsDeletedAfterAQuestion() async throws {
    let topic = try await draft("d1")
    try topic.press("删除草稿")
    try topic.host.press("取消")
    #expect(fake.count("drafts.delete") == 0)
    try topic.press("删除草稿")
    try topic.host.press("删除")
    #expect(await until { topic.current == Destination(.home) })
    #expect(fake.last("drafts.delete", as: String.self) == "d1")
  }

  @Test func theHistoryIsOpenedAndAStateIsRestored() async throws {
    let topic = try await draft("d1")
    try topic.press("以前保存的内容")
    #expect(await until { topic.current == Destination(.draftHistory, "d1") })
    let states = [
      SavedState(number: 2, saved: 0, savedText: "刚刚", title: "新题", characters: 9, current: true),
      SavedState(number: 1, saved: 0, savedText: "昨天", title: "旧题", characters: 5, current: false),
    ]
    fake.answer("drafts.history", states).answer("drafts.restore")
    let history = station.show(
      Destination(.draftHistory, "d1"), DraftHistoryScreen(model: DraftHistoryModel(fake, "d1")))
    try await history.host.waitFor("现在的内容")
    try history.expectOperable()
    try history.press("恢复到这时：昨天")
    #expect(await until { history.current == Destination(.home) })
    #expect(fake.last("drafts.restore", 1, as: Int64.self) == 1)
  }

  @Test func everyKindOfFieldIsFilledIn() async throws {
    let edited = Shared<[String]>([])
    func field(_ kind: FieldKind) -> FormField {
      FormField(
        code: "f", name: "字段", kind: kind, required: true, min: nil, max: nil, hint: "提示",
        options: [Term(code: "a", name: "甲"), Term(code: "b", name: "乙")])
    }
    func show(_ kind: FieldKind, _ value: String, problem: String? = nil) -> TopicHost {
      station.show(
        Destination(.draft), DraftField(field: field(kind), value: value, problem: problem) { edited.value.append($0) })
    }
    try show(.choice, "a").press("乙")
    try show(.choice, "a").press("甲")
    let confirm = show(.confirm, "")
    try confirm.press("字段")
    let date = show(.date, "2026-11-05")
    try date.press("选日期")
    try date.host.press("完成")
    #expect(edited.value == ["b", "", "true", "2026-11-05"])
    let wrong = show(.longText, "文", problem: "正文太短。")
    #expect(wrong.host.shows("正文太短。") && !wrong.host.shows("提示"))
    try wrong.expectOperable()
  }
}
