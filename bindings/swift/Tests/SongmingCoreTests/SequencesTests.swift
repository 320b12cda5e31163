import Foundation
import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SequencesTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment(["--synthetic", "130", "--page-size", "30"])
  }

  @Test("changes arrive as a sequence")
  func changes() async throws {
    let client = try await environment.openSynced()
    var received = client.changes().makeAsyncIterator()
    #expect(await received.next() == .all)
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    _ = try await client.sync(budget: nil)
    var kinds: Set<Change> = []
    while !kinds.isSuperset(of: [.items, .sync]) {
      kinds.insert(try #require(await received.next()))
    }
    _ = try await client.privacy().withdraw(statement: "2026-11")
    while await received.next() != .consent {}
  }

  @Test("a cancelled task gets no more changes")
  func cancelled() async throws {
    let client = try await environment.open()
    let (began, begin) = AsyncStream.makeStream(of: Void.self)
    let listening = Task {
      var count = 0
      for await _ in client.changes() {
        count += 1
        begin.yield()
      }
      return count
    }
    _ = try await began.firstMatch { true }
    listening.cancel()
    #expect(await listening.value == 1)
  }

  @Test("a slow loop gets each kind of change once and loses none")
  func conflation() async throws {
    let fake = FakeClient(try await environment.open())
    var received = fake.changes().makeAsyncIterator()
    #expect(await received.next() == .all)
    for change in [Change.items, .sync, .items, .catalogue, .sync] { fake.announce(change) }
    #expect(await received.next() == .items)
    #expect(await received.next() == .sync)
    #expect(await received.next() == .catalogue)
    for change in [Change.items, .all, .sync] { fake.announce(change) }
    #expect(await received.next() == .all)
  }

  @Test("the subscription ends with the loop")
  func leaving() async throws {
    let fake = FakeClient(try await environment.open())
    for await _ in fake.changes() { break }
    #expect(fake.cancelled)
  }

  @Test("the pager reaches the end of the list")
  func end() async throws {
    let client = try await environment.openSynced()
    let pager = client.pages(pageSize: 20)
    #expect(try await pager.items.firstMatch { _ in true }.count == 20)
    var calls = 0
    while try await pager.more() { calls += 1 }
    let rows = try await pager.items.firstMatch { $0.count == 130 }
    #expect(try await client.allIds() == rows.map(\.id))
    #expect((4...8).contains(calls))
    #expect(try await !pager.more())
  }

  @Test("rows that come in above do not move the position")
  func position() async throws {
    let client = try await environment.openSynced()
    let pager = client.pages(pageSize: 20)
    let items = pager.items
    let first = try await items.firstMatch { _ in true }
    let new = try await publisher.publish("新消息", "<p>正文。</p>")
    _ = try await client.sync(budget: nil)
    let rows = try await items.firstMatch { $0.first?.id == new }
    #expect(rows.map(\.id) == [new] + first.map(\.id))
  }

  @Test("the pager fails while the publisher is down, and succeeds later")
  func trouble() async throws {
    let client = try await environment.openSynced()
    let pager = client.pages(pageSize: 30)
    #expect(try await pager.more())
    try await publisher.fault("down")
    await expectError("Offline", "cut", "unreachable") { try await pager.more() }
    try await publisher.fault("none")
    #expect(try await pager.more())
    #expect(try await pager.items.firstMatch { $0.count > 30 }.count == 60)
  }

  @Test("a list in the order of marks keeps its position")
  func marks() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    func favour(_ index: Int, _ on: Bool = true) async throws {
      try await client.items().mark(ids[index], .favourite(on: on))
    }
    for index in [5, 20, 1, 9, 3] { try await favour(index) }
    let pager = client.pages(.favourites, pageSize: 2)
    let items = pager.items
    func shows(_ indices: Int...) async throws {
      _ = try await items.firstMatch { rows in rows.map(\.id) == indices.map { ids[$0] } }
    }
    try await shows(3, 9)
    #expect(try await pager.more())
    try await shows(3, 9, 1, 20)
    try await favour(25)
    try await shows(25, 3, 9, 1, 20)
    try await favour(20, false)
    try await shows(25, 3, 9, 1)
    for index in 11...16 { try await favour(index) }
    try await shows(16, 15, 14, 13, 12, 11, 25, 3, 9, 1)
    #expect(try await !pager.more())
    try await shows(16, 15, 14, 13, 12, 11, 25, 3, 9, 1, 5)
  }

  @Test("a list in the order of marks keeps its position when rows move up")
  func moves() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    func opens(_ indices: Int...) async throws {
      for index in indices { try await client.items().mark(ids[index], .open) }
    }
    let pager = client.pages(.history, pageSize: 2)
    func shows(_ indices: Int...) async throws {
      _ = try await pager.items.firstMatch { rows in rows.map(\.id) == indices.map { ids[$0] } }
    }
    try await opens(0, 1, 2, 3, 4)
    try await shows(4, 3)
    #expect(try await pager.more())
    try await shows(4, 3, 2, 1)
    try await opens(10, 11, 12, 13, 14, 1)
    try await shows(1, 14, 13, 12, 11, 10, 4, 3, 2)
    try await opens(20, 21, 22, 23, 24, 25)
    try await shows(25, 24, 23, 22, 21, 20, 1, 14, 13, 12, 11, 10, 4, 3, 2)
    #expect(try await !pager.more())
    try await shows(25, 24, 23, 22, 21, 20, 1, 14, 13, 12, 11, 10, 4, 3, 2, 0)
  }

  @Test("a marked row is shown with its marks")
  func rows() async throws {
    let client = try await environment.openSynced()
    let items = client.pages().items
    let ids = try await items.firstMatch { _ in true }.map(\.id)
    try await client.items().mark(ids[0], .open)
    #expect(try await items.firstMatch { $0[0].read }[0].id == ids[0])
    try await client.items().mark(ids[1], .hide(on: true))
    _ = try await items.firstMatch { rows in !rows.contains { $0.id == ids[1] } }
  }
}
