import Foundation
import Observation
import SongmingCore
import SongmingKit
import Testing

@MainActor
@Suite
struct NavigationTests {
  private let study = Destination(.study, "系列 甲\n乙")

  @Test
  func theBackStackIsRestoredWithoutWhatAnotherVersionWrote() throws {
    let backStack = BackStack()
    backStack.navigate(to: Destination(.party))
    backStack.navigate(to: study)
    backStack.selectTab(.service)
    let lines =
      backStack.encoded() + ["nowhere\u{1E}home\u{1F}\u{1F}", "me\u{1E}nowhere\u{1F}\u{1F}"]
    let restored = BackStack(encoded: lines)
    #expect(restored.all == backStack.all)
    #expect(restored.tab == .service)
    #expect(BackStack(encoded: []).destinations == [Destination(.home)])
    #expect(BackStack(encoded: ["party"]).tab == .home, "no tab")
    let headless = ["home", "home\u{1E}party\u{1F}\u{1F}"]
    #expect(
      BackStack(encoded: headless).destinations == [Destination(.home)],
      "a stack begins with its tab")
    #expect(Destination(encoded: "nowhere\u{1F}\u{1F}") == nil)
    #expect(Destination(encoded: "home") == nil)
    #expect(
      Destination(encoded: Destination(.module, "news", title: "新闻").encoded())?.title == "新闻")
  }

  @Test
  func goingBackFromATabLeadsToTheHomeTabWhichKeptItsStack() {
    let backStack = BackStack()
    backStack.navigate(to: Destination(.party))
    backStack.navigate(to: study)
    backStack.navigate(to: study)
    #expect(backStack.destinations.count == 3, "not twice")
    backStack.selectTab(.service)
    #expect(backStack.canGoBack)
    backStack.goBack()
    #expect(backStack.current == study)
    // A link to the current tab keeps the stack beneath it.
    backStack.openLink(Destination(.home))
    #expect(backStack.destinations.suffix(2) == [study, Destination(.home)])
    backStack.goBack()
    // Leaving twice has the effect of leaving once, and includes what was opened from it.
    backStack.navigate(to: Destination(.item, "1"))
    for _ in 1...2 { backStack.leave(tab: backStack.tab, depth: 2, study) }
    #expect(backStack.current == Destination(.party))
    backStack.selectTab(.home)
    #expect(backStack.current == Destination(.home))
    #expect(!backStack.canGoBack)
  }

  @Test
  func aDraftThatWasSentIsReplacedByItsSubmissionAlsoWhileAnotherTabIsShown() {
    let (draft, submission) = (Destination(.draft), Destination(.submission, "d1"))
    let backStack = BackStack()
    backStack.setTabs(tabs(isClerk: true))
    backStack.navigate(to: Destination(.station))
    backStack.navigate(to: draft)
    backStack.navigate(to: Destination(.draftHistory, "d1"))
    backStack.selectTab(.home)
    for _ in 1...2 { backStack.replace(tab: .station, depth: 1, draft, with: submission) }
    #expect(backStack.destinations == [Destination(.home)])
    #expect(backStack.stack(of: .station) == [Destination(.station), submission])
    backStack.navigate(to: Destination(.station))
    backStack.navigate(to: Destination(.draft, "d1"))
    backStack.replace(tab: .station, depth: 2, Destination(.draft, "d1"), with: submission)
    #expect(backStack.destinations == [Destination(.station), submission], "not twice")
    backStack.navigate(to: draft)
    backStack.selectTab(.home)
    for _ in 1...2 { backStack.leave(tab: .station, depth: 2, draft) }
    #expect(backStack.stack(of: .station) == [Destination(.station), submission])
    #expect(backStack.destinations == [Destination(.home)])
  }

  @Test
  func aNewDraftBesideANewOneIsAnotherAndEveryOtherScreenIsTheOneThatIsShown() {
    let backStack = BackStack()
    backStack.navigate(to: Destination(.station))
    backStack.navigate(to: Destination(.draft))
    var shown = [backStack.current]
    for _ in 1...2 {
      backStack.navigateBeside(Destination(.draft))
      shown.append(backStack.current)
    }
    #expect(Set(shown).count == 3)
    #expect(shown.allSatisfy { $0.screen == .draft && $0.argument.isEmpty })
    #expect(backStack.destinations.count == 3)
    for other in [Destination(.draft, "d1"), Destination(.submission, "d1"), Destination(.ledger)] {
      for _ in 1...2 { backStack.navigateBeside(other) }
      #expect(backStack.current == other)
      #expect(backStack.destinations.count == 3)
    }
  }

  @Test
  func whatWasOpenedInATabThatIsGoneIsInMe() {
    let backStack = BackStack(tab: .station)
    #expect(backStack.tabs == tabs(isClerk: true))
    backStack.navigate(to: Destination(.ledger))
    backStack.setTabs(tabs(isClerk: false))
    #expect(backStack.tab == .me)
    #expect(
      backStack.destinations == [Destination(.me), Destination(.station), Destination(.ledger)])
    backStack.setTabs(tabs(isClerk: true))
    backStack.openLink(Destination(.submission, "s"))
    #expect(backStack.tab == .station, "a submission opens in 联络站")
  }

  @Test(arguments: [
    ("songming://item/sm-20261103-001", Destination(.item, "sm-20261103-001")),
    ("songming://item/item%2F1", Destination(.item, "item/1")),
    ("songming://topic/party", Destination(.party)),
    ("songming://topic/station", Destination(.station)),
    ("songming://appeal/a%201", Destination(.appeal, "a 1")),
    ("songming://submission/0f-1", Destination(.submission, "0f-1")),
    ("songming://search?words=%E5%81%9C%E6%B0%B4", Destination(.search, "停水")),
    ("songming://search?words=a+b", Destination(.search, "a b")),
    ("songming://search", Destination(.search)),
    ("https://songming.example/items/sm-1", Destination(.item, "sm-1")),
    ("songming://topic/none", nil),
    ("songming://item/", nil),
    ("songming://submission/", nil),
    ("https://songming.example/other/sm-1", nil),
    ("https://songming.example/items/", nil),
    ("https://elsewhere.example/items/sm-1", nil),
    ("http://songming.example/items/sm-1", nil),
    ("songming:item", nil),
    ("mailto:person@example.org", nil),
  ])
  func aLinkOpensAnItemATopicOrASearchAndNothingElse(link: String, destination: Destination?) throws {
    let url = try #require(URL(string: link))
    #expect(DeepLinks.destination(of: url, host: "songming.example") == destination)
  }

  @Test
  func aLongLinkIsCutBetweenTwoCharacters() throws {
    let long = String(repeating: "a", count: 199) + "😀"
    var parts = try #require(URLComponents(string: "songming://search"))
    parts.queryItems = [URLQueryItem(name: "words", value: long)]
    let found = DeepLinks.destination(of: try #require(parts.url), host: "songming.example")
    #expect(found?.argument == String(repeating: "a", count: 199))
  }

  @Test
  func aModelStaysAsLongAsItsDestination() {
    let (store, backStack) = (ModelStore(), BackStack())
    backStack.navigate(to: Destination(.alerts))
    let key = ModelStore.key(tab: .home, depth: 1, Destination(.alerts))
    let model = store.model(for: key) { CountingModel() }
    backStack.selectTab(.me)
    store.retain(ModelStore.keys(of: backStack))
    #expect(store.model(for: key) { CountingModel() } === model)
    #expect(model.closed == 0)
    backStack.selectTab(.home)
    backStack.goBack()
    store.retain(ModelStore.keys(of: backStack))
    #expect(model.closed == 1)
    #expect(store.model(for: key) { CountingModel() } !== model)
  }
}

@Observable
private final class CountingModel: ScreenModel {
  var closed = 0

  func loadWhileShown() async {}

  func close() { closed += 1 }
}
