import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct IndustryScreenTests {
  private let fake = FakeCoreClient()
  private let auto = Term(code: "auto", name: "汽车")

  private let station = Station(
    code: "s", name: "杨林站", park: nil, sector: nil, phone: "0871-1",
    phones: [Telephone(text: "0871-1", number: "08711")], address: "样例路1号")

  @Test func everythingLeadsToItsScreen() async throws {
    let overview = IndustryOverview(
      sectors: [IndustryTerm(term: auto, openPolicies: 2)],
      parks: [IndustryTerm(term: Term(code: "yanglin", name: "杨林"), openPolicies: 0)], stations: [station])
    fake.answer("industry.overview", overview)
    let topic = TopicHost(fake, Destination(.industry), IndustryScreen(model: IndustryModel(fake)))
    try await topic.host.waitFor("汽车")
    #expect(topic.host.title == "产业")
    try topic.expect("产业雷达", leadsTo: Destination(.radar))
    try topic.expect("政策日历", leadsTo: Destination(.calendar))
    try topic.expect("全部政策", leadsTo: Destination(.policies))
    try topic.expect("汽车, 2 项可申报", leadsTo: Destination(.sector, "auto", title: "汽车"))
    try topic.expect("杨林, 0 项可申报", leadsTo: Destination(.park, "yanglin", title: "杨林"))
    try topic.press("杨林站")
    #expect(await until { topic.apps.dialled == ["08711"] })
    try topic.expectOperable()
  }

  @Test func withoutACatalogueThereAreNoHeadings() async throws {
    let empty = IndustryOverview(sectors: [], parks: [], stations: [])
    try await expectStates("industry.overview", empty, shows: "全部政策", Destination(.industry)) {
      IndustryScreen(model: IndustryModel($0))
    }
    fake.answer("industry.overview", empty)
    let topic = TopicHost(fake, Destination(.industry), IndustryScreen(model: IndustryModel(fake)))
    try await topic.host.waitFor("全部政策")
    for heading in ["重点产业", "重点园区", "联络站"] { #expect(!topic.host.shows(heading)) }
  }

  @Test func theDeadlinesOfASectorComeFirst() async throws {
    let page = IndustryPage(
      term: auto, latest: [itemRow("l")], ending: [policyRow("e")], guides: [itemRow("g")],
      stations: [station])
    fake.answer("industry.page", page)
    let topic = TopicHost(
      fake, Destination(.sector, "auto", title: "汽车"),
      IndustryPageScreen(model: IndustryPageModel(fake, .sector(code: "auto")), title: "汽车"))
    try await topic.host.waitFor("题 e")
    let headings = topic.host.spoken.filter { $0.isHeading && !$0.isSizedBySystem }.map(\.name)
    #expect(headings == ["即将截止", "最新", "办事", "联络站"])
    for id in ["e", "l", "g"] { try topic.expect("题 \(id)", leadsTo: Destination(.item, id)) }
    try topic.expectOperable()
    let empty = IndustryPage(term: auto, latest: [], ending: [], guides: [], stations: [])
    try await expectStates("industry.page", empty, shows: "这里还没有内容", Destination(.sector, "auto")) {
      IndustryPageScreen(model: IndustryPageModel($0, .sector(code: "auto")), title: "汽车")
    }
  }

  @Test func policiesAreNarrowed() async throws {
    let (sectors, sizes) = ([auto], [Term(code: "small", name: "小型")])
    fake.answer("industry.policies") { arguments in
      let isOpen = (arguments[0] as? PolicyRequest)?.openOnly == true
      return PolicyPage(items: isOpen ? [] : [policyRow("p")], next: nil, sectors: sectors, sizes: sizes)
    }
    let topic = TopicHost(fake, Destination(.policies), PoliciesScreen(model: PoliciesModel(fake)))
    try await topic.host.waitFor("没有符合条件的")
    try topic.expectOperable()
    try topic.press("只看还能申报的")
    try await topic.host.waitFor("题 p")
    try topic.press("汽车")
    try topic.press("小型")
    let request = PolicyRequest(sector: "auto", size: "small", openOnly: false, limit: 30)
    #expect(await until { fake.last("industry.policies", as: PolicyRequest.self) == request })
    try topic.expect("题 p", leadsTo: Destination(.item, "p"))
    let page = PolicyPage(items: [policyRow("p")], next: nil, sectors: [], sizes: [])
    try await expectStates("industry.policies", page, shows: "题 p", Destination(.policies)) {
      PoliciesScreen(model: PoliciesModel($0))
    }
  }

  @Test func theCalendarHasADayForEachDeadline() async throws {
    let days = [
      PolicyDay(day: 1, dayText: "明天", policies: [policyRow("a")]),
      PolicyDay(day: 2, dayText: "后天", policies: [policyRow("a"), policyRow("b")]),
    ]
    fake.answer("industry.calendar", days)
    let topic = TopicHost(
      fake, Destination(.calendar), PolicyCalendarScreen(model: PolicyCalendarModel(fake)))
    try await topic.host.waitFor("后天")
    try topic.expect("题 b", leadsTo: Destination(.item, "b"))
    try topic.expectOperable()
    try await expectStates(
      "industry.calendar", [PolicyDay](), shows: "没有要截止的政策", Destination(.calendar)
    ) { PolicyCalendarScreen(model: PolicyCalendarModel($0)) }
  }
}
