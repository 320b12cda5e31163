import SongmingCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MarksTests {
  let world: World

  init() throws {
    world = try World()
  }

  /// What the phone has, after the process ended and with nothing to ask.
  private func reopened(_ client: Client) async throws -> Client {
    try await client.shutDown()
    try await world.publisher.fault("down")
    return try await world.open(network: .offline)
  }

  @Test("what a person did with an item is there after a restart")
  func restart() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    let (opened, kept, liked, untouched) = (ids[0], ids[1], ids[2], ids[3])
    let place = ReadingPlace(block: 1, permille: 250)
    try await client.mark(opened, .open, .place(place: place))
    try await client.mark(kept, .favourite(on: true))
    try await client.mark(liked, .like(on: true))

    let again = try await reopened(client)
    let rows = Array(try await again.rows().prefix(4))
    #expect(rows.map(\.id) == [opened, kept, liked, untouched])
    #expect(rows.map(\.read) == [true, false, false, false])
    #expect(rows.map(\.favourite) == [false, true, false, false])
    #expect(rows.map(\.liked) == [false, false, true, false])
    #expect(try await again.article(id: opened).place == place)
    #expect(try await again.article(id: untouched).place == nil)

    try await again.mark(kept, .favourite(on: false))
    try await again.mark(liked, .like(on: false))
    try await again.mark(opened, .read(on: false))
    #expect(try await again.rows().allSatisfy { !$0.read && !$0.favourite && !$0.liked })
    #expect(try await again.article(id: opened).place == place)
  }

  @Test("favourites and history begin with the last one")
  func order() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    for place in [7, 2, 4, 9] { try await client.mark(ids[place], .favourite(on: true)) }
    try await client.mark(ids[2], .favourite(on: false))
    for place in [3, 8, 1, 3] { try await client.mark(ids[place], .open) }

    let again = try await reopened(client)
    #expect(try await again.everything(.favourites, page: 2) == [9, 4, 7].map { ids[$0] })
    #expect(try await again.everything(.history, page: 2) == [3, 1, 8].map { ids[$0] })
    let favourites = try await again.list(scope: .favourites, limit: 200)
    #expect(favourites.items.allSatisfy { $0.favourite })
    #expect(!favourites.older)
  }

  @Test("what is hidden is in no list until it is shown again")
  func hidden() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    let row = try await client.row(ids[2])
    let scopes: [Scope] = [
      .all, .module(code: try #require(row.module)), .channel(code: try #require(row.channel)),
      .source(id: "publisher"),
    ]
    func shows(_ client: Client) async throws -> [Bool] {
      var shown: [Bool] = []
      for scope in scopes { shown.append(try await client.everything(scope).contains(row.id)) }
      return shown + [try await client.home().latest.contains { $0.id == row.id }]
    }
    #expect(try await shows(client) == Array(repeating: true, count: 5))
    try await client.mark(row.id, .hide(on: true))

    let again = try await reopened(client)
    #expect(try await shows(again) == Array(repeating: false, count: 5))
    #expect(try await again.everything(.hidden) == [row.id])
    #expect(try await again.article(id: row.id).row.title == row.title)
    try await again.mark(row.id, .hide(on: false))
    #expect(try await again.everything() == ids)
    #expect(try await again.everything(.hidden) == [])
  }

  @Test("a card has one state, whichever version was marked")
  func card() async throws {
    let (flash, front) = ("sm-20261109-545", "sm-20261110-546")
    let client = try await world.ready()
    try await client.mark(flash, .open, .favourite(on: true))
    let row = try await client.row(front)
    #expect(row.read && row.favourite)
    try await client.mark(front, .favourite(on: false))
    #expect(try await !client.article(id: flash).row.favourite)
    #expect(try await client.everything(.favourites) == [])
  }

  @Test("a whole list is marked as read")
  func wholeList() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    try await client.mark(ids[0], .open)
    #expect(try await Int(client.markAllRead(scope: .all)) == ids.count - 1)
    #expect(try await client.markAllRead(scope: .all) == 0)
    #expect(try await client.rows().allSatisfy(\.read))
    #expect(try await client.everything(.history) == [ids[0]])
  }

  @Test("all of the marks or none, also for what is not on the phone")
  func allOrNone() async throws {
    let client = try await world.ready()
    let first = try #require(try await client.everything().first)
    await refused("Rejected", "bad-request") {
      try await client.mark(requests: [MarkRequest(id: first, action: .open), MarkRequest(id: "", action: .open)])
    }
    #expect(try await !client.row(first).read)
    try await client.mark("not-here-yet", .favourite(on: true))
    #expect(try await client.everything(.favourites) == [])
    await refused("Rejected", "not-found") { try await client.article(id: "not-here-yet") }
  }
}
