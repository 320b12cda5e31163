import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct SearchScreenTests {
  private let fake = FakeCoreClient()

  private func search(_ words: String = "") -> TopicHost {
    fake.answer("search.remember").answer("search.clearHistory")
    return TopicHost(fake, Destination(.search), SearchScreen(model: SearchModel(fake, words: words)))
  }

  private func suggest(_ suggestions: Suggestion...) { fake.answer("search.suggest", suggestions) }

  private func find(_ hits: [SearchHit], elder: Bool = false, complete: Bool = true) {
    fake.answer(
      "search.find",
      SearchPage(
        items: hits, next: nil, action: elder ? .openElderMode : nil, complete: complete,
        modules: [Term(code: "news", name: "新闻")]))
  }

  private let hit = SearchHit(
    row: itemRow("1", title: "停水时段"), titleHighlights: [TextRange(start: 0, end: 2)], snippet: "通知停水",
    snippetHighlights: [TextRange(start: 2, end: 4)])

  @Test func wordsAreTypedAndResultsOpened() async throws {
    suggest(Suggestion(text: "旧的搜索", highlights: [], target: .search))
    let topic = search()
    try await topic.host.waitFor("清除搜索记录")
    find([hit])
    try topic.host.type("停水", into: "搜索")
    try topic.host.submit("搜索")
    try await topic.host.waitFor("通知停水")
    #expect(fake.last("search.find", as: SearchRequest.self)?.words == "停水")
    try topic.expect("停水时段", leadsTo: Destination(.item, "1"))
    try topic.press("未读")
    #expect(await until { fake.last("search.find", as: SearchRequest.self)?.filter.unread == true })
    try topic.press("新闻")
    #expect(await until { fake.last("search.find", as: SearchRequest.self)?.filter.module == "news" })
    try await topic.host.settle { try topic.control("新闻").isSelected }
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
    try topic.press("清空")
    try await topic.host.waitFor("清除搜索记录")
    #expect(!topic.host.shows("停水时段"))
  }

  @Test func nothingFoundIsSaidWithTheWords() async throws {
    find([], complete: false)
    let topic = search("没有的")
    try await topic.host.waitFor("没有找到“没有的”")
    #expect(topic.host.shows("还在整理刚到的内容"))
    try topic.expectOperable()
  }

  @Test func aSearchForItsNameOffersElderMode() async throws {
    fake.answer("settings.displayChoice", DisplayChoice(elder: false, fontScale: nil, theme: .system))
      .answer("settings.setDisplay")
    find([hit], elder: true)
    let topic = search("大字")
    try await topic.host.waitFor("打开长辈版")
    try topic.press("打开长辈版")
    #expect(await until { fake.last("settings.setDisplay", as: DisplayChoice.self)?.elder == true })
  }

  @Test func anErrorIsShownAndTriedAgain() async throws {
    fake.fails("search.find", .Storage(explanation: "存储坏了。", code: "storage"))
    let topic = search("停水")
    try await topic.host.waitFor("存储坏了。")
    find([hit])
    try topic.press("再试一次")
    try await topic.host.waitFor("停水时段")
  }
}
