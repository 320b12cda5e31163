import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct GovernmentScreenTests {
  private let fake = FakeCoreClient()

  @Test func everythingLeadsToItsScreen() async throws {
    let overview = GovernmentOverview(
      notices: [noticeRow("n", number: "嵩政发〔2026〕1号")], guides: [itemRow("g")],
      appeals: [
        sampleAppeal(id: "draft"), sampleAppeal(id: "sent", title: "路灯", unseen: true, editable: false),
      ])
    fake.answer("government.overview", overview)
    let topic = TopicHost(
      fake, Destination(.government), GovernmentScreen(model: GovernmentModel(fake)))
    try await topic.host.waitFor("路灯")
    #expect(topic.host.title == "政务")
    try topic.expect("搜索", leadsTo: Destination(.search))
    try topic.expect("还没有标题", leadsTo: Destination(.appealForm, "draft"))
    #expect(try topic.control("路灯").name.contains("有新进展"))
    try topic.expect("路灯", leadsTo: Destination(.appeal, "sent"))
    try topic.expect("提交诉求", leadsTo: Destination(.appealForm))
    try topic.expect("更多：办事指南", leadsTo: Destination(.guides))
    try topic.expect("题 g", leadsTo: Destination(.item, "g"))
    try topic.expect("更多：政务公开", leadsTo: Destination(.notices, "government", title: "政务公开"))
    try topic.expect("题 n, 样例单位　嵩政发〔2026〕1号", leadsTo: Destination(.item, "n"))
    try topic.expectOperable()
  }

  @Test func withoutContentAppealsCanStillBeWritten() async throws {
    let empty = GovernmentOverview(notices: [], guides: [], appeals: [])
    try await expectStates("government.overview", empty, shows: "这里还没有内容", Destination(.government)) {
      GovernmentScreen(model: GovernmentModel($0))
    }
    fake.answer("government.overview", empty)
    let topic = TopicHost(
      fake, Destination(.government), GovernmentScreen(model: GovernmentModel(fake)))
    try await topic.host.waitFor("咨询、投诉和建议都可以在这里提交")
    #expect(!topic.host.shows("办事指南"))
    try topic.expect("提交诉求", leadsTo: Destination(.appealForm))
  }

  @Test func guidesGrowAtTheirEnd() async throws {
    fake.answer("government.guides") { arguments in
      arguments[1] as? String == nil
        ? GuidePage(items: [itemRow("a")], next: "k") : GuidePage(items: [itemRow("b")], next: nil)
    }
    let topic = TopicHost(fake, Destination(.guides), GuidesScreen(model: GuidesModel(fake)))
    try await topic.host.waitFor("题 b")
    try topic.expect("题 a", leadsTo: Destination(.item, "a"))
    try topic.expectOperable()
    try await expectStates(
      "government.guides", GuidePage(items: [], next: nil), shows: "这里还没有内容", Destination(.guides)
    ) { GuidesScreen(model: GuidesModel($0)) }
  }

  @Test func noticesAreNarrowed() async throws {
    fake.answer("government.notices") { arguments in
      let request = arguments[0] as? NoticeRequest
      return NoticePage(
        items: request?.number == "9" ? [] : [noticeRow("n")], next: nil,
        topics: [Term(code: "water", name: "供水")])
    }
    let topic = TopicHost(
      fake, Destination(.notices, "party", title: "党务公开"),
      NoticesScreen(model: NoticesModel(fake, module: "party"), title: "党务公开"))
    try await topic.host.waitFor("题 n")
    #expect(topic.host.title == "党务公开")
    try topic.expectOperable()
    var request: NoticeRequest? { fake.last("government.notices", as: NoticeRequest.self) }
    try topic.press("只看现行有效的")
    #expect(await until { request?.validOnly == true })
    try topic.press("供水")
    #expect(await until { request?.topic == "water" })
    #expect(try topic.control("供水").traits.contains(.isSelected))
    try topic.press("供水")
    #expect(await until { request?.topic == nil })
    try topic.host.type("9", into: "按文号查找")
    try await topic.host.waitFor("没有符合条件的")
    #expect(request == NoticeRequest(module: "party", number: "9", validOnly: true, limit: 30))
  }

  @Test func aNoticeOpensItsItem() async throws {
    let page = NoticePage(items: [noticeRow("n")], next: nil, topics: [])
    try await expectStates("government.notices", page, shows: "题 n", Destination(.notices, "party")) {
      NoticesScreen(model: NoticesModel($0, module: "party"), title: "党务公开")
    }
    fake.answer("government.notices", page)
    let topic = TopicHost(
      fake, Destination(.notices, "party"),
      NoticesScreen(model: NoticesModel(fake, module: "party"), title: "党务公开"))
    try await topic.host.waitFor("题 n")
    #expect(!topic.host.shows("主题分类"), "without topics there is no choice")
    try topic.expect("题 n", leadsTo: Destination(.item, "n"))
  }
}
