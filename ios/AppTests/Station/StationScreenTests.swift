import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// The tab 联络站, the login, a submission and the ledger.
@MainActor @Suite struct StationScreenTests {
  private let station = StationHost()
  private var fake: FakeCoreClient { station.fake }

  private func answerStation(_ account: AccountState, _ submissions: Submission...) {
    fake.answer("account.current", account).answer("drafts.list", [sampleDraftRow("d")])
      .answer("submissions.list", submissions).answer("submissions.unmeteredOnly", false)
      .answer("submissions.setUnmeteredOnly")
  }

  private func showStation() -> TopicHost {
    station.show(Destination(.station), StationScreen(model: StationModel(fake, inbox: station.files)))
  }

  @Test func aResidentIsToldWhatTheStationIs() async throws {
    answerStation(sampleAccount(.loggedOut))
    let topic = showStation()
    try await topic.host.waitFor("在这里写稿件")
    try topic.expectOperable()
    try topic.press("登录联络站账号")
    #expect(topic.current == Destination(.login))
  }

  @Test func aClerkSeesWhatTheyWroteAndWhatBecameOfIt() async throws {
    let file = SubmissionFile(
      id: "f", name: "IMG_1.jpg", kind: "image/jpeg", size: 100, sent: 40, state: .sending, stateName: "上传中")
    answerStation(
      sampleAccount(), sampleSubmission("a", .queued, files: [file], sent: 40, size: 100),
      sampleSubmission("b", .parked, unseen: true, actions: [.retry, .edit, .delete]))
    let topic = showStation()
    try await topic.host.waitFor("草稿")
    try topic.expectOperable()
    try topic.expect("张三", leadsTo: Destination(.login))
    try topic.expect("写稿件", leadsTo: Destination(.draft))
    try topic.expect("台账", leadsTo: Destination(.ledger))
    try topic.expect("草稿", leadsTo: Destination(.draft, "d"))
    try topic.expect("题 a", leadsTo: Destination(.submission, "a"))
    #expect(topic.host.shows("IMG_1.jpg"))
    #expect(topic.host.shows("系统可能会暂停上传"))
    #expect(topic.host.shows("有新进展"))
    #expect(!topic.host.controls.contains { $0.name == "删除：题 b" }, "its screen offers all")
    fake.answer("drafts.edit", "copy of b").answer("submissions.retry", sampleSubmission("b", .queued))
    try topic.press("重试：题 b")
    #expect(await until { fake.last("submissions.retry", as: String.self) == "b" })
    try topic.press("修改：题 b")
    #expect(await until { topic.current == Destination(.draft, "copy of b") })
    try topic.host.press(.toggle, topic.control("不用流量上传").name)
    #expect(await until { fake.last("submissions.setUnmeteredOnly", as: Bool.self) == true })
  }

  @Test func aLoginThatExpiredIsSaidAboveWhatWasWritten() async throws {
    answerStation(sampleAccount(.expired))
    let topic = showStation()
    try await topic.host.waitFor("登录已过期")
    try topic.press("重新登录")
    #expect(topic.current == Destination(.login))
  }

  private func showLogin() -> TopicHost {
    station.show(Destination(.login), LoginScreen(model: AccountModel(fake)))
  }

  @Test func aLoginGoesThroughTheBrowserAndIsFinishedOnceThereIsANetwork() async throws {
    let redirect = "\(LoginCompletion.redirect)?code=c"
    fake.answer("account.current", sampleAccount(.loggedOut))
      .answer("account.beginLogin", LoginRequest(address: "https://songming.example/login"))
      .fails("account.finishLogin", .offline)
    station.tools.logIn = { page in page == "https://songming.example/login" ? redirect : nil }
    let topic = showLogin()
    try await topic.host.waitFor("您还没有登录")
    try topic.expectOperable()
    try topic.press("登录")
    try await topic.host.waitFor("浏览器里的登录已经成功")
    fake.answer("account.finishLogin", sampleAccount()).answer("account.current", sampleAccount())
    try topic.press("完成登录")
    #expect(await until { fake.count("account.finishLogin") == 2 })
    fake.announce(.account)
    try await topic.host.waitFor("已登录")
    try topic.press("去联络站")
    #expect(topic.current == Destination(.station))
  }

