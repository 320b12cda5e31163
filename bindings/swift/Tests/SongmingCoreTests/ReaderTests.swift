import Foundation
import SongmingCore
import Testing

private let harvest = """
  <p>今年的<strong>秋粮</strong>，<a href="/items/harvest">收割过半</a>。</p>
  <h2>各镇进度</h2>
  <ol><li>杨林</li><li>小街</li></ol>
  <table><tr><th>镇</th><th>亩</th></tr><tr><td>杨林</td><td>1200</td></tr></table>
  <figure><img src="/media/flower-fields.jpg" alt="花田"><figcaption>花田</figcaption></figure>
  """

@Suite(.timeLimit(.minutes(1)))
struct ReaderTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  @Test("nothing is sent before consent, nor after it was withdrawn")
  func consent() async throws {
    let client = try await environment.open()
    #expect(try await client.privacy().consent() == Consent(given: false, decided: nil, statement: nil))
    await expectError("Rejected", "no-consent") { try await client.sync(budget: nil) }
    await expectError("Rejected", "no-consent") { try await client.items().loadOlder() }
    await expectError("Rejected", "no-consent") {
      try await client.sources().add(address: "\(publisher.address)/rss.xml")
    }
    #expect(try await publisher.requests() == [])
    #expect(client.storage().traffic() == Traffic(requests: 0, sent: 0, received: 0))

    #expect(try await client.privacy().accept(statement: "2026-11").given)
    _ = try await client.sync(budget: nil)
    #expect(try await publisher.requests() != [])

    #expect(try await !client.privacy().withdraw(statement: "2026-11").given)
    try await publisher.resetTraffic()
    await expectError("Rejected", "no-consent") { try await client.sync(budget: nil) }
    #expect(try await publisher.requests() == [])
    #expect(try await client.home().latest.count == 10)
  }

  @Test("one sync brings the newest page, and the next sends one request")
  func newest() async throws {
    let client = try await environment.openSynced()
    let all = try await client.items().list(scope: .all, limit: 200)
    #expect(all.older)
    let ids = all.items.map(\.id)
    #expect(try await client.allIds() == ids)
    // A list shows one version of each story.
    let newest = try await publisher.newestIds()
    #expect(newest.filter(ids.contains) == ids)
    var versions = Set(ids)
    for row in all.items {
      if let story = row.story { versions.formUnion(try await client.allIds(.story(id: story))) }
    }
    #expect(versions == Set(newest))
    #expect(try await client.items().catalogue().channels.count == 7)
    let home = try await client.home()
    #expect(home.latest.map(\.id) == Array(ids.prefix(10)))
    #expect(home.sections.count >= 3)
    for section in home.sections {
      #expect(section.items.allSatisfy { $0.module == section.module.code })
    }

    let channel = try #require(
      try await client.items().catalogue().channels.first { term in home.latest.contains { $0.channel == term.code } })
    let rows = try await client.items().list(scope: .channel(code: channel.code), before: nil, limit: 50).items
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.channel == channel.code && $0.source == channel.name })

    try await publisher.resetTraffic()
    let report = try await client.sync(budget: nil)
    #expect(report.outcome == .unchanged)
    #expect(try await publisher.requests().count == 1)
    #expect(report.traffic.requests == 1)
  }

  @Test("a story is one card, with its sources and its timeline")
  func story() async throws {
    let (flash, full, later) = ("sm-20261109-545", "sm-20261110-546", "sm-20261116-547")
    let client = try await environment.openSynced()
    let card = try await client.row(full)
    let ids = try await client.allIds()
    #expect(!ids.contains(flash) && !ids.contains(later))
    #expect(card.versions == 3)
    #expect(card.alsoIn == ["嵩明头条号", "嵩明手机报"])
    #expect(try await client.allIds(.story(id: #require(card.story))) == [later, full, flash])
    #expect(try await client.items().get(id: full).article.versions.map(\.id) == [later, flash])

    let story = try await client.items().story(id: later)
    #expect(try await client.items().story(id: flash) == story)
    #expect(story.front == card)
    #expect(story.sources == ["嵩明头条号", "悦读嵩明", "嵩明手机报"])
    #expect(story.timeline.map(\.row.id) == [flash, full, later])
    #expect(story.timeline.map(\.stage) == [.flash, .full, .full])
    #expect(story.timeline.allSatisfy { $0.time == $0.row.published && $0.timeText != "" && $0.reason == "" })

    try await publisher.revise(full, "<p>第一锅汤不咸。</p>", because: "尝错了锅")
    _ = try await client.sync()
    let corrected = try #require(try await client.items().story(id: later).timeline.last)
    #expect(corrected.stage == .correction)
    #expect(corrected.row.id == full)
    #expect(corrected.reason == "尝错了锅")
    #expect(try await client.items().get(id: full).article.correction?.time == corrected.time)
  }

  @Test("an article consists of typed blocks")
  func article() async throws {
    let id = try await publisher.publish("秋收", harvest, ["module": "news", "channel": "website"])
    let client = try await environment.openSynced()
    let article = try await client.items().get(id: id).article
    #expect(article.row.title == "秋收")
    #expect(article.row.source == "嵩明县人民政府网")
    #expect(article.url == "\(publisher.address)/items/\(id)")
    try #require(article.blocks.count == 5)
    guard case .paragraph(let spans) = article.blocks[0], case .heading(let level, _) = article.blocks[1],
      case .listing(_, let items) = article.blocks[2], case .table(_, let rows) = article.blocks[3],
      case .image(let src, let alt, let caption, _, _, _, _, _) = article.blocks[4]
    else {
      Issue.record("other blocks: \(article.blocks)")
      return
    }
    #expect(spans.map(\.text) == ["今年的", "秋粮", "，", "收割过半", "。"])
    #expect(spans[1].bold)
    #expect(spans[3].href == "\(publisher.address)/items/harvest")
    #expect(level == 2)
    #expect(items.map(\.number) == [1, 2])
    #expect(rows[1].cells[1].spans.map(\.text) == ["1200"])
    #expect(src == "\(publisher.address)/media/flower-fields.jpg")
    #expect(alt == "花田")
    #expect(caption.map(\.text) == ["花田"])
    #expect(!article.capped)
    #expect(article.readingMinutes > 0)
  }

  @Test("a correction and a withdrawal arrive")
  func corrections() async throws {
    let kept = try await publisher.publish("水库蓄水", "<p>蓄水六成。</p>")
    let gone = try await publisher.publish("停水通知", "<p>全城停水。</p>")
    let client = try await environment.openSynced()
    #expect(try await client.items().get(id: kept).article.correction == nil)

    try await publisher.revise(kept, "<p>蓄水七成。</p>", because: "数据有误")
    #expect(try await client.sync(budget: nil).outcome == .changed(added: 0, revised: 1, withdrawn: 0))
    let corrected = try await client.items().get(id: kept).article
    guard case .paragraph(let spans) = corrected.blocks.first else {
      Issue.record("other blocks: \(corrected.blocks)")
      return
    }
    #expect(spans.map(\.text) == ["蓄水七成。"])
    #expect(corrected.correction?.reason == "数据有误")
    #expect(corrected.correction?.changes == [TextChange(before: "蓄水六成。", after: "蓄水七成。")])
    #expect(corrected.row.corrected)

    try await publisher.withdraw(gone, because: "内容不实")
    #expect(try await client.sync(budget: nil).outcome == .changed(added: 0, revised: 0, withdrawn: 1))
    await expectError("Rejected", "withdrawn") { try await client.items().get(id: gone).article }
    let ids = try await client.allIds()
    #expect(!ids.contains(gone) && ids.contains(kept))
  }

  @Test("items are readable without a network and after a restart")
  func offline() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    let article = try await client.items().get(id: ids[3]).article

    try await publisher.fault("down")
    client.setNetwork(network: .offline)
    await expectError("Offline", "no-network") { try await client.sync(budget: nil) }
    #expect(try await client.allIds() == ids)
    #expect(try await client.items().get(id: ids[3]).article.blocks == article.blocks)
    try await client.shutDown()
    await expectError("Rejected", "closed") { try await client.home() }

    let again = try await environment.open()
    #expect(try await again.privacy().consent().given)
    await expectError("Offline", "cut", "unreachable") { try await again.sync(budget: nil) }
    #expect(try await again.allIds() == ids)
    #expect(try await again.items().get(id: ids[3]).article.blocks == article.blocks)
    #expect(try await again.home().latest[3].id == article.row.id)

    try await publisher.fault("none")
    try await publisher.resetTraffic()
    #expect(try await again.sync(budget: nil).outcome == .unchanged)
    #expect(try await publisher.requests().count == 1)
  }

  @Test("a feed is added by its address, read and removed")
  func sources() async throws {
    let client = try await environment.openSynced()
    let source = try await client.sources().add(address: "\(publisher.address)/rss.xml")
    #expect(try await client.sources().list().map(\.id) == ["publisher", source.id])
    #expect(try await client.allIds(.source(id: source.id)) != [])
    try await client.sources().remove(id: source.id)
    #expect(try await client.allIds(.source(id: source.id)) == [])
    await expectError("Rejected", "unknown-source") { try await client.sources().remove(id: source.id) }
  }
}
