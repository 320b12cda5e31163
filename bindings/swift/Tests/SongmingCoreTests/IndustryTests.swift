import Foundation
import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct IndustryTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  private func policy(_ id: String, _ text: String, deadline: String = "2099-11-30") async throws {
    let policy: [String: any Sendable] = [
      "issuer": "经开区（样例）", "applies_to": "汽车企业", "deadline": deadline, "contact": "0871-0000-0016",
    ]
    try await publisher.post(
      "publish",
      [
        "id": id, "title": "办法 \(id)", "content_html": "<p>\(text)</p>", "kind": "policy",
        "module": "industry", "sectors": ["auto"], "policy": policy,
      ])
  }

  @Test("the radar finds a new item once, and its deadline becomes a reminder")
  func radar() async throws {
    let client = try await environment.openSynced()
    await expectError("Rejected", "bad-rule") { try await client.radar().save(rule: RadarRule(name: "空")) }
    let rule = RadarRule(
      name: "改造", sectors: ["auto"], kinds: [.policy], words: ["数字化改造"], excluded: ["光伏"], remind: 3)
    let id = try await client.radar().save(rule: rule)
    try await policy("found", "支持數字化改造。")
    try await policy("other", "支持数字化改造，光伏除外。")
    _ = try await client.sync()
    let new = try await client.radar().hits(rule: id, limit: 50).items.filter(\.unseen)
    #expect(new.map(\.row.id) == ["found"])
    #expect(try await client.radar().overview().unseen == 1)
    #expect(try await client.home().radarUnseen == 1)
    let reminder = try #require(
      try await client.reminders().first { $0.kind == .deadline && $0.item == "found" })
    #expect(reminder.title.contains("办法 found") && reminder.until != nil)
    try await client.radar().markSeen()
    #expect(try await client.radar().overview().unseen == 0)
    #expect(try await client.reminders().contains { $0.kind == .radar } == false)

    let file = try await client.radar().export()
    try await client.radar().delete(id: id)
    #expect(try await client.radar().import(file: file) == 1)
    await expectError("Rejected", "bad-rules") { try await client.radar().import(file: "[]") }
    #expect(try await client.radar().overview().rules.first?.rule.words == rule.words)
  }

  @Test("a sector has its policies, their calendar and its stations")
  func sector() async throws {
    let soon = Date().addingTimeInterval(30 * 24 * 3600).ISO8601Format(.iso8601Date(timeZone: .gmt))
    try await policy("soon", "即将截止。", deadline: soon)
    let client = try await environment.openWithAllPages()
    client.setNetwork(network: .offline)
    let industry = try await client.industry().overview()
    #expect(industry.sectors.count == 5 && industry.parks.count == 5)
    let page = try await client.industry().page(scope: .sector(code: "auto"))
    #expect(!page.stations.isEmpty && !page.latest.isEmpty)
    let policies = try await client.industry().policies(request: PolicyRequest(sector: "auto", limit: 200)).items
    #expect(!policies.isEmpty && policies.allSatisfy { $0.sectors.contains { $0.code == "auto" } })
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let year = now..<now + 366 * 24 * 3600 * 1000
    let due = policies.filter { $0.deadline.map { year.contains($0.due) } ?? false }
    let listed = Set(try await client.industry().calendar().flatMap(\.policies).map(\.row.id))
    #expect(listed.contains("soon"))
    #expect(listed.intersection(policies.map(\.row.id)) == Set(due.map(\.row.id)))
    await expectError("Rejected", "not-found") { try await client.industry().page(scope: .sector(code: "none")) }
  }

  @Test("a series is kept offline with its pictures and remembers the reading position")
  func series() async throws {
    let client = try await environment.openWithAllPages()
    var name = ""
    for series in try await client.party().overview().series
    where try await client.party().study(series: series.name).offline.files > 0 {
      name = series.name
    }
    let target = OfflineTarget.series(name: name)
    try await client.storage().keepOffline(target: target, on: true)
    _ = try await client.storage().loadOffline(target: target)
    client.setNetwork(network: .offline)
    let offline = try await client.party().study(series: name).offline
    #expect(offline.kept && offline.files > 0 && offline.held == offline.files && offline.missingBytes == 0)
    let study = try await client.party().study(series: name).study
    #expect(study.goOn == study.chapters.first?.row.id)
    let second = study.chapters[1].row.id
    try await client.items().mark(requests: [MarkRequest(id: second, action: .open)])
    let position = ReadingPosition(block: 2, permille: 100)
    try await client.items().mark(requests: [MarkRequest(id: second, action: .place(place: position))])
    #expect(try await client.party().study(series: name).study.goOn == second)
    try await client.storage().keepOffline(target: target, on: false)
    #expect(try await client.storage().listOffline().isEmpty)
    var activities = try await client.party().activities(request: ActivityRequest(module: "party", limit: 50)).items
    activities += try await client.party().activities(
      request: ActivityRequest(module: "party", past: true, limit: 50)
    ).items
    #expect(activities.count == 4 && activities.allSatisfy { $0.calendar.ends > $0.calendar.starts })
  }

  @Test("a document of a notice becomes a file on the phone")
  func document() async throws {
    let client = try await environment.openWithAllPages()
    var found: String?
    for notice in try await client.government().notices(request: NoticeRequest(limit: 200)).items where found == nil {
      if try await !client.items().get(id: notice.row.id).article.documents.isEmpty { found = notice.row.id }
    }
    let id = try #require(found)
    #expect(try await client.items().get(id: id).article.documents.first?.file == nil)
    try await client.storage().keepOffline(target: .item(id: id), on: true)
    _ = try await client.storage().loadOffline(target: .item(id: id))
    let document = try #require(try await client.items().get(id: id).article.documents.first)
    let file = try #require(document.file)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count == Int(try #require(document.bytes)))
    try await client.storage().keepOffline(target: .item(id: id), on: false)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("home shows the chosen sections and leaves out the muted ones")
  func home() async throws {
    let client = try await environment.openWithAllPages()
    let before = try await client.home()
    let first = try #require(before.latest.first?.id)
    try await client.items().mark(requests: [MarkRequest(id: first, action: .open)])
    #expect(try await client.home().unreadTotal == before.unreadTotal - 1)
    try await client.settings().setSections(choices: [
      HomeChoice(family: .channel, code: "tv", shown: true, muted: true),
      HomeChoice(family: .module, code: "party", shown: true, muted: false),
      HomeChoice(family: .module, code: "news", shown: false, muted: false),
    ])
    let sections = try await client.home().sections
    #expect(sections.prefix(2).map(\.module.code) == ["tv", "party"])
    #expect(sections.first?.unread == 0 && !sections.contains { $0.module.code == "news" })
    #expect(try await client.settings().sections().prefix(3).map(\.code) == ["tv", "party", "news"])
  }
}
