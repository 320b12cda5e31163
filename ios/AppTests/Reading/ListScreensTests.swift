import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct ListScreensTests {
  private let fake = FakeCoreClient()

  private func list(_ scope: Scope = .all) -> TopicHost {
    TopicHost(
      fake, Destination(.module, "news"),
      ItemListScreen(model: ItemListModel(fake, scope), title: "新闻", emptyText: "空的说明"))
  }

  @Test func itemsAreOpenedAndMarkedAsRead() async throws {
    fake.answer("items.load", LoadedList(items: [itemRow("1"), itemRow("2", read: true)], position: nil, more: false))
      .answer("items.markAllRead", UInt32(1))
    let topic = list()
    try await topic.host.waitFor("题 2")
    #expect(topic.host.title == "新闻")
    #expect(try topic.control("题 1").name.contains("未读"))
    #expect(try !topic.control("题 2").name.contains("未读"))
    try topic.expect("题 1", leadsTo: Destination(.item, "1"))
    try topic.press("全部标为已读")
    #expect(await until { fake.count("items.markAllRead") == 1 })
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
  }

  @Test func anEmptyListSaysWhy() async throws {
    fake.answer("items.load", LoadedList(items: [], position: nil, more: false))
    let topic = list(.favourites)
    try await topic.host.waitFor("空的说明")
    #expect(topic.host.shows("这里还没有内容"))
  }

  @Test func aListThatFailsIsLoadedAgain() async throws {
    fake.fails("items.load", .offline)
    let topic = list()
    try await topic.host.waitFor("连不上网络")
    fake.answer("items.load", LoadedList(items: [itemRow("1")], position: nil, more: false))
    try topic.press("再试一次")
    try await topic.host.waitFor("题 1")
  }

  @Test func channelsAreOpened() async throws {
    fake.answer("items.catalogue", sampleCatalogue(channels: [Term(code: "weibo", name: "微博")]))
    let topic = TopicHost(fake, Destination(.channels), ChannelsScreen(model: ChannelsModel(fake)))
    try await topic.host.waitFor("微博")
    try topic.expect("微博", leadsTo: Destination(.channel, "weibo", title: "微博"))
    try topic.expectOperable()
  }

  @Test func aStoryShowsItsSourcesAndVersions() async throws {
    let event = StoryEvent(
      stage: .flash, stageText: "快讯", time: 0, timeText: "九点", reason: "", row: itemRow("v"))
    let story = Story(front: itemRow("f"), sources: ["甲", "乙"], timeline: [event])
    try await expectStates("items.story", story, shows: "甲　乙", Destination(.story, "f")) {
      StoryScreen(model: StoryModel($0, "f"))
    }
    fake.answer("items.story", story)
    let topic = TopicHost(fake, Destination(.story, "f"), StoryScreen(model: StoryModel(fake, "f")))
    try await topic.host.waitFor("快讯")
    try topic.expect("题 f", leadsTo: Destination(.item, "f"))
    try topic.expect("题 v", leadsTo: Destination(.item, "v"))
    try topic.expectOperable()
  }

  @Test func withoutAlertsThereIsCalm() async throws {
    let page = AlertPage(current: [], all: [itemRow("old")])
    try await expectStates("alerts.page", page, shows: "现在没有生效的预警", Destination(.alerts)) {
      AlertsScreen(model: AlertsModel($0))
    }
    fake.answer("alerts.page", page)
    let topic = TopicHost(fake, Destination(.alerts), AlertsScreen(model: AlertsModel(fake)))
    try await topic.host.waitFor("全部预警")
    try topic.expect("题 old", leadsTo: Destination(.item, "old"))
  }
}
