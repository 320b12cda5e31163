import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct HomeScreenTests {
  private let fake = FakeCoreClient()

  private func home(_ home: Home) -> TopicHost {
    fake.answer("home", home)
    return TopicHost(fake, Destination(.home), HomeScreen(model: HomeModel(fake)))
  }

  @Test func everythingLeadsToItsScreen() async throws {
    let section = HomeSection(
      family: .channel, module: Term(code: "weibo", name: "微博"), items: [itemRow("c")], unread: 2,
      muted: false)
    let topic = home(
      Home(
        alerts: [], top: [itemRow("a"), itemRow("b")], latest: [itemRow("l")], sections: [section],
        unreadTotal: 1, deadlines: [policyRow("p")], radarUnseen: 3, appealsUnseen: 1,
        submissionsUnseen: 2, updated: nil, updatedText: "刚刚"))
    try await topic.host.waitFor("刚刚更新")
    #expect(topic.host.title == "嵩明融媒")
    try topic.expect("搜索", leadsTo: Destination(.search))
    try topic.expect("党建", leadsTo: Destination(.party))
    try topic.expect("频道", leadsTo: Destination(.channels))
    try topic.expect("听新闻", leadsTo: Destination(.listening))
    try topic.expect("应急", leadsTo: Destination(.alerts))
    try topic.expect("2 篇稿件有新进展", leadsTo: Destination(.station))
    try topic.expect("产业雷达：3 条新动态", leadsTo: Destination(.radarHits))
    try topic.expect("题 a", leadsTo: Destination(.item, "a"))
    try topic.expect("题 b", leadsTo: Destination(.item, "b"))
    try topic.expect("更多：即将截止", leadsTo: Destination(.calendar))
    try topic.expect("题 p", leadsTo: Destination(.item, "p"))
    try topic.expect("题 l", leadsTo: Destination(.item, "l"))
    try topic.expect("更多：微博", leadsTo: Destination(.channel, "weibo", title: "微博"))
    try topic.expect("题 c", leadsTo: Destination(.item, "c"))
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
    try topic.press("1 件诉求有新进展")
    #expect(topic.backStack.tab == .government)
  }

  @Test func beforeTheFirstSyncItSaysHowNewsComes() async throws {
    let empty = Home(
      alerts: [], top: [], latest: [], sections: [], unreadTotal: 0, deadlines: [], radarUnseen: 0,
      appealsUnseen: 0, submissionsUnseen: 0, updated: nil, updatedText: "")
    let topic = home(empty)
    try await topic.host.waitFor("连上网络后下拉一次")
    #expect(topic.host.shows("这里还没有内容"))
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
  }

  @Test func itHasTheStatesOfEveryScreen() async throws {
    try await expectStates("home", sampleHome, shows: "题 1", Destination(.home)) {
      HomeScreen(model: HomeModel($0))
    }
  }

  @Test(arguments: [
    (ClientError.Offline(explanation: "说明。", code: "c"), "连不上网络", true),
    (.Timeout(explanation: "说明。", code: "c"), "网络太慢", true),
    (.SignedOut(explanation: "说明。", code: "c"), "需要重新登录", false),
    (.RateLimited(explanation: "说明。", code: "c", retryAfterSeconds: 60), "服务器繁忙", true),
    (.Rejected(explanation: "说明。", code: "c"), "打不开这一页", false),
    (.Storage(explanation: "说明。", code: "c"), "手机存储出了问题", true),
    (.Unexpected(explanation: "说明。", code: "c"), "出了点意外", true),
  ])
  func eachOfTheSevenErrorsSaysWhatToDo(_ error: ClientError, _ title: String, _ canRetry: Bool)
    async throws
  {
    fake.fails("home", error)
    let topic = TopicHost(fake, Destination(.home), HomeScreen(model: HomeModel(fake)))
    try await topic.host.waitFor(title)
    #expect(topic.host.shows("说明。"))
    #expect(topic.host.controls.contains { $0.name == "再试一次" } == canRetry)
    if case .SignedOut = error { try topic.expect("登录", leadsTo: Destination(.login)) }
    try topic.expectOperable()
  }
}
