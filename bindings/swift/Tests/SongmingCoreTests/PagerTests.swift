import Foundation
import Testing

@testable import SongmingCore

/// Where a list is after rows came and went; each list is what the phone has at that moment.
@Suite(.timeLimit(.minutes(1)))
struct PagerTests {
  let world: World

  init() throws {
    world = try World(["--synthetic", "1"])
  }

  private struct Screen {
    let phone: FakeClient
    let pager: Pager
    let items: AsyncThrowingStream<[ItemRow], any Error>

    func shows(_ expected: [String], at location: SourceLocation = #_sourceLocation) async throws {
      let rows = try await items.until { _ in true }
      #expect(rows.map(\.id) == expected, sourceLocation: location)
    }

    func phone(has numbers: ClosedRange<Int>..., says: Bool = true) {
      phone.change { $0.stored = rows(numbers) }
      if says { phone.tell(.items) }
    }
  }

  private static func rows(_ numbers: [ClosedRange<Int>]) -> [FakeClient.Item] {
    numbers.flatMap { range in
      range.reversed().map { FakeClient.Item(id: String(format: "%04d", $0), published: Int64($0) * 1000) }
    }
  }

  private func ids(_ numbers: ClosedRange<Int>...) -> [String] {
    Self.rows(numbers).map(\.id)
  }

  private func screen(_ pageSize: Int, reach: Int = 0, _ stored: ClosedRange<Int>...) async throws -> Screen {
    let phone = FakeClient(try await world.open())
    phone.change { $0.stored = Self.rows(stored) }
    let pager = phone.pages(pageSize: pageSize, reach: reach)
    return Screen(phone: phone, pager: pager, items: pager.items)
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

  @Test("what was read down before begins as far down")
  func reach() async throws {
    let some = try await screen(3, reach: 7, 1...8)
    try await some.shows(ids(2...8))
    #expect(try await !some.pager.more())
    try await some.shows(ids(1...8))
    let many = try await screen(20, reach: 450, 1...500)
    try await many.shows(ids(51...500))
    let few = try await screen(3, reach: 9, 5...8)
    try await few.shows(ids(5...8))
  }

  @Test("rows above push nothing out, and the place does not creep")
  func above() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    for newest in 9...12 {
      screen.phone(has: 1...newest)
      try await screen.shows(ids(6...newest))
    }
    try await screen.pager.more()
    try await screen.shows(ids(3...12))
  }

  @Test("a place that is withdrawn is taken by its neighbour")
  func withdrawn() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    screen.phone(has: 7...9, 1...5)
    try await screen.shows(ids(7...9))
    try await screen.pager.more()
    try await screen.shows(ids(7...9, 3...5))
  }

  @Test("when all that was shown is withdrawn, the list begins anew")
  func anew() async throws {
    let screen = try await screen(3, 1...8)
    try await screen.shows(ids(6...8))
    screen.phone(has: 1...5)
    try await screen.shows(ids(3...5))
    screen.phone.change { $0.stored = [] }
    screen.phone.tell(.items)
    try await screen.shows([])
  }

  @Test("an empty phone fills up to a page")
  func filling() async throws {
    let screen = try await screen(3)
    try await screen.shows([])
    screen.phone(has: 7...8)
    try await screen.shows(ids(7...8))
    screen.phone(has: 1...8)
    try await screen.shows(ids(6...8))
  }

  @Test("a place in the middle of rows of the same moment")
  func sameMoment() async throws {
    let screen = try await screen(3)
    try await screen.shows([])
    let moments: [(String, Int64)] = [("e", 9), ("d", 5), ("c", 5), ("b", 5), ("a", 1)]
    screen.phone.change { $0.stored = moments.map(FakeClient.Item.init) }
    screen.phone.tell(.items)
    try await screen.shows(["e", "d", "c"])
    screen.phone.change { $0.stored.insert(FakeClient.Item(id: "f", published: 10), at: 0) }
    screen.phone.tell(.items)
    try await screen.shows(["f", "e", "d", "c", "b"])
    #expect(try await !screen.pager.more())
    try await screen.shows(["f", "e", "d", "c", "b", "a"])
  }

  @Test("a long list is read again in long pages")
  func long() async throws {
    let screen = try await screen(200, 1...1000)
    try await screen.shows(ids(801...1000))
    for _ in 1...3 { try await screen.pager.more() }
    _ = try await screen.items.until { $0.count == 800 }
    screen.phone.change { $0.reads = [] }
    screen.phone(has: 1...1001)
    _ = try await screen.items.until { $0.count == 801 }
    #expect(screen.phone.change { $0.reads.count } <= 8)
  }

  @Test("older pages are fetched until one has rows, but not the whole archive")
  func older() async throws {
    let screen = try await screen(3, 11...12)
    screen.phone.change { $0.beyond = Array(repeating: [], count: 6) + [Self.rows([1...9])] }
    try await screen.shows(ids(11...12))
    #expect(try await screen.pager.more())
    #expect(screen.phone.change { $0.beyond.count } == 3)
    #expect(try await screen.pager.more())
    try await screen.shows(ids(11...12, 9...9))
  }

  @Test("whatever may change rows is read again, and nothing else")
  func relevance() async throws {
    let screen = try await screen(200, 1...1)
    try await screen.shows(ids(1...1))
    let besides: [Change] = [.listening, .search, .settings, .consent, .sync]
    for (at, change) in Change.allCases.filter({ !besides.contains($0) }).enumerated() {
      screen.phone.change { $0.reads = [] }
      for other in besides { screen.phone.tell(other) }
      screen.phone(has: 1...(2 + at), says: false)
      screen.phone.tell(change)
      try await screen.shows(ids(1...(2 + at)))
      #expect(screen.phone.change { $0.reads } == [2 + at], "\(change)")
    }
  }
}
