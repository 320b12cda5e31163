import SongmingCore
import Testing

private let word = "园区"

@Suite(.timeLimit(.minutes(1)))
struct SearchTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  /// A client with the newest page, all of it indexed.
  private func openIndexed() async throws -> Client {
    let client = try await environment.openSynced()
    try await client.search().warmUp()
    return client
  }

  @Test("a word of two characters is found, in titles first")
  func twoCharacters() async throws {
    let client = try await openIndexed()
    let page = try await client.find(word)
    #expect(page.complete)
    let titled = try await client.rows().filter { $0.title.contains(word) }.map(\.id)
    #expect(!titled.isEmpty && titled.count < page.items.count)
    #expect(Array(page.ids.prefix(titled.count)) == titled)
    for found in page.items {
      let slices = found.titleSlices + found.snippetSlices
      #expect(!slices.isEmpty)
      #expect(slices.allSatisfy { $0 == word }, "\(found)")
    }
    #expect(try await client.find("\"* NEAR(").items == [])
    #expect(try await client.find("").items == [])
  }

  @Test("highlights count in UTF-16")
  func highlights() async throws {
    let html = "<p>\(String(repeating: "😀字", count: 40))，AI 产业园 二期，𠮷野家，ai產業園。</p>"
    let id = try await publisher.publish("😀ＡＩ產業園开工，𠮷野家也来", html)
    let client = try await openIndexed()
    let parks = try await client.find("AI产业园")
    #expect(parks.ids == [id])
    #expect(parks.items.map(\.titleSlices) == [["ＡＩ產業園"]])
    #expect(parks.items.map(\.snippetSlices) == [["AI 产业园", "ai產業園"]])
    #expect(parks.items.allSatisfy { $0.snippet.hasPrefix("…") })
    let both = try await client.find("𠮷野 开工")
    #expect(both.items.map(\.titleSlices) == [["开工", "𠮷野"]])
    #expect(both.items.map(\.snippetSlices) == [["𠮷野"]])
    #expect(Range(TextRange(start: 1, end: 9), in: "短") == nil)
  }

  @Test("pages show everything once")
  func pages() async throws {
    let client = try await openIndexed()
    for order in SearchOrder.allCases {
      let whole = try await client.find(word, order: order)
      #expect(whole.items.count > 6)
      #expect(whole.next == nil)
      var ids: [String] = []
      var key: String?
      repeat {
        let page = try await client.find(word, order: order, after: key, limit: 3)
        #expect((1...3).contains(page.items.count))
        ids += page.ids
        key = page.next
      } while key != nil
      #expect(ids == whole.ids)
      #expect(Set(ids).count == ids.count)
    }
    let times = try await client.find(word, order: .newest).items.map(\.row.published)
    #expect(times == times.sorted(by: >))
  }

  @Test("a filter leaves out all other items")
  func filter() async throws {
    let client = try await openIndexed()
    let whole = try await client.find(word).items.map(\.row)
    try #require(whole.count > 2)
    let channel = try #require(whole[0].channel)
    let rows = try await client.find(word, SearchFilter(channel: channel)).items.map(\.row)
    #expect(rows.count < whole.count)
    #expect(rows.map(\.id) == whole.filter { $0.channel == channel }.map(\.id))
    #expect(try await client.find(word, SearchFilter(channel: "no-such")).items == [])

    let (read, kept) = (whole[0].id, whole[1].id)
    try await client.items().mark(read, .open)
    try await client.items().mark(kept, .favourite(on: true))
    #expect(try await client.find(word, SearchFilter(unread: true)).ids == whole.map(\.id).filter { $0 != read })
    #expect(try await client.find(word, SearchFilter(favourite: true)).ids == [kept])
  }

  @Test("a later search ends earlier ones")
  func superseded() async throws {
    let client = try await openIndexed()
    let words = [word, "秋收", "公交", "水"]
    var alone: [[String]] = []
    for word in words { alone.append(try await client.find(word).ids) }
    for _ in 1...10 {
      // Which of these is the last is not determined.
      let answers = try await withThrowingTaskGroup(of: (Int, [String]?).self) { group in
        for turn in 0..<40 {
          let index = turn % words.count
          group.addTask { (index, try await client.findUnlessSuperseded(words[index])) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.contains { $0.1 != nil })
      for case (let index, let ids?) in answers { #expect(ids == alone[index]) }
      #expect(try await client.find(word).ids == alone[0])
    }
  }

  @Test("the name of 长辈版 offers the action that opens it")
  func elderMode() async throws {
    let client = try await openIndexed()
    #expect(try await client.find("长辈版").action == .openElderMode)
    #expect(try await client.find(word).action == nil)
    let offered = try await client.search().suggest(words: "长辈", limit: 5).first
    #expect(offered?.text == "打开长辈版")
    #expect(offered?.target == .act(action: .openElderMode))
  }

  @Test("recent searches, names and titles are suggested")
  func suggestions() async throws {
    let title = "😀石磨豆腐出锅"
    let id = try await publisher.publish(title, "<p>正文。</p>")
    let client = try await openIndexed()
    #expect(try await client.search().suggest(words: "", limit: 10) == [])
    for words in ["豆腐 热", " 豆腐  ", "水库", "豆腐"] { try await client.search().remember(words: words) }
    #expect(try await client.search().recent() == ["豆腐", "水库", "豆腐 热"])
    #expect(try await client.search().suggest(words: "", limit: 10).map(\.text) == ["豆腐", "水库", "豆腐 热"])

    let offered = try await client.search().suggest(words: "豆腐", limit: 10)
    #expect(offered.map(\.text) == ["豆腐", "豆腐 热", title])
    #expect(offered.map(\.target) == [.search, .search, .item(id: id)])
    for one in offered { #expect(one.text.slices(one.highlights) == ["豆腐"]) }
    #expect(try await client.search().suggest(words: "豆腐", limit: 1) == Array(offered.prefix(1)))
    let channel = try #require(try await client.items().catalogue().channels.first)
    let named = try await client.search().suggest(words: channel.name, limit: 10).first { $0.text == channel.name }
    #expect(named?.target == .term(family: .channel, code: channel.code))

    try await client.search().clearHistory(words: "水库")
    #expect(try await client.search().recent() == ["豆腐", "豆腐 热"])
    try await client.search().clearHistory()
    #expect(try await client.search().recent() == [])
    #expect(try await client.search().suggest(words: "", limit: 10) == [])
  }

  @Test("search works without a network and after a restart")
  func offline() async throws {
    let client = try await openIndexed()
    let ids = try await client.find(word).ids
    try await client.search().remember(words: word)
    try await client.shutDown()
    try await publisher.fault("down")

    let again = try await environment.open(network: .offline)
    let page = try await again.find(word)
    #expect(page.ids == ids)
    #expect(page.complete)
    #expect(try await again.search().recent() == [word])
    #expect(try await again.storage().usage().searchBytes > 0)
  }

  @Test("a change announces that more can be found")
  func changes() async throws {
    let client = try await environment.openWithConsent()
    let listener = Listener()
    let subscription = client.subscribe(listener: listener)
    _ = try await client.sync()
    try await client.search().warmUp()
    _ = try await listener.received.firstMatch { $0 == .search }
    #expect(try await client.find(word).complete)

    // This time without a call of `warmUp`: the background indexer does it.
    let id = try await publisher.publish("园区新消息", "<p>正文。</p>")
    _ = try await client.sync()
    while try await !client.find(word).complete {
      _ = try await listener.received.firstMatch { $0 == .search }
    }
    #expect(try await client.find(word).ids.contains(id))
    subscription.cancel()
  }

  @Test("limits and keys that are out of range are refused")
  func refusals() async throws {
    let client = try await openIndexed()
    for limit: UInt32 in [0, 101] {
      await expectError("Rejected", "bad-request") { try await client.find(word, limit: limit) }
      await expectError("Rejected", "bad-request") { try await client.search().suggest(words: word, limit: limit) }
    }
    await expectError("Rejected", "bad-request") { try await client.find(word, after: "no key") }
  }
}

extension Client {
  fileprivate func find(
    _ words: String, _ filter: SearchFilter = SearchFilter(), order: SearchOrder = .titleFirst, after: String? = nil,
    limit: UInt32 = 100
  ) async throws -> SearchPage {
    try await search().find(
      request: SearchRequest(words: words, filter: filter, order: order, after: after, limit: limit))
  }

  /// The hits; `nil` if a later search superseded this one.
  fileprivate func findUnlessSuperseded(_ words: String) async throws -> [String]? {
    do {
      return try await find(words).ids
    } catch ClientError.Rejected(_, "superseded") {
      return nil
    }
  }
}

extension SearchPage {
  fileprivate var ids: [String] { items.map(\.row.id) }
}

extension SearchHit {
  fileprivate var titleSlices: [String] { row.title.slices(titleHighlights) }
  fileprivate var snippetSlices: [String] { snippet.slices(snippetHighlights) }
}

extension String {
  fileprivate func slices(_ ranges: [TextRange]) -> [String] {
    ranges.map { range in
      let start = utf16.index(utf16.startIndex, offsetBy: Int(range.start))
      let end = utf16.index(utf16.startIndex, offsetBy: Int(range.end))
      #expect(Range(range, in: self) == start..<end)
      return String(self[start..<end])
    }
  }
}
