import SongmingCore
import Testing

extension ListeningQueue {
  fileprivate var ids: [String] { items.map(\.id) }
}

extension Block {
  /// The text of a block that is spoken as a whole; `nil` for other blocks.
  fileprivate var words: String? {
    switch self {
    case .paragraph(let spans), .heading(_, let spans), .image(_, _, let spans, _, _, _, _, _):
      spans.map(\.text).joined()
    default: nil
    }
  }

  fileprivate var silent: Bool {
    switch self {
    case .code, .rule: true
    default: false
    }
  }
}

@Suite(.timeLimit(.minutes(1)))
struct ListeningTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  @Test("every sentence names its block")
  func blocks() async throws {
    let client = try await environment.openSynced()
    for row in try await client.rows() {
      let blocks = try await client.items().get(id: row.id).article.blocks
      let speech = try await client.listening().speech(id: row.id)
      let title = speech.prefix { $0.block == nil }
      let body = speech.dropFirst(title.count)
      #expect(title.map(\.text).joined() == row.title)
      #expect(!body.isEmpty)
      let indices = try body.map { Int(try #require($0.block)) }
      #expect(indices == indices.sorted())
      for (sentence, index) in zip(body, indices) {
        #expect(!sentence.text.isEmpty && !sentence.spoken.isEmpty)
        try #require(blocks.indices.contains(index))
        #expect(!blocks[index].silent)
        if let words = blocks[index].words { #expect(words.contains(sentence.text)) }
      }
    }
  }

  @Test("numbers and units are spelled as they are spoken")
  func aloud() async throws {
    let id = try await publisher.publish("秋收过半", "<p>今年3月，杨林镇收割1200亩。</p><hr><p>增长12.5%。</p>")
    let client = try await environment.openSynced()
    let speech = try await client.listening().speech(id: id)
    try #require(speech.count == 3)
    #expect(speech[0] == Sentence(block: nil, text: "秋收过半", spoken: "秋收过半"))
    #expect(speech[1].block == 0)
    #expect(speech[1].text == "今年3月，杨林镇收割1200亩。")
    #expect(speech[2].block == 2)
    #expect(speech[2].spoken == "增长百分之十二点五。")
  }

  @Test("the queue and the position in it survive a restart without a network")
  func restart() async throws {
    let client = try await environment.openSynced()
    #expect(try await client.listening().queue() == ListeningQueue(items: [], current: nil, sentence: 0))
    var ids: [String] = []
    for id in try await client.allIds() where try await client.listening().speech(id: id).count > 5 { ids.append(id) }
    let (first, second, third) = (ids[0], ids[1], ids[2])
    try await client.listening().set(ids: [third, first, second, first])
    #expect(try await client.listening().queue().ids == [third, first, second])
    #expect(try await client.listening().queue().current == nil)
    try await client.listening().setPosition(id: first, sentence: 4)
    let sentence = try await client.listening().speech(id: first)[4]
    try await client.shutDown()
    try await publisher.fault("down")

    let again = try await environment.open(network: .offline)
    let queue = try await again.listening().queue()
    #expect(queue.ids == [third, first, second])
    #expect(queue.current == first)
    #expect(queue.sentence == 4)
    #expect(try await again.listening().speech(id: first)[Int(queue.sentence)] == sentence)
    #expect(queue.items.allSatisfy { !$0.title.isEmpty && !$0.source.isEmpty })

    try await again.listening().set(ids: [second, first])
    #expect(try await again.listening().queue().current == first)
    #expect(try await again.listening().queue().sentence == 4)
    try await again.listening().set(ids: [second, third])
    #expect(try await again.listening().queue().current == nil)
    #expect(try await again.listening().queue().sentence == 0)
    await expectError("Rejected", "bad-request") {
      try await again.listening().set(ids: (0...500).map { "item-\($0)" })
    }
    await expectError("Rejected", "not-found") {
      try await again.listening().setPosition(id: "no-such-item", sentence: 0)
    }
    #expect(try await again.listening().queue().ids == [second, third])
  }

  @Test("the position is found again in an edited text")
  func edited() async throws {
    let id = try await publisher.publish("水库蓄水", "<p>入秋以来雨水多。水库蓄水六成。下月检修。</p>")
    let client = try await environment.openSynced()
    try await client.listening().set(ids: [id])
    try await client.listening().setPosition(id: id, sentence: 3)
    #expect(try await client.listening().speech(id: id)[3].text == "下月检修。")
    try await publisher.revise(
      id, "<p>入秋以来雨水多。北边尤其多。水库蓄水七成。下月检修。</p>", because: "数据有误")
    _ = try await client.sync()
    #expect(try await client.listening().queue().sentence == 4)
    #expect(try await client.listening().speech(id: id)[4].text == "下月检修。")
  }

  @Test("the queue is observed")
  func following() async throws {
    let gone = try await publisher.publish("停水通知", "<p>全城停水。</p>")
    let client = try await environment.openSynced()
    let other = try #require(try await client.allIds().first { $0 != gone })
    let queue = client.listeningQueue()
    #expect(try await queue.firstMatch { _ in true }.ids == [])
    try await client.listening().set(ids: [gone, other])
    var received = queue.makeAsyncIterator()
    #expect(try await received.next()?.ids == [gone, other])
    func until(_ condition: (ListeningQueue) -> Bool) async throws {
      while let next = try await received.next() {
        if condition(next) { return }
      }
      throw SequenceEnded()
    }
    try await client.listening().setPosition(id: gone, sentence: 1)
    try await until { $0.current == gone && $0.sentence == 1 }
    try await client.items().mark(other, .like(on: true))
    try await until { $0.items.last?.liked == true }
    try await publisher.withdraw(gone, because: "内容不实")
    _ = try await client.sync()
    try await until { $0.ids == [other] && $0.current == nil }
  }
}
