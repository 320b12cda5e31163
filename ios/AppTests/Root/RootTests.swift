import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct RootTests {
  private let fake: FakeCoreClient

  init() {
    fake = FakeCoreClient()
    fake.answer("settings.display", TopicHost.elderPolicy)
      .answer("privacy.consent", Consent(given: true, decided: 1, statement: ConsentModel.statement))
      .answer("privacy.accept", Consent(given: true, decided: 1, statement: ConsentModel.statement))
      .answer("privacy.withdraw", Consent(given: false, decided: 1, statement: ConsentModel.statement))
      .answer("account.current", sampleAccount(.loggedOut))
      .answer("sync").answer("status", AppStatus(updated: nil, stale: "", incidents: []))
      .answer("home", sampleHome).answer("items.get", sampleItemPage).answer("items.mark")
      .answer("items.catalogue", sampleCatalogue(channels: [Term(code: "weibo", name: "微博")]))
      .answer("listening.queue", ListeningQueue(items: [], current: nil, sentence: 0))
      .answer("government.overview", GovernmentOverview(notices: [], guides: [], appeals: []))
      .answer("search.suggest", [Suggestion]()).answer("search.remember")
      .answer("search.find", SearchPage(items: [], next: nil, action: nil, complete: true, modules: []))
  }

  private func phone(_ width: UserInterfaceSizeClass = .compact) -> TestPhone {
    TestPhone(width: width) { [fake] in fake }
  }

  @Test func nothingIsSentBeforeThePersonConsents() async throws {
    fake.answer("privacy.consent", Consent(given: false, decided: nil, statement: nil))
    let phone = phone()
    try await phone.host.waitFor("开始之前，请先看隐私说明")
    try phone.press("暂不同意")
    try await phone.host.waitFor("您还没有同意获取内容")
    #expect(fake.count("sync") == 0)
    try phone.press("只看手机里已有的内容")
    try await phone.host.waitFor("没有获取新内容")
    try await phone.host.waitFor("题 1")
    #expect(fake.count("sync") == 0)
    phone.app.session.value?.consent.setConsent(true)
    #expect(await until { fake.count("sync") == 1 })
  }

  @Test func aCoreThatDoesNotOpenIsOpenedAgain() async throws {
    let attempts = Attempts()
    let phone = TestPhone { [fake] in
      attempts.count += 1
      if attempts.count == 1 { throw ClientError.Storage(explanation: "没有空间。", code: "full") }
      return fake
    }
    try await phone.host.waitFor("没有空间。")
    try phone.press("再试一次")
    try await phone.host.waitFor("题 1")
    #expect(attempts.count == 2)
  }

  @MainActor
  private final class Attempts {
    var count = 0
  }

  @Test func eachTabKeepsItsScreens() async throws {
    let phone = phone()
    try await phone.host.waitFor("题 1")
    expect(try phone.host.node(.tab, "首页").isSelected, "the tab is selected")
    try phone.press("题 1")
    try await phone.host.settle { phone.has("收藏") }
    try phone.host.goBack()
    try await phone.host.waitFor("刚刚更新")
    try phone.host.press(.tab, "政务")
    try await phone.host.waitFor("咨询、投诉和建议都可以在这里提交")
    try phone.press("搜索")
    try await phone.host.settle { phone.host.title == "搜索" }
    try phone.host.goBack()
    try phone.host.press(.tab, "首页")
    try await phone.host.waitFor("题 1")
  }

  @Test func aLinkIsFollowedOnceTheScreensAreThere() async throws {
    let phone = phone()
    try phone.host.open(#require(URL(string: "songming://item/1")))
    try phone.host.open(#require(URL(string: "songming://unknown/1")))
    try await phone.host.settle { phone.has("收藏") }
    expect(phone.app.pendingLink == nil, "the link is followed once")
    try phone.host.goBack()
    try await phone.host.waitFor("刚刚更新")
  }

  @Test func afterTheEndOfTheProcessTheSameScreenIsThere() async throws {
    let phone = phone()
    try await phone.host.waitFor("题 1")
    try phone.press("搜索")
    try await phone.host.settle { phone.host.title == "搜索" }
    try phone.host.type("停水", into: "搜索")
    try phone.host.submit("搜索")
    try await phone.host.waitFor("没有找到“停水”")
    try await phone.restart(close: {})
    try await phone.host.waitFor("没有找到“停水”")
    try phone.host.goBack()
    try await phone.host.waitFor("题 1")
    try phone.press("搜索")
    try await phone.host.settle { try phone.host.node(.textField, "搜索").value == "" }
  }

  @Test func aClerkHasTheStationAsATab() async throws {
    fake.answer("account.current", sampleAccount())
    let phone = phone()
    try await phone.host.settle { phone.hasTab("联络站") }
    expect(!phone.hasTab("服务"), "the directory of services is in 我的")
  }

  @Test func aTabletShowsTwoScreensBesideEachOther() async throws {
    let phone = phone(.regular)
    try await phone.host.waitFor("题 1")
    expect(phone.shows("选一条来读"), "the right one says what it is for")
    try phone.press("题 1")
    try await phone.host.settle { phone.has("收藏") }
    expect(phone.shows("刚刚更新"), "the screen that it was opened from stays beside it")
    expect(!phone.shows("选一条来读"), "the right one shows the item")
    // From the left one, the right one is replaced.
    try phone.press("频道")
    try await phone.host.settle { !phone.has("收藏") }
    try await phone.host.waitFor("微博")
    expect(phone.shows("刚刚更新"), "the left one stays")
  }

  @Test func withoutANetworkEveryScreenSaysSo() async throws {
    let phone = phone()
    try await phone.host.waitFor("题 1")
    phone.setNetwork(.offline)
    try await phone.host.waitFor("没有网络，正在看手机里的内容")
    expectDisplayed(phone.host, by: TopicHost.elderPolicy)
    phone.setNetwork(.unmetered)
    try await phone.host.settle { !phone.shows("没有网络，正在看手机里的内容") }
  }

  @Test func whatNoOtherAppCanDoIsSaid() async throws {
    let phone = phone()
    try await phone.host.waitFor("题 1")
    try phone.press("题 1")
    try await phone.host.settle { phone.has("分享") }
    try phone.press("分享")
    try await phone.host.waitFor("手机里没有能打开它的应用")
    try phone.press("知道了")
    try await phone.host.settle { !phone.shows("手机里没有能打开它的应用") }
  }
}
