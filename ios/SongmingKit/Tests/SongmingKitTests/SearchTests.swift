import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct SearchTests {
  private let fake = FakeCoreClient()

  init() {
    fake.answer("search.suggest", [Suggestion]()).answer("search.remember").answer(
      "search.clearHistory")
    fake.answer(
      "settings.displayChoice", DisplayChoice(elder: false, fontScale: nil, theme: .system))
    fake.answer("settings.setDisplay")
  }

  private func answerPages(complete: Bool = false) {
    fake.answer("search.find") { arguments in
      let isFirst = (arguments.first as? SearchRequest)?.after == nil
      let hit = SearchHit(
        row: itemRow(isFirst ? "a" : "b"), titleHighlights: [], snippet: "", snippetHighlights: [])
      return SearchPage(
        items: [hit], next: isFirst ? "k" : nil, action: nil, complete: complete,
        modules: [Term(code: "news", name: "新闻")])
    }
  }

  private func ids(_ model: SearchModel) -> [String]? { model.state.results?.map(\.row.id) }

  private var request: SearchRequest? { fake.last("search.find", as: SearchRequest.self) }

  @Test
  func aSearchLoadsMoreIsNarrowedAndForgotten() async {
    answerPages()
    let model = SearchModel(fake, words: "停水")
    #expect(await until { ids(model) == ["a"] })
    #expect(await until { fake.last("search.remember", as: String.self) == "停水" })
    #expect(model.state.modules.map(\.code) == ["news"])
    model.loadMore()
    #expect(await until { ids(model) == ["a", "b"] })
    model.loadMore()
    #expect(fake.count("search.find") == 2, "there is no further page")
    model.toggleModule("news")
    #expect(await until { request?.filter == SearchFilter(module: "news") })
    model.toggleUnread()
    model.toggleFavourite()
    #expect(
      await until { request?.filter == SearchFilter(module: "news", unread: true, favourite: true) }
    )
    model.toggleModule("news")
    model.toggleNewestFirst()
    #expect(await until { request?.order == .newest && request?.filter.module == nil })
    #expect(request?.words == "停水")
    #expect(fake.count("search.remember") == 1, "a repeated search is not remembered again")
    model.clearHistory()
    #expect(await until { fake.count("search.clearHistory") == 1 && model.state.results == nil })
    #expect(model.words.isEmpty)
  }

  @Test
  func aSearchIsRepeatedUntilTheIndexHasCaughtUp() async {
    answerPages()
    let model = SearchModel(fake, words: "停水")
    #expect(await until { ids(model) != nil })
    let shown = show(model)
    answerPages(complete: true)
    fake.announce(.search)
    #expect(await until { model.state.isComplete })
    shown.cancel()
    await shown.value
    let searches = fake.count("search.find")
    model.changed(.search)
    model.search("停水")
    #expect(await until { fake.count("search.find") > searches })
    #expect(
      fake.count("search.find") == searches + 1,
      "the index is complete: only the person searches again")
  }

  @Test
  func whatIsTypedReplacesTheSearchThatIsUnderWay() async {
    answerPages()
    let model = SearchModel(fake)
    let late = SearchPage(items: [], next: nil, action: nil, complete: true, modules: [])
    fake.holds("search.find", late)
    model.search("停水")
    #expect(await until { fake.count("search.find") == 1 })
    let suggestion = Suggestion(text: "停水通知", highlights: [], target: .search)
    fake.answer("search.suggest", [suggestion])
    model.edit("停")
    #expect(await until { model.state.suggestions == [suggestion] })
    fake.release()
    // An action that begins after the late answer ends after it.
    model.enableElderMode()
    #expect(await until { fake.count("settings.setDisplay") == 1 })
    #expect(model.state.results == nil, "the late answer changes nothing")
    answerPages()
    model.search("停电")
    #expect(await until { ids(model) == ["a"] })
    #expect(model.words == "停电")
    #expect(fake.last("search.suggest", as: String.self) == "停")
  }

  /// An earlier search that reaches the core later is taken for the newer one.
  @Test
  func aSearchThatTheCoreTookForTheEarlierOneIsAskedAgain() async {
    fake.answer("search.find") { [fake] _ in
      if fake.count("search.find") == 1 { throw ClientError.Rejected(explanation: "换了新的搜索。", code: "superseded") }
      return SearchPage(items: [], next: nil, action: .openElderMode, complete: true, modules: [])
    }
    let model = SearchModel(fake)
    model.search("灯会")
    #expect(await until { model.state.offersElderMode })
    #expect(model.state.error == nil)
  }

  @Test
  func aSupersededSearchShowsNoErrorAndElderModeIsOffered() async {
    fake.fails("search.find", .Rejected(explanation: "换了新的搜索。", code: "superseded"))
    let model = SearchModel(fake)
    model.search("灯会")
    #expect(await until { !model.isAsking })
    #expect(fake.count("search.find") == 3, "not for ever")
    #expect(model.state.error == nil)
    fake.answer(
      "search.find",
      SearchPage(items: [], next: nil, action: .openElderMode, complete: true, modules: []))
    model.search("关怀版")
    #expect(await until { model.state.offersElderMode })
    model.enableElderMode()
    let elder = DisplayChoice(elder: true, fontScale: nil, theme: .system)
    #expect(await until { fake.last("settings.setDisplay", as: DisplayChoice.self) == elder })
    fake.fails("search.find", .offline)
    model.search()
    #expect(await until { model.state.error == .offline })
    model.search(" ")
    #expect(model.state.error == .offline, "nothing is searched for without words")
  }

  @Test
  func aSuggestionLeadsToWhatItIs() async {
    answerPages()
    let model = SearchModel(fake)
    var opened: [Destination] = []
    let targets: [SuggestionTarget] = [
      .item(id: "1"), .term(family: .module, code: "news"), .term(family: .channel, code: "weibo"),
      .term(family: .sector, code: "auto"), .term(family: .park, code: "yanglin"),
    ]
    for target in targets {
      model.follow(Suggestion(text: "名", highlights: [], target: target)) { opened.append($0) }
    }
    #expect(
      opened == [
        Destination(.item, "1"), Destination(.module, "news", title: "名"),
        Destination(.channel, "weibo", title: "名"),
        Destination(.sector, "auto", title: "名"), Destination(.park, "yanglin", title: "名"),
      ])
    model.follow(Suggestion(text: "杨林镇", highlights: [], target: .term(family: .town, code: "yl"))) {
      opened.append($0)
    }
    #expect(await until { request?.words == "杨林镇" })
    model.follow(Suggestion(text: "停水", highlights: [], target: .search)) { opened.append($0) }
    #expect(await until { request?.words == "停水" })
    model.follow(Suggestion(text: "长辈版", highlights: [], target: .act(action: .openElderMode))) {
      opened.append($0)
    }
    #expect(await until { fake.count("settings.setDisplay") == 1 })
    #expect(opened.count == 5)
  }
}
