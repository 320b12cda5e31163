import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

private func span(_ text: String, struck: Bool = false, href: String? = nil) -> Span {
  Span(text: text, bold: false, italic: false, code: false, struck: struck, href: href, ruby: nil)
}

@MainActor @Suite struct ItemScreenTests {
  private let fake = FakeCoreClient()

  private func page(
    _ blocks: [Block] = [], place: ReadingPosition? = nil, details: ItemDetails = .plain
  ) -> ItemPage {
    let article = Article(
      row: itemRow("1"), lead: nil, blocks: blocks, capped: false, readingMinutes: 1, url: nil,
      authors: [], tags: [], sectors: [], parks: [], attachments: [], documents: [], correction: nil,
      place: place, versions: [])
    return ItemPage(article: article, details: details, offline: offlineEntry, hidden: false)
  }

  private func item(_ page: ItemPage) async throws -> TopicHost {
    fake.answer("items.get", page).answer("items.mark")
    let topic = TopicHost(fake, Destination(.item, "1"), ItemScreen(model: ItemModel(fake, "1")))
    try await topic.host.waitFor("题 1")
    return topic
  }

  @Test func everyBlockIsRead() async throws {
    let cell = TableCell(header: true, colspan: 1, rowspan: 1, spans: [span("表头")])
    let topic = try await item(
      page([
        .paragraph(spans: [span("第一段"), span("链接", href: "https://songming.example/items/2")]),
        .heading(level: 2, spans: [span("小标题")]),
        .listing(ordered: true, items: [ListItem(level: 0, number: 1, spans: [span("第一项")])]),
        .quote(paragraphs: [Paragraph(spans: [span("引文")])]),
        .code(text: "let a"),
        .table(caption: [span("表名")], rows: [TableRow(cells: [cell])]),
        .image(
          src: "https://a.example/p.jpg", alt: "桥", caption: [span("图注"), span("旧", struck: true)],
          width: nil, height: nil, file: nil, placeholder: nil, href: nil),
        .audio(src: "https://a.example/a.mp3", mimeType: nil, caption: [span("录音")]),
        .rule,
      ]))
    for text in ["第一段链接", "小标题", "第一项", "引文", "let a", "表名", "表头", "桥", "图注", "播放（使用网络）：录音"] {
      #expect(topic.host.shows(text), "\(text)")
    }
    #expect(!topic.host.shows("图注旧"), "struck text of a caption is left out")
    #expect(topic.host.spoken.filter(\.isHeading).map(\.name).contains("小标题"))
    try topic.host.pressLink("链接")
    #expect(topic.current == Destination(.item, "2"))
    topic.backStack.goBack()
    fake.answer("items.loadPictures", PictureReport(fetched: 1, failed: 0, left: 0, bytes: 1))
    try topic.press("加载图片：桥")
    #expect(await until { fake.last("items.loadPictures", 1, as: String.self) == "https://a.example/p.jpg" })
    try topic.expectOperable()
    expectDisplayed(topic.host, by: TopicHost.elderPolicy)
  }

  @Test func theActionsOfAnItemAreDone() async throws {
    fake.answer("listening.add", [String]()).answer("storage.keepOffline").answer(
      "storage.loadOffline", PictureReport(fetched: 0, failed: 0, left: 0, bytes: 0))
    let topic = try await item(page())
    try topic.press("收藏")
    #expect(
      await until {
        fake.last("items.mark", as: [MarkRequest].self) == [MarkRequest(id: "1", action: .favourite(on: true))]
      })
    try topic.press("点赞")
    #expect(
      await until { fake.last("items.mark", as: [MarkRequest].self) == [MarkRequest(id: "1", action: .like(on: true))] }
    )
    try topic.press("听")
    #expect(await until { topic.current == Destination(.listening) })
    topic.backStack.goBack()
    try topic.press("更多")
    try topic.press("事件脉络")
    #expect(topic.current == Destination(.story, "1"))
    topic.backStack.goBack()
    try topic.press("更多")
    try topic.press("离线保存")
    #expect(await until { fake.count("storage.keepOffline") == 1 })
    try topic.press("更多")
    try topic.press("不感兴趣")
    #expect(await until { topic.current == Destination(.home) }, "the person does not want to see it")
  }

  @Test func theReadingPositionIsSavedWhenTheScreenIsLeft() async throws {
    let blocks = ["一", "二"].map { Block.paragraph(spans: [span($0)]) }
    let topic = try await item(page(blocks, place: ReadingPosition(block: 1, permille: 400)))
    topic.host.unmount()
    let saved = [MarkRequest(id: "1", action: .place(place: ReadingPosition(block: 1, permille: 0)))]
    #expect(await until { fake.last("items.mark", as: [MarkRequest].self) == saved })
  }

  @Test func theMaterialsOfAGuideAreTicked() async throws {
    let guide = Guide(
      row: itemRow("1"), conditions: "年满十八岁",
      materials: [Material(text: "身份证", ticked: false), Material(text: "照片", ticked: true)],
      ready: false, steps: ["取号"], timeLimit: nil, place: nil, phone: nil,
      phones: [Telephone(text: "0871-1", number: "08711")], fee: nil, online: nil, topic: nil)
    fake.answer("government.tickMaterial").answer("government.clearTicks")
    let topic = try await item(page(details: .guide(guide: guide)))
    #expect(topic.host.shows("年满十八岁"))
    #expect(try topic.control("照片").isSelected)
    try topic.press("身份证")
    #expect(await until { fake.last("government.tickMaterial", 1, as: String.self) == "身份证" })
    try topic.press("重置勾选")
    #expect(await until { fake.count("government.clearTicks") == 1 })
    try topic.press("拨打 0871-1")
    #expect(await until { topic.apps.dialled == ["08711"] })
    try topic.expectOperable()
  }

  @Test func itHasTheStatesOfEveryScreen() async throws {
    fake.fails("items.get", .withdrawn)
    let topic = TopicHost(fake, Destination(.item, "1"), ItemScreen(model: ItemModel(fake, "1")))
    try await topic.host.waitFor("打不开这一页")
    #expect(topic.host.shows("这条内容已被撤回。"))
    #expect(!topic.host.controls.contains { $0.name == "更多" }, "there is nothing to do with it")
  }
}
