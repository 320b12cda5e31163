import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct MeScreensTests {
  private let fake = FakeCoreClient()

  @Test func theChoicesOfTheDisplayAreStored() async throws {
    fake.answer("settings.display", TopicHost.elderPolicy)
      .answer("settings.displayChoice", DisplayChoice(elder: true, fontScale: nil, theme: .system))
      .answer("settings.setDisplay")
    let topic = TopicHost(
      fake, Destination(.me), MeScreen(model: DisplayModel(fake), account: AccountModel(fake)))
    try await topic.host.waitFor("长辈版")
    try topic.press("长辈版")
    #expect(await until { fake.last("settings.setDisplay", as: DisplayChoice.self)?.elder == false })
    #expect(try topic.control("浅色").isSelected)
    try topic.press("深色")
    #expect(await until { fake.last("settings.setDisplay", as: DisplayChoice.self)?.theme == .dark })
    try topic.expect("收藏", leadsTo: Destination(.favourites))
    try topic.expect("浏览记录", leadsTo: Destination(.history))
    try topic.expect("离线保存", leadsTo: Destination(.offline))
    try topic.expect("不感兴趣的", leadsTo: Destination(.hidden))
    try topic.expect("联络站", leadsTo: Destination(.station))
    try topic.expect("首页订阅", leadsTo: Destination(.subscriptions))
    try topic.expect("我的镇街", leadsTo: Destination(.towns))
    try topic.expect("订阅源", leadsTo: Destination(.sources))
    try topic.expect("存储与流量", leadsTo: Destination(.storage))
    try topic.expect("关于", leadsTo: Destination(.about))
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
  }

  @Test func theSectionsOfHomeAreArranged() async throws {
    fake.answer("settings.sections", [homeEntry("甲"), homeEntry("乙", shown: false)]).answer("settings.setSections")
    let topic = TopicHost(
      fake, Destination(.subscriptions), SubscriptionsScreen(model: SubscriptionsModel(fake)))
    try await topic.host.waitFor("乙")
    #expect(try !topic.control("上移：甲").isEnabled)
    try topic.press("上移：乙")
    #expect(await until { fake.last("settings.setSections", as: [HomeChoice].self)?.first?.code == "乙" })
    #expect(topic.host.controls.filter { $0.name == "订阅" }.map(\.isSelected) == [true, false])
    try topic.expectOperable()
  }

  @Test func townsAreChosenWithAReminder() async throws {
    let towns = [Town(term: Term(code: "yanglin", name: "杨林镇"), chosen: false)]
    fake.answer("alerts.towns", towns).answer("alerts.setTowns")
    let topic = TopicHost(fake, Destination(.towns), TownsScreen(model: TownsModel(fake)))
    try await topic.host.waitFor("杨林镇")
    try topic.press("杨林镇")
    #expect(await until { fake.last("alerts.setTowns", as: [String].self) == ["yanglin"] })
    #expect(topic.notificationRequests == 1)
    try topic.expectOperable()
  }

  @Test func sourcesAreAddedAndRemoved() async throws {
    let source = Source(
      id: "s", title: "某源", address: "https://a.example/", succeeded: nil, succeededText: "", closed: false,
      removable: true)
    fake.answer("sources.list", [source]).answer("sources.add", source).answer("sources.remove")
    let topic = TopicHost(fake, Destination(.sources), SourcesScreen(model: SourcesModel(fake)))
    try await topic.host.waitFor("还没有取到过内容")
    try topic.expect("某源", leadsTo: Destination(.source, "s", title: "某源"))
    let field = "网址（RSS、Atom 或 JSON Feed）"
    try topic.host.type("https://b.example/feed", into: field)
    try topic.press("添加")
    try await topic.host.settle { try topic.host.node(.textField, field).value == "" }
    #expect(fake.last("sources.add", as: String.self) == "https://b.example/feed")
    try topic.press("删除：某源")
    #expect(await until { fake.last("sources.remove", as: String.self) == "s" })
    try topic.expectOperable()
  }

  @Test func whatIsStoredIsLimitedAndCleared() async throws {
    fake.answer("storage.usage", sampleStorage).answer("storage.setRetention").answer("storage.clearPictures")
    let topic = TopicHost(fake, Destination(.storage), StorageScreen(model: StorageModel(fake)))
    try await topic.host.waitFor("本次启动后的流量")
    try topic.press("7 天")
    #expect(await until { fake.last("storage.setRetention", as: Retention.self)?.days == 7 })
    try topic.press("不自动下载")
    #expect(await until { fake.last("storage.setRetention", as: Retention.self)?.pictureMegabytes == 0 })
    try topic.press("清理图片")
    #expect(await until { fake.count("storage.clearPictures") == 1 })
    try topic.expectOperable()
  }

  @Test func whatIsKeptOfflineIsOpenedAndLetGo() async throws {
    fake.answer("storage.listOffline", [offlineEntry]).answer("storage.keepOffline")
    let topic = TopicHost(fake, Destination(.offline), OfflineScreen(model: OfflineModel(fake)))
    try await topic.host.waitFor("已离线保存")
    try topic.expect("题 1", leadsTo: Destination(.item, "1"))
    try topic.press("取消离线")
    #expect(await until { fake.last("storage.keepOffline", 1, as: Bool.self) == false })
    try topic.expectOperable()
  }

  @Test func incidentsAreToldUntilTheyAreRead() async throws {
    let incident = Incident(time: 0, kind: "k", detail: "", words: "有两条记录没能找回。")
    fake.answer("status", AppStatus(updated: nil, stale: "", incidents: [incident]))
      .answer("storage.acknowledgeIncidents")
    let topic = TopicHost(fake, Destination(.about), AboutScreen(model: AboutModel(fake), version: "1.0"))
    try await topic.host.waitFor("有两条记录没能找回。")
    try topic.press("查看完整说明")
    #expect(topic.host.shows("发送什么"))
    fake.answer("status", AppStatus(updated: nil, stale: "", incidents: []))
    try topic.press("知道了")
    try await topic.host.settle { !topic.host.shows("有两条记录没能找回。") }
    try topic.expectOperable()
  }
}
