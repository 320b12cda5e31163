import Foundation
import PhotosUI
import SongmingCore
import SongmingKit
import SongmingKitTesting
import Testing
import UniformTypeIdentifiers
import ViewHost

@testable import App

/// 联络站通讯员: logs in, writes with photos, is interrupted by everything that a phone has, and follows the piece until it is
/// published.
@MainActor @Suite(.timeLimit(.minutes(5))) struct ClerkJourneyTests {
  private let phone: JourneyPhone
  private let newsroom: TestClerk
  private var publisher: TestPublisher { phone.system.publisher }

  init() throws {
    phone = try JourneyPhone()
    newsroom = TestClerk(phone.system.publisher)
  }

  @Test func aClerkWritesInABasementWithPhotosAndReadsThePublishedPiece() async throws {
    try await phone.consent()
    try await phone.loadEverything()
    let draft = try await shareAndLogIn()
    try await writeInBasement(draft)
    try await addPhotos(draft)
    try await fillInWhatIsMissing(draft)
    try await phone.press("提交")
    try await phone.waitForScreen("稿件")
    try await phone.waitUntil("it waits for the network") { try await submission(draft).phase == .queued }
    #expect(try await phone.core().drafts().list().isEmpty)

    try await logOutWithUnsentWork()
    try await sendWithInterruptions(draft)
    try await writeSecondVersion(draft)
    try await readPublished(draft)
    try await phone.finish("通讯员")
  }

  @Test func aLoginWhoseAnswerArrivesWithoutANetworkIsCompletedLaterAndLoggingOutKeepsTheDraft() async throws {
    try await phone.consent()
    try await phone.loadEverything()
    try await phone.selectTab("我的")
    try await phone.press("联络站")
    try await phone.press("登录联络站账号")
    try await phone.waitForScreen("联络站账号")
    try await publisher.post("account/lifetimes", ["code": 3600])
    phone.system.inBrowser = { [publisher] page in
      let redirect = try? await TestBrowser.logIn(page)
      try? await publisher.fault("down")
      return redirect
    }
    try await phone.press("登录")
    try await phone.waitFor("不用重新输入密码")
    try await phone.shake(seed: 62_011)
    try await phone.waitFor("不用重新输入密码")
    try await publisher.fault("none")
    try await phone.press("完成登录")
    try await phone.waitFor("已登录")
    try await phone.waitFor("张三")

    try await phone.press("去联络站")
    try await phone.press("写稿件")
    try await phone.type("没写", into: "标题")
    try await phone.waitUntil("the first edit is stored at once") { try await phone.core().drafts().list().count == 1 }
    try await phone.waitFor("删除草稿")
    try await phone.type("没写完", into: "标题")
    // What was typed a moment ago is stored when the app leaves the screen.
    try await phone.endProcess()
    try await phone.waitForScreen("写稿件")
    #expect(try await phone.value(of: "标题") == "没写完")
    try await phone.goBack()
    try await phone.waitFor("没写完")
    try await phone.press("张三")
    try await phone.waitFor("1 篇稿件")
    try await logOut()
    try await logIn()
    #expect(try await phone.core().drafts().list().map(\.title) == ["没写完"])
    try await phone.finish("登录")
  }

  // MARK: Logging in and out

  /// The person logs in on the publisher's page.
  private func logIn() async throws {
    phone.system.inBrowser = { try? await TestBrowser.logIn($0) }
    try await phone.press("登录")
    try await phone.waitUntil("the clerk is logged in") { try await account().phase == .loggedIn }
  }

  /// Nobody is logged out before the question is answered.
  private func logOut() async throws {
    try await phone.press("退出登录")
    try await phone.waitFor("您再次登录后才会接着送出")
    try await phone.press("取消")
    #expect(try await account().phase == .loggedIn)
    try await phone.press("退出登录")
    try await phone.press("退出")
    try await phone.waitFor("您还没有登录")
    #expect(try await account().phase == .loggedOut)
  }

  private func account() async throws -> AccountState { try await phone.core().account().current() }

  /// Another app shares a text and a photo while nobody is logged in: it becomes a draft after the login, whatever happens
  /// until then. Returns the id of the draft.
  private func shareAndLogIn() async throws -> String {
    try await phone.leave()
    let inbox = IncomingFiles(folder: phone.system.folder.appending(path: "incoming"))
    let unread = try await inbox.publish(
      batch: ShareBatch.newName(), texts: [ShareBatch.title: "新生产线投产"],
      files: [TestClerk.photo("auto-line.jpg", name: "line.jpg")])
    #expect(unread.isEmpty)
    try await phone.comeBack()
    try await phone.waitForScreen("联络站账号")
    try await phone.waitFor("登录后会变成草稿")

    // The person closes the browser, and the system ends the app.
    var page: String?
    phone.system.inBrowser = {
      page = $0
      return nil
    }
    try await phone.press("登录")
    try await phone.settle("the browser was opened") { page != nil }
    try await phone.endProcess()
    try await phone.waitFor("登录后会变成草稿")
    try await logIn()
    try await phone.waitForScreen("写稿件")
    #expect(try await phone.value(of: "标题") == "新生产线投产")
    let draft = try #require(try await phone.core().drafts().list().first).id
    try await phone.waitUntil("the shared photo is in the draft") { try await files(draft).count == 1 }
    return draft
  }

  /// What waits for the network stays on the phone while nobody is logged in.
  private func logOutWithUnsentWork() async throws {
    try await phone.goBack()
    try await phone.waitForScreen("联络站账号")
    try await phone.waitFor("1 篇稿件")
    try await logOut()
    try await phone.setNetwork(.unmetered)
    try await phone.sync()
    #expect(try await received() == 0)
  }

  // MARK: Writing

  private func files(_ draft: String) async throws -> [DraftFile] {
    try await phone.core().drafts().form(id: draft).files
  }

  private func writeInBasement(_ draft: String) async throws {
    try await phone.setNetwork(.offline)
    try await phone.type("园区一家企业的新生产线今天投产，厂房里试运行了三个班次。", into: "正文")
    try await phone.press("企业动态")
    try phone.warnOfMemory()
    try await phone.shake(seed: 871)
    #expect(try await phone.value(of: "正文").hasPrefix("园区一家企业"))
  }

  private func media(_ name: String) -> URL { URL(filePath: TestPublisher.sample[1]).appending(path: "media/\(name)") }

  private func addPhotos(_ draft: String) async throws {
    // The process ends as soon as the photo of the camera has a place.
    let photo = try Data(contentsOf: media("ev-battery.jpg"))
    let inbox = IncomingFiles(folder: phone.system.folder.appending(path: "incoming"))
    phone.system.inCamera = { photo }
    try await phone.press("拍照")
    try await phone.waitUntil("the photo has a place") {
      if await !inbox.waiting(batch: draft).isEmpty { return true }
      return try await files(draft).count == 2
    }
    try await phone.endProcess(inBackground: false)
    try await phone.waitForScreen("写稿件")
    try await phone.waitUntil("the photo of the camera is in the draft") { try await files(draft).count == 2 }

    // From the picker, a file that is no photo, and one that is.
    let text = phone.system.folder.appending(path: "text.jpeg")
    try Data("text".utf8).write(to: text)
    var limits: [Int?] = []
    phone.system.inPicker = { limit in
      limits.append(limit)
      return [PhotosPickerItem(file: text, type: .jpeg), PhotosPickerItem(file: media("cold-chain.jpg"), type: .jpeg)]
    }
    try await phone.press("从相册选")
    try await phone.waitFor("认不出这是什么文件")
    try await phone.waitUntil("the picked photo is in the draft") { try await files(draft).count == 3 }
    #expect(limits == [9])
    try await phone.press("知道了")
  }

  /// Something is missing: the form says what, and nothing is sent.
  private func fillInWhatIsMissing(_ draft: String) async throws {
    try await phone.press("提交")
    try await phone.waitFor("请填写联系电话")
    try await phone.endProcess()
    #expect(try await phone.value(of: "正文").hasPrefix("园区一家企业"))
    #expect(try await files(draft).count == 3)
    try await phone.type("张三", into: "作者（真实姓名）")
    try await phone.type("13800000000", into: "联系电话")
    try await phone.type("李站长", into: "单位签发人")
    try await phone.type("2026-11-20", into: "签发日期")
    try await phone.press("未使用")
    try await phone.press("画面中人物已同意")
    try await phone.waitUntil("everything is stored at a pause") {
      try await phone.core().drafts().form(id: draft).problems.isEmpty
    }
  }

  // MARK: Sending

  private func submission(_ id: String) async throws -> Submission { try await phone.core().submissions().get(id: id) }

  /// How many versions the newsroom has.
  private func received() async throws -> Int {
    struct Received: Decodable {
      struct Version: Decodable {}
      let submissions: [Version]
    }
    return try JSONDecoder().decode(Received.self, from: try await publisher.get("submissions")).submissions.count
  }

  /// The network goes and the process ends while a photo is on its way.
  private func sendWithInterruptions(_ id: String) async throws {
    let upload: [String: any Sendable] = ["method": "PATCH", "path": "/v1/station/media"]
    try await publisher.fault("slow-request", upload.merging(["bytes_per_second": 30_000]) { $1 })
    try await logIn()
    try await phone.press("去联络站")
    try await phone.waitForScreen("联络站")
    try await phone.waitUntil("a part of the first photo arrived") { try await submission(id).sent > 0 }
    try await phone.setNetwork(.offline)
    try await phone.endProcess(inBackground: false)
    try await phone.waitForScreen("联络站")
    #expect(try await submission(id).phase == .queued)
    // The next request is cut in the middle.
    try await publisher.fault("cut-request", upload.merging(["after_bytes": 5_000, "times": 1]) { $1 })
    try await phone.setNetwork(.unmetered)
    try await phone.shake(seed: 20_190_319, events: 12)
    try await phone.host.refresh()
    try await phone.waitUntil("it is delivered") {
      if try await submission(id).phase == .delivered { return true }
      try await phone.host.refresh()
      return false
    }
    #expect(try await received() == 1)
    try await publisher.fault("none")
  }

  // MARK: The newsroom

  /// 退改, and the second version, with the process ending in between.
  private func writeSecondVersion(_ id: String) async throws {
    try await newsroom.review(id, "first-review")
    try await newsroom.giveBack(id, reason: "请写明投产时间", note: "写明园区")
    try await phone.host.refresh()
    try await phone.waitFor("有新进展")
    try await phone.press("新生产线投产")
    try await phone.waitForScreen("稿件")
    try await phone.waitFor("请写明投产时间")
    try await phone.waitFor("写明园区")
    try await phone.press("修改")
    try await phone.waitForScreen("写第 2 稿")
    try await phone.waitFor("请写明投产时间")
    try await phone.type("园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。", into: "正文")
    try await phone.waitFor("和第 1 稿的不同")
    try await phone.endProcess()
    try await phone.waitForScreen("写第 2 稿")
    #expect(try await phone.value(of: "正文").contains("11月20日"))
    try await phone.press("提交")
    try await phone.waitForScreen("稿件")
    try await phone.waitFor("与第 1 稿相比")
    try await phone.waitUntil("the second version is delivered") {
      let submission = try await submission(id)
      return submission.phase == .delivered && submission.version == 2
    }
  }

  private func readPublished(_ id: String) async throws {
    try await newsroom.review(id, "first-review", "second-review", "final-review", "adopted", "published")
    try await phone.host.refresh()
    try await phone.sync()
    try await phone.press("查看发布的报道")
    try await phone.waitForItem()
    try await phone.waitFor("11月20日投产")
    while phone.host.title != "联络站" { try await phone.goBack() }
    try await phone.press("台账")
    try await phone.waitForScreen("台账")
    for count in ["提交 1", "退改 1", "采用 1", "已发布 1"] { try await phone.waitFor(count) }
  }
}
