import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MarksTests {
  let environment: TestEnvironment

  init() throws {
    environment = try TestEnvironment()
  }

  /// The client after a restart, without network and publisher.
  private func reopened(_ client: Client) async throws -> Client {
    try await client.shutDown()
    try await environment.publisher.fault("down")
    return try await environment.open(network: .offline)
  }

  @Test("marks survive a restart")
  func restart() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    let (opened, kept, liked, untouched) = (ids[0], ids[1], ids[2], ids[3])
    let position = ReadingPosition(block: 1, permille: 250)
    try await client.items().mark(opened, .open, .place(place: position))
    try await client.items().mark(kept, .favourite(on: true))
    try await client.items().mark(liked, .like(on: true))

    let again = try await reopened(client)
    let rows = Array(try await again.rows().prefix(4))
    #expect(rows.map(\.id) == [opened, kept, liked, untouched])
    #expect(rows.map(\.read) == [true, false, false, false])
    #expect(rows.map(\.favourite) == [false, true, false, false])
    #expect(rows.map(\.liked) == [false, false, true, false])
    #expect(try await again.items().get(id: opened).article.place == position)
    #expect(try await again.items().get(id: untouched).article.place == nil)

    try await again.items().mark(kept, .favourite(on: false))
    try await again.items().mark(liked, .like(on: false))
    try await again.items().mark(opened, .read(on: false))
    #expect(try await again.rows().allSatisfy { !$0.read && !$0.favourite && !$0.liked })
    #expect(try await again.items().get(id: opened).article.place == position)
  }

  @Test("favourites and history list the last one first")
  func order() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    for index in [7, 2, 4, 9] { try await client.items().mark(ids[index], .favourite(on: true)) }
    try await client.items().mark(ids[2], .favourite(on: false))
    for index in [3, 8, 1, 3] { try await client.items().mark(ids[index], .open) }

    let again = try await reopened(client)
    #expect(try await again.allIds(.favourites, page: 2) == [9, 4, 7].map { ids[$0] })
    #expect(try await again.allIds(.history, page: 2) == [3, 1, 8].map { ids[$0] })
    let favourites = try await again.items().list(scope: .favourites, limit: 200)
    #expect(favourites.items.allSatisfy { $0.favourite })
    #expect(!favourites.older)
  }

  @Test("a hidden item is in no list until it is shown again")
  func hidden() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    let row = try await client.row(ids[2])
    let scopes: [Scope] = [
      .all, .module(code: try #require(row.module)), .channel(code: try #require(row.channel)),
      .source(id: "publisher"),
    ]
    func shows(_ client: Client) async throws -> [Bool] {
      var shown: [Bool] = []
      for scope in scopes { shown.append(try await client.allIds(scope).contains(row.id)) }
      return shown + [try await client.home().latest.contains { $0.id == row.id }]
    }
    #expect(try await shows(client) == Array(repeating: true, count: 5))
    try await client.items().mark(row.id, .hide(on: true))

    let again = try await reopened(client)
    #expect(try await shows(again) == Array(repeating: false, count: 5))
    #expect(try await again.allIds(.hidden) == [row.id])
    #expect(try await again.items().get(id: row.id).article.row.title == row.title)
    try await again.items().mark(row.id, .hide(on: false))
    // The mark is stored; on a busy machine the lists follow it.
    while try await !again.allIds(.hidden).isEmpty { await Task.yield() }
    #expect(try await again.allIds() == ids)
  }

  @Test("a card has one state, no matter which version was marked")
  func card() async throws {
    let (flash, front) = ("sm-20261109-545", "sm-20261110-546")
    let client = try await environment.openSynced()
    try await client.items().mark(flash, .open, .favourite(on: true))
    let row = try await client.row(front)
    #expect(row.read && row.favourite)
    try await client.items().mark(front, .favourite(on: false))
    // The mark is stored; on a busy machine the lists follow it.
    while try await client.items().get(id: flash).article.row.favourite { await Task.yield() }
    while try await !client.allIds(.favourites).isEmpty { await Task.yield() }
  }

  @Test("a whole list is marked as read")
  func wholeList() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    try await client.items().mark(ids[0], .open)
    while try await !client.row(ids[0]).read { await Task.yield() }
    #expect(try await Int(client.items().markAllRead(scope: .all)) == ids.count - 1)
    #expect(try await client.items().markAllRead(scope: .all) == 0)
    #expect(try await client.rows().allSatisfy(\.read))
    #expect(try await client.allIds(.history) == [ids[0]])
  }

  @Test("a batch of marks is stored whole or not at all, also for items that are not on the phone")
  func allOrNone() async throws {
    let client = try await environment.openSynced()
    let first = try #require(try await client.allIds().first)
    await expectError("Rejected", "bad-request") {
      try await client.items().mark(requests: [
        MarkRequest(id: first, action: .open), MarkRequest(id: "", action: .open),
      ])
    }
    #expect(try await !client.row(first).read)
    try await client.items().mark("not-here-yet", .favourite(on: true))
    #expect(try await client.allIds(.favourites) == [])
    await expectError("Rejected", "not-found") { try await client.items().get(id: "not-here-yet").article }
  }
}
