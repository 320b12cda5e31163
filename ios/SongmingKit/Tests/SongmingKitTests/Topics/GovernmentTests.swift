import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct GovernmentTests {
  private let fake = FakeCoreClient()

  @Test
  func governmentIsOneCall() async {
    let overview = GovernmentOverview(notices: [], guides: [itemRow("1")], appeals: [])
    await expectLoads("government.overview", overview) { GovernmentModel($0) }
  }

  @Test
  func guidesAreOneCall() async {
    let page = GuidePage(items: [itemRow("1")], next: nil)
    await expectLoads("government.guides", answer: page, page.items) { GuidesModel($0) }
  }

  @Test
  func guidesGrowByPagesAndARestoredListIsAsLongAsItWas() async {
    fake.answer("government.guides") { arguments in
      switch arguments[1] as? String {
      case nil: GuidePage(items: [itemRow("a")], next: "k1")
      case "k1": GuidePage(items: [itemRow("b")], next: "k2")
      default: GuidePage(items: [itemRow("c")], next: nil)
      }
    }
    let model = GuidesModel(fake, initialRows: 2)
    await model.content.reload()
    #expect(model.content.state.value?.map(\.id) == ["a", "b"])
    model.guides.loadMore()
    #expect(await until { model.content.state.value?.map(\.id) == ["a", "b", "c"] })
    #expect(fake.last("government.guides", 2, as: UInt32.self) == pageSize)
  }

  @Test
  func noticesAreOneCall() async {
    let page = NoticePage(items: [noticeRow("1")], next: nil, topics: [])
    await expectLoads("government.notices", answer: page, page.items) {
      NoticesModel($0, module: "party")
    }
  }

  @Test
  func noticesOfAModuleAreNarrowedToValidOnesANumberAndATopic() async {
    fake.answer("government.notices", NoticePage(items: [], next: nil, topics: []))
    let model = NoticesModel(fake, module: "party")
    await model.content.reload()
    func expectRequest(_ request: NoticeRequest, _ narrow: () -> Void) async {
      let before = fake.count("government.notices")
      narrow()
      #expect(await until { fake.count("government.notices") == before + 1 })
      #expect(fake.last("government.notices", as: NoticeRequest.self) == request)
    }
    await expectRequest(NoticeRequest(module: "party", validOnly: true, limit: 30)) {
      model.isValidOnly = true
    }
    await expectRequest(NoticeRequest(module: "party", number: "2026", validOnly: true, limit: 30)) {
      model.number = "2026"
    }
    await expectRequest(
      NoticeRequest(module: "party", topic: "water", number: "2026", validOnly: true, limit: 30)
    ) { model.topic = "water" }
    await expectRequest(NoticeRequest(module: "party", topic: "water", validOnly: true, limit: 30)) {
      model.number = ""
    }
    let loads = fake.count("government.notices")
    model.number = ""
    model.topic = "water"
    model.isValidOnly = true
    await model.content.reload()
    #expect(fake.count("government.notices") == loads + 1, "the same choice loads nothing")
  }

  @Test
  func aNarrowedListStartsAtTheTopAndItsChoicesStay() async {
    fake.answer("government.notices") { arguments in
      let request = arguments[0] as? NoticeRequest
      let isFirst = request?.before == nil
      let rows = [0, 1].map { noticeRow("\(request?.topic ?? "") \(isFirst) \($0)") }
      return NoticePage(
        items: rows, next: isFirst ? "k" : nil,
        topics: isFirst ? [Term(code: "water", name: "供水")] : [])
    }
    let model = NoticesModel(fake, module: "government")
    await model.content.reload()
    model.notices.loadMore()
    #expect(await until { model.content.state.value?.count == 4 })
    #expect(model.topics.map(\.code) == ["water"])
    model.topic = "water"
    #expect(await until { model.content.state.value?.count == 2 })
    #expect(model.content.state.value?.first?.row.id == "water true 0")
    #expect(model.topics.map(\.code) == ["water"])
  }

  @Test
  func aNoticeSaysItsIssuerAndItsNumberIfItHasOne() {
    #expect(noticeRow("1").detailText == "样例单位")
    #expect(noticeRow("1", number: "嵩政发〔2026〕1号").detailText == "样例单位　嵩政发〔2026〕1号")
  }
}
