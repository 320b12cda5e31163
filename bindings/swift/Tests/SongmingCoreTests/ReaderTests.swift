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
  let world: World
  var publisher: Publisher { world.publisher }

  init() throws {
    world = try World()
  }

  @Test("nothing is sent before the person agrees, nor after consent was taken back")
  func consent() async throws {
    let client = try await world.open()
    #expect(try await client.consent() == Consent(given: false, decided: nil, statement: nil))
    await refused("Rejected", "no-consent") { try await client.sync(budget: nil) }
    await refused("Rejected", "no-consent") { try await client.loadOlder() }
    await refused("Rejected", "no-consent") { try await client.addSource(address: "\(publisher.address)/rss.xml") }
    #expect(try await publisher.requests() == [])
    #expect(client.traffic() == Traffic(requests: 0, sent: 0, received: 0))

    #expect(try await client.acceptConsent(statement: "2026-11").given)
    _ = try await client.sync(budget: nil)
    #expect(try await publisher.requests() != [])

    #expect(try await !client.withdrawConsent(statement: "2026-11").given)
    try await publisher.forgetTraffic()
    await refused("Rejected", "no-consent") { try await client.sync(budget: nil) }
    #expect(try await publisher.requests() == [])
    #expect(try await client.home().latest.count == 10)
  }

  @Test("the newest page is there after one sync, and the next sync asks one question")
  func newest() async throws {
    let client = try await world.ready()
    let all = try await client.list(scope: .all, limit: 200)
    #expect(all.older)
    let ids = all.items.map(\.id)
    #expect(try await client.everything() == ids)
    // Of each story one version stands in a list.
    let newest = try await publisher.newest()
    #expect(newest.filter(ids.contains) == ids)
    var versions = Set(ids)
    for row in all.items {
      if let story = row.story { versions.formUnion(try await client.everything(.story(id: story))) }
    }
    #expect(versions == Set(newest))
    #expect(try await client.catalogue().channels.count == 7)
    let home = try await client.home()
    #expect(home.latest.map(\.id) == Array(ids.prefix(10)))
    #expect(home.sections.count >= 3)
    for section in home.sections {
      #expect(section.items.allSatisfy { $0.module == section.module.code })
    }

    let channel = try #require(
      try await client.catalogue().channels.first { term in home.latest.contains { $0.channel == term.code } })
    let rows = try await client.list(scope: .channel(code: channel.code), before: nil, limit: 50).items
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.channel == channel.code && $0.source == channel.name })

    try await publisher.forgetTraffic()
    let report = try await client.sync(budget: nil)
    #expect(report.outcome == .unchanged)
    #expect(try await publisher.requests().count == 1)
    #expect(report.traffic.requests == 1)
  }

  @Test("a story is one card, with its sources and its timeline")
  func story() async throws {
    let (flash, full, later) = ("sm-20261109-545", "sm-20261110-546", "sm-20261116-547")
    let client = try await world.ready()
    let card = try await client.row(full)
    let ids = try await client.everything()
    #expect(!ids.contains(flash) && !ids.contains(later))
    #expect(card.versions == 3)
    #expect(card.alsoIn == ["嵩明头条号", "嵩明手机报"])
    #expect(try await client.everything(.story(id: #require(card.story))) == [later, full, flash])
    #expect(try await client.article(id: full).versions.map(\.id) == [later, flash])

    let story = try await client.story(id: later)
    #expect(try await client.story(id: flash) == story)
    #expect(story.front == card)
    #expect(story.sources == ["嵩明头条号", "悦读嵩明", "嵩明手机报"])
    #expect(story.timeline.map(\.row.id) == [flash, full, later])
    #expect(story.timeline.map(\.stage) == [.flash, .full, .full])
    #expect(story.timeline.allSatisfy { $0.time == $0.row.published && $0.timeText != "" && $0.reason == "" })

    try await publisher.revise(full, "<p>第一锅汤不咸。</p>", because: "尝错了锅")
    _ = try await client.sync()
    let corrected = try #require(try await client.story(id: later).timeline.last)
    #expect(corrected.stage == .correction)
    #expect(corrected.row.id == full)
    #expect(corrected.reason == "尝错了锅")
    #expect(try await client.article(id: full).correction?.time == corrected.time)
  }

  @Test("an article is typed blocks")
  func article() async throws {
    let id = try await publisher.publish("秋收", harvest, ["module": "news", "channel": "website"])
    let article = try await world.ready().article(id: id)
    #expect(article.row.title == "秋收")
    #expect(article.row.source == "嵩明县人民政府网")
    #expect(article.url == "\(publisher.address)/items/\(id)")
    try #require(article.blocks.count == 5)
    guard case .paragraph(let spans) = article.blocks[0], case .heading(let level, _) = article.blocks[1],
      case .listing(_, let items) = article.blocks[2], case .table(_, let rows) = article.blocks[3],
      case .image(let src, let alt, let caption, _, _, _, _) = article.blocks[4]
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
    let client = try await world.ready()
    #expect(try await client.article(id: kept).correction == nil)

    try await publisher.revise(kept, "<p>蓄水七成。</p>", because: "数据有误")
    #expect(try await client.sync(budget: nil).outcome == .changed(added: 0, revised: 1, withdrawn: 0))
    let corrected = try await client.article(id: kept)
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
    await refused("Rejected", "withdrawn") { try await client.article(id: gone) }
    let ids = try await client.everything()
    #expect(!ids.contains(gone) && ids.contains(kept))
  }

  @Test("reading goes on without a network and after a restart")
  func offline() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    let article = try await client.article(id: ids[3])

    try await publisher.fault("down")
    client.setNetwork(network: .offline)
    await refused("Offline", "no-network") { try await client.sync(budget: nil) }
    #expect(try await client.everything() == ids)
    #expect(try await client.article(id: ids[3]).blocks == article.blocks)
    try await client.shutDown()
    await refused("Rejected", "closed") { try await client.home() }

    let again = try await world.open()
    #expect(try await again.consent().given)
    await refused("Offline", "cut", "unreachable") { try await again.sync(budget: nil) }
    #expect(try await again.everything() == ids)
    #expect(try await again.article(id: ids[3]).blocks == article.blocks)
    #expect(try await again.home().latest[3].id == article.row.id)

    try await publisher.fault("none")
    try await publisher.forgetTraffic()
    #expect(try await again.sync(budget: nil).outcome == .unchanged)
    #expect(try await publisher.requests().count == 1)
  }

  @Test("a feed is added by its address, read and removed")
  func sources() async throws {
    let client = try await world.ready()
    let source = try await client.addSource(address: "\(publisher.address)/rss.xml")
    #expect(try await client.sources().map(\.id) == ["publisher", source.id])
    #expect(try await client.everything(.source(id: source.id)) != [])
    try await client.removeSource(id: source.id)
    #expect(try await client.everything(.source(id: source.id)) == [])
    await refused("Rejected", "unknown-source") { try await client.removeSource(id: source.id) }
  }
}