  @Test func aPersonWhoClosesTheBrowserIsStillNotLoggedIn() async throws {
    fake.answer("account.current", sampleAccount(.loggedOut))
      .answer("account.beginLogin", LoginRequest(address: "https://songming.example/login"))
    let opened = Shared(0)
    station.tools.logIn = { _ in
      opened.value += 1
      return nil
    }
    let topic = showLogin()
    try await topic.host.waitFor("您还没有登录")
    try topic.press("登录")
    #expect(await until { opened.value == 1 })
    #expect(station.login.progress == LoginProgress())
  }

  @Test func onlyUnsentWorkIsWorthAQuestionBeforeAnotherAccountLogsIn() async throws {
    fake.answer("account.current", sampleAccount(unsent: 2)).answer("account.logOut")
      .answer("account.beginLogin", LoginRequest(address: "https://songming.example/login"))
    let topic = showLogin()
    try await topic.host.waitFor("2 篇稿件")
    try topic.expectOperable()
    try topic.press("换一个账号登录")
    try topic.host.press("取消")
    #expect(fake.count("account.beginLogin") == 0)
    try topic.press("换一个账号登录")
    try topic.host.press("换账号")
    #expect(await until { fake.last("account.beginLogin", 1, as: Bool.self) == true })
    try topic.press("退出登录")
    try topic.host.press("退出")
    #expect(await until { fake.count("account.logOut") == 1 })
  }

  @Test func whatWasSharedWaitsForTheLoginAndCanBeDiscarded() async throws {
    fake.answer("account.current", sampleAccount(.loggedOut))
    _ = try await station.files.publish(batch: ShareBatch.newName(), texts: [ShareBatch.text: "文"], files: [])
    await station.shares.createDrafts()
    let topic = showLogin()
    try await topic.host.waitFor("别的应用发来的内容已经保存")
    try topic.press("不要了")
    try topic.host.press("不要了")
    #expect(await until { !station.shares.isWaiting })
  }

  private func showSubmission(_ submission: Submission) async throws -> TopicHost {
    fake.answer("submissions.get", submission).answer("submissions.conflict", Conflict?.none)
      .answer("drafts.thumbnail", String?.none)
    let topic = station.show(
      Destination(.submission, "a"),
      SubmissionScreen(model: SubmissionModel(fake, "a", inbox: station.files)))
    try await topic.host.waitFor("题 a")
    return topic
  }

  @Test func aSubmissionIsDeletedAfterAQuestionAndItsScreenIsLeft() async throws {
    let topic = try await showSubmission(sampleSubmission("a", actions: [.withdraw, .delete]))
    try topic.expectOperable()
    fake.answer("submissions.withdraw", sampleSubmission("a")).answer("submissions.delete")
    try topic.press("撤回")
    try topic.host.press("取消")
    #expect(fake.count("submissions.withdraw") == 0)
    try topic.press("撤回")
    try topic.host.press("撤回")
    #expect(await until { fake.count("submissions.withdraw") == 1 })
    try topic.press("删除")
    try topic.host.press("删除")
    #expect(await until { topic.current == Destination(.home) })
  }

  @Test func aLostPhotoIsPickedAgainAndOneThatIsAnotherIsRefused() async throws {
    station.tools.pickMedia = { _ in [StationHost.file("别的.jpg")] }
    fake.answer("drafts.addFiles", [AddedFile(name: "别的.jpg", id: nil, repeated: false, reason: "这不是原来的照片。")])
    let topic = try await showSubmission(sampleSubmission("a", .parked, actions: [.addFile]))
    try topic.press("重新添加")
    try await topic.host.waitFor("别的.jpg：这不是原来的照片。")
    try topic.press("知道了")
    #expect(!topic.host.shows("没有加入的文件"))
  }

  @Test func theLedgerCountsByMonth() async throws {
    let month = LedgerMonth(month: "2026-11", sent: 4, adopted: 2, published: 1, returned: 1, rejected: 0)
    fake.answer("account.current", sampleAccount()).answer("submissions.ledger", [month])
    let topic = station.show(Destination(.ledger), LedgerScreen(model: LedgerModel(fake)))
    try await topic.host.waitFor("2026-11")
    #expect(topic.host.shows("采用 2"))
    #expect(topic.host.shows("开发区联络站"))
  }
}
