import Foundation
import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IndustryTests {
  let world: World
  var publisher: Publisher { world.publisher }

  init() throws {
    world = try World()
  }

  private func policy(_ id: String, _ text: String) async throws {
    let policy: [String: any Sendable] = [
      "issuer": "经开区（样例）", "applies_to": "汽车企业", "deadline": "2099-11-30", "contact": "0871-0000-0016",
    ]
    try await publisher.order(
      "publish",
      [
        "id": id, "title": "办法 \(id)", "content_html": "<p>\(text)</p>", "kind": "policy",
        "module": "industry", "sectors": ["auto"], "policy": policy,
      ])
  }

  @Test("the radar finds what comes once, and its day becomes a plan")
  func radar() async throws {
    let client = try await world.ready()
    await refused("Rejected", "bad-rule") { try await client.saveRadarRule(rule: RadarRule(name: "空")) }
    let rule = RadarRule(
      name: "改造", sectors: ["auto"], kinds: [.policy], words: ["数字化改造"], excluded: ["光伏"], remind: 3)
    let id = try await client.saveRadarRule(rule: rule)
    try await policy("found", "支持數字化改造。")
    try await policy("other", "支持数字化改造，光伏除外。")
    _ = try await client.sync()
    let new = try await client.radarHits(rule: id, limit: 50).items.filter(\.unseen)
    #expect(new.map(\.row.id) == ["found"])
    #expect(try await client.radar().unseen == 1)
    #expect(try await client.home().radarUnseen == 1)
    let plan = try #require(
      try await client.plans().first { $0.kind == .deadline && $0.item == "found" })
    #expect(plan.title.contains("办法 found") && plan.until != nil)
    try await client.lookAtRadar()
    #expect(try await client.radar().unseen == 0)
    #expect(try await client.plans().contains { $0.kind == .radar } == false)

    let file = try await client.exportRadar()
    try await client.deleteRadarRule(id: id)
    #expect(try await client.importRadar(file: file) == 1)
    await refused("Rejected", "bad-rules") { try await client.importRadar(file: "[]") }
    #expect(try await client.radar().rules.first?.rule.words == rule.words)
  }

  @Test("a sector has its policies, their calendar and whom to call")
  func sector() async throws {
    let client = try await world.whole()
    client.setNetwork(network: .offline)
    let industry = try await client.industry()
    #expect(industry.sectors.count == 5 && industry.parks.count == 5)
    let page = try await client.industryPage(scope: .sector(code: "auto"))
    #expect(!page.stations.isEmpty && !page.latest.isEmpty)
    let policies = try await client.policies(request: PolicyRequest(sector: "auto", limit: 200)).items
    #expect(!policies.isEmpty && policies.allSatisfy { $0.sectors.contains { $0.code == "auto" } })
    let deadlines = policies.compactMap(\.deadline?.due)
    let days = try await client.policyCalendar(
      request: PolicyRequest(sector: "auto"), from: #require(deadlines.min()), until: #require(deadlines.max()))
    #expect(days.map(\.policies.count).reduce(0, +) == deadlines.count)
    await refused("Rejected", "not-found") { try await client.industryPage(scope: .sector(code: "none")) }
  }

  @Test("a series is kept with its pictures and remembers the place")
  func series() async throws {
    let client = try await world.whole()
    var name = ""
    for series in try await client.studySeries()
    where try await client.offline(what: .series(name: series.name)).files > 0 {
      name = series.name
    }
    let what = Keepable.series(name: name)
    try await client.keepOffline(what: what, on: true)
    _ = try await client.loadOffline(what: what)
    client.setNetwork(network: .offline)
    let offline = try await client.offline(what: what)
    #expect(offline.kept && offline.files > 0 && offline.held == offline.files && offline.missingBytes == 0)
    let study = try await client.study(series: name)
    #expect(study.goOn == study.chapters.first?.row.id)
    let second = study.chapters[1].row.id
    try await client.mark(requests: [MarkRequest(id: second, action: .open)])
    let place = ReadingPlace(block: 2, permille: 100)
    try await client.mark(requests: [MarkRequest(id: second, action: .place(place: place))])
    #expect(try await client.study(series: name).goOn == second)
    try await client.keepOffline(what: what, on: false)
    #expect(try await client.allOffline().isEmpty)
    var activities = try await client.activities(request: ActivityRequest(module: "party", limit: 50)).items
    activities += try await client.activities(
      request: ActivityRequest(module: "party", past: true, limit: 50)
    ).items
    #expect(activities.count == 4 && activities.allSatisfy { $0.calendar.ends > $0.calendar.starts })
  }

  @Test("a paper of a notice is a file on the phone")
  func paper() async throws {
    let client = try await world.whole()
    var found: String?
    for notice in try await client.notices(request: NoticeRequest(limit: 200)).items where found == nil {
      if try await !client.article(id: notice.row.id).documents.isEmpty { found = notice.row.id }
    }
    let id = try #require(found)
    #expect(try await client.article(id: id).documents.first?.file == nil)
    try await client.keepOffline(what: .item(id: id), on: true)
    _ = try await client.loadOffline(what: .item(id: id))
    let paper = try #require(try await client.article(id: id).documents.first)
    let file = try #require(paper.file)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count == Int(try #require(paper.bytes)))
    try await client.keepOffline(what: .item(id: id), on: false)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("home follows what the person subscribes and mutes")
  func home() async throws {
    let client = try await world.whole()
    let before = try await client.home()
    let first = try #require(before.latest.first?.id)
    try await client.mark(requests: [MarkRequest(id: first, action: .open)])
    #expect(try await client.home().unreadTotal == before.unreadTotal - 1)
    try await client.setArrangement(choices: [
      HomeChoice(family: .channel, code: "tv", shown: true, muted: true),
      HomeChoice(family: .module, code: "party", shown: true, muted: false),
      HomeChoice(family: .module, code: "news", shown: false, muted: false),
    ])
    let sections = try await client.home().sections
    #expect(sections.prefix(2).map(\.module.code) == ["tv", "party"])
    #expect(sections.first?.unread == 0 && !sections.contains { $0.module.code == "news" })
    #expect(try await client.arrangement().prefix(3).map(\.code) == ["tv", "party", "news"])
  }
}
