import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct IndustryTests {
  private let fake = FakeCoreClient()

  @Test
  func industryIsOneCall() async {
    let sector = IndustryTerm(term: Term(code: "auto", name: "汽车"), openPolicies: 2)
    let overview = IndustryOverview(sectors: [sector], parks: [], stations: [])
    await expectLoads("industry.overview", overview) { IndustryModel($0) }
  }

  @Test
  func aSectorIsOneCall() async {
    let page = IndustryPage(
      term: Term(code: "auto", name: "汽车"), latest: [], ending: [], guides: [itemRow("1")],
      stations: [])
    #expect(page.hasNoNews)
    await expectLoads("industry.page", page) { fake in
      IndustryPageModel(fake, .sector(code: "auto"))
    }
    fake.answer("industry.page", page)
    await IndustryPageModel(fake, .park(code: "yanglin")).content.reload()
    #expect(fake.last("industry.page", as: Scope.self) == .park(code: "yanglin"))
  }

  @Test
  func theCalendarIsOneCall() async {
    let day = PolicyDay(day: 1, dayText: "今天", policies: [policyRow("1")])
    await expectLoads("industry.calendar", [day]) { PolicyCalendarModel($0) }
  }

  @Test
  func policiesAreOneCall() async {
    let page = PolicyPage(items: [policyRow("1")], next: nil, sectors: [], sizes: [])
    await expectLoads("industry.policies", answer: page, page.items) { PoliciesModel($0) }
  }

  @Test
  func policiesAreOpenOnesAtFirstAndAreNarrowed() async {
    let terms = [Term(code: "auto", name: "汽车")]
    fake.answer("industry.policies") { arguments in
      let isFirst = (arguments[0] as? PolicyRequest)?.before == nil
      return PolicyPage(
        items: [policyRow(isFirst ? "a" : "b")], next: isFirst ? "k" : nil,
        sectors: isFirst ? terms : [], sizes: isFirst ? [Term(code: "small", name: "小型")] : [])
    }
    let model = PoliciesModel(fake)
    await model.content.reload()
    var request: PolicyRequest? { fake.last("industry.policies", as: PolicyRequest.self) }
    #expect(request == PolicyRequest(openOnly: true, limit: 30))
    model.policies.loadMore()
    #expect(await until { model.content.state.value?.count == 2 })
    #expect(model.sectors == terms, "a later page does not change the choices")
    #expect(model.sizes.map(\.code) == ["small"])
    model.isOpenOnly = false
    #expect(await until { request == PolicyRequest(openOnly: false, limit: 30) })
    #expect(await until { model.content.state.value?.count == 1 })
    model.sector = "auto"
    #expect(await until { request == PolicyRequest(sector: "auto", openOnly: false, limit: 30) })
    model.size = "small"
    let narrowed = PolicyRequest(sector: "auto", size: "small", openOnly: false, limit: 30)
    #expect(await until { request == narrowed })
    let loads = fake.count("industry.policies")
    model.sector = "auto"
    model.size = "small"
    model.isOpenOnly = false
    await model.content.reload()
    #expect(fake.count("industry.policies") == loads + 1, "the same choice loads nothing")
  }
}

@MainActor
@Suite
struct ServiceTests {
  @Test
  func theDirectoryIsOneCall() async {
    let groups = [ServiceGroup(name: "医疗", entries: [])]
    await expectLoads("services.directory", groups) { ServiceModel($0) }
  }

  @Test
  func theDirectoryIsNarrowedToWhatIsOpenNow() async {
    let fake = FakeCoreClient()
    fake.answer("services.directory", [ServiceGroup]())
    let model = ServiceModel(fake)
    await model.content.reload()
    #expect(fake.last("services.directory", as: Bool.self) == false)
    model.isOpenNowOnly = true
    #expect(await until { fake.last("services.directory", as: Bool.self) == true })
    model.isOpenNowOnly = true
    await model.content.reload()
    #expect(fake.count("services.directory") == 3)
  }

  @Test
  func anEntrySaysHowItIsCalledAndWhereItIs() {
    func entry(phone: String?, address: String?) -> ServiceEntry {
      ServiceEntry(
        row: itemRow("1"), category: Term(code: "c", name: "医疗"), phone: phone, phones: [],
        address: address, hours: nil, opening: nil,
        target: .page(url: "https://songming.example/"), distance: nil, distanceText: "")
    }
    #expect(entry(phone: "120", address: "样例路1号").detailText == "120　样例路1号")
    #expect(entry(phone: nil, address: "样例路1号").detailText == "样例路1号")
    #expect(entry(phone: nil, address: nil).detailText == "")
  }
}
