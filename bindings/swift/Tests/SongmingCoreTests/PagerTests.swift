import Foundation
import Testing

@testable import SongmingCore

/// What a pager shows after rows came and went. The numbers are ids; higher ones are newer.
@Suite(.timeLimit(.minutes(1)))
struct PagerTests {
  let environment: TestEnvironment

  init() throws {
    environment = try TestEnvironment(["--synthetic", "1"])
  }

  private struct Screen {
    let client: FakeClient
    let pager: Pager
    let items: AsyncThrowingStream<[ItemRow], any Error>
    var phone: FakeItems { client.phone }

    func shows(_ expected: [String], at location: SourceLocation = #_sourceLocation) async throws {
      let rows = try await items.firstMatch { _ in true }
      #expect(rows.map(\.id) == expected, sourceLocation: location)
    }

    func store(_ numbers: ClosedRange<Int>..., announcing change: Change = .items) {
      phone.change { $0.stored = rows(numbers) }
      client.announce(change)
    }
  }

  private static func rows(_ numbers: [ClosedRange<Int>]) -> [FakeItems.Item] {
    numbers.flatMap { range in
      range.reversed().map { FakeItems.Item(id: String(format: "%04d", $0), published: Int64($0) * 1000) }
    }
  }

  private func ids(_ numbers: ClosedRange<Int>...) -> [String] {
    Self.rows(numbers).map(\.id)
  }

  private func screen(
    _ pageSize: Int, initialRows: Int = 0, _ stored: ClosedRange<Int>...
  ) async throws -> Screen {
    let client = FakeClient(try await environment.open())
    client.phone.change { $0.stored = Self.rows(stored) }
    let pager = client.pages(pageSize: pageSize, initialRows: initialRows)
    return Screen(client: client, pager: pager, items: pager.items)
  }

  @Test("a page at a time")
  func pages() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    #expect(try await screen.pager.more())
    try await screen.shows(ids(3...8))
    #expect(try await !screen.pager.more())
    try await screen.shows(ids(1...8))
    #expect(try await !screen.pager.more())
  }

  @Test("a list begins with the initial rows that the phone has")
  func initialRows() async throws {
    let some = try await screen(3, initialRows: 7, 1...8)
    try await some.shows(ids(2...8))
    #expect(try await !some.pager.more())
    try await some.shows(ids(1...8))
    let many = try await screen(20, initialRows: 450, 1...500)
    try await many.shows(ids(51...500))
    let few = try await screen(3, initialRows: 9, 5...8)
    try await few.shows(ids(5...8))
  }

  @Test("rows above remove nothing below, and the position does not move")
  func above() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    for newest in 9...12 {
      screen.store(1...newest)
      try await screen.shows(ids(6...newest))
    }
    try await screen.pager.more()
    try await screen.shows(ids(3...12))
  }

  @Test("a withdrawn last row leaves the position to the row above it")
  func withdrawn() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    screen.store(7...9, 1...5)
    try await screen.shows(ids(7...9))
    try await screen.pager.more()
    try await screen.shows(ids(7...9, 3...5))
  }

  @Test("a change shows while more waits for the publisher, and older rows do not replace it")
  func waiting() async throws {
    let screen = try await screen(3, 4...8)
    screen.phone.change { $0.olderPages = [Self.rows([1...3])] }
    try await screen.shows(ids(6...8))
    try await screen.pager.more()
    try await screen.shows(ids(4...8))
    let (answered, answer) = AsyncStream.makeStream(of: Void.self)
    let (began, begin) = AsyncStream.makeStream(of: Void.self)
    screen.phone.change {
      $0.beforeReturn = {
        begin.yield()
        for await _ in answered { break }
      }
    }
    async let more = screen.pager.more()
    for await _ in began { break }
    screen.store(7...9, 1...5)
    try await screen.shows(ids(7...9, 4...5))
    answer.yield()
    #expect(try await !more)
    try await screen.shows(ids(7...9, 1...5))
  }

  @Test("when all shown rows are withdrawn, the list starts over")
  func anew() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    screen.store(1...5)
    try await screen.shows(ids(3...5))
    screen.phone.change { $0.stored = [] }
    screen.client.announce(.items)
    try await screen.shows([])
  }

  @Test("an empty list fills up to a page")
  func filling() async throws {
    let screen = try await screen(3)
    try await screen.shows([])
    screen.store(7...8)
    try await screen.shows(ids(7...8))
    screen.store(1...8)
    try await screen.shows(ids(6...8))
  }

  @Test("a position among rows of the same moment")
  func sameMoment() async throws {
    let screen = try await screen(3)
    try await screen.shows([])
    let moments: [(String, Int64)] = [("e", 9), ("d", 5), ("c", 5), ("b", 5), ("a", 1)]
    screen.phone.change { $0.stored = moments.map(FakeItems.Item.init) }
    screen.client.announce(.items)
    try await screen.shows(["e", "d", "c"])
    screen.phone.change { $0.stored.insert(FakeItems.Item(id: "f", published: 10), at: 0) }
    screen.client.announce(.items)
    try await screen.shows(["f", "e", "d", "c"])
    #expect(try await !screen.pager.more())
    try await screen.shows(["f", "e", "d", "c", "b", "a"])
  }

  @Test("a long list is read again in one call")
  func long() async throws {
    let screen = try await screen(200, 1...1000)
    try await screen.shows(ids(801...1000))
    for _ in 1...3 { try await screen.pager.more() }
    _ = try await screen.items.firstMatch { $0.count == 800 }
    screen.phone.change { $0.loads = [] }
    screen.store(1...1001)
    _ = try await screen.items.firstMatch { $0.count == 801 }
    #expect(screen.phone.change { $0.loads } == [801])
  }

  @Test("older pages are fetched until one has rows, but not the whole archive")
  func older() async throws {
    let screen = try await screen(3, 11...12)
    screen.phone.change { $0.olderPages = Array(repeating: [], count: 6) + [Self.rows([1...9])] }
    try await screen.shows(ids(11...12))
    #expect(try await screen.pager.more())
    #expect(screen.phone.change { $0.olderPages.count } == 3)
    #expect(try await screen.pager.more())
    try await screen.shows(ids(11...12, 7...9))
  }

  @Test("the list is read again only after changes that affect rows")
  func relevance() async throws {
    let screen = try await screen(200, 1...1)
    try await screen.shows(ids(1...1))
    let others: [Change] = [.listening, .search, .settings, .account, .submissions, .consent, .sync]
    for (at, change) in Change.allCases.filter({ !others.contains($0) }).enumerated() {
      screen.phone.change { $0.loads = [] }
      for other in others { screen.client.announce(other) }
      screen.store(1...(2 + at), announcing: change)
      try await screen.shows(ids(1...(2 + at)))
      #expect(screen.phone.change { $0.loads } == [2 + at], "\(change)")
    }
  }
}
