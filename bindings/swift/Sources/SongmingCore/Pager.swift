import Foundation

extension ClientProtocol {
  /// A list that grows as a person scrolls; see ``Pager``. `pageSize` is 1 to 200. With `reach` it begins with as many
  /// rows, if the phone has them: for a screen that goes on where it was before its process ended.
  public func pages(_ scope: Scope = .all, pageSize: Int = 20, reach: Int = 0) -> Pager {
    Pager(client: self, scope: scope, pageSize: pageSize, reach: reach)
  }
}

/// A list for endless scrolling, read from the phone and, at its end, from the publisher.
///
/// It never loses the place: what was shown stays, whatever comes in above it, until its publisher takes it back. Its
/// state outlives a loop over ``items``: keep it where the screen's state is kept.
public actor Pager {
  /// Pages that one ``more()`` fetches at most: a list with little in each of them must not fetch the whole archive.
  private static let olderPages = 4
  /// The longest page that the core gives.
  private static let longest = 200

  private struct Loaded: Sendable {
    var rows: [ItemRow] = []
    var next: String?
    var older = false

    var end: String? { rows.last?.id }
    var goesOn: Bool { next != nil || older }
  }

  private let client: any ClientProtocol
  private let scope: Scope
  private let pageSize: Int
  private let reach: Int
  private let reading = Line()
  // Apart from `reading`: waiting for the publisher must not keep changes from showing.
  private let growing = Line()
  private var loaded: Loaded?
  private var screens: [UUID: AsyncThrowingStream<[ItemRow], any Error>.Continuation] = [:]

  init(client: any ClientProtocol, scope: Scope, pageSize: Int, reach: Int) {
    precondition((1...Self.longest).contains(pageSize), "a page has 1 to \(Self.longest) rows")
    self.client = client
    self.scope = scope
    self.pageSize = pageSize
    self.reach = reach
  }

  /// The rows so far, in the list's order: at once, after every ``more()``, and whenever rows change while somebody
  /// iterates. A slow loop finds the newest rows only. Fails with `ClientError` only when the phone's storage does.
  public nonisolated var items: AsyncThrowingStream<[ItemRow], any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let screen = UUID()
      let following = Task {
        await self.show(screen, on: continuation)
        do {
          for await change in client.changes() where change.concernsRows {
            _ = try await read()
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
        await self.hide(screen)
      }
      continuation.onTermination = { _ in following.cancel() }
    }
  }

  /// Goes on by one page. When the phone has no more, but the publisher has, it fetches older pages, a few at most.
  ///
  /// - Returns: false when there is nothing older anywhere; true without new rows when what was fetched held none of
  ///   this list.
  /// - Throws: `ClientError` as `loadOlder()` does; what is shown stays, and a later call tries again.
  @discardableResult
  public func more() async throws -> Bool {
    try await growing.run { try await self.grow() }
  }

  private func grow() async throws -> Bool {
    guard let before = loaded else { return try await read().goesOn }
    var now = before
    var fetched = 0
    while now.next == nil, now.older, now.end == before.end, fetched < Self.olderPages {
      _ = try await client.loadOlder()
      fetched += 1
      now = try await read()
    }
    if now.next != nil, now.end == before.end {
      now = try await reading.run { try await self.append() }
    }
    return now.goesOn
  }

  private func append() async throws -> Loaded {
    guard let now = loaded, let next = now.next else { return loaded ?? Loaded() }
    let page = try await client.list(scope: scope, before: next, limit: UInt32(pageSize))
    return keep(Loaded(rows: now.rows + page.items, next: page.next, older: page.older))
  }

  private func read() async throws -> Loaded {
    try await reading.run {
      while true {
        if let now = try await self.readDown() { return await self.keep(now) }
      }
    }
  }

  /// Reads from the top down to the place that was reached before, and no further; at least a page, and at first as far as
  /// `reach`. None when rows moved between two looks at one page: the key to go on with would be that of another place.
  private func readDown() async throws -> Loaded? {
    let shown = loaded?.rows ?? []
    let place = shown.last
    // No row tells when it was marked, and the place itself may have moved: what follows it says where it was.
    var follower: String?
    if !scope.ordersByTime, let below = loaded?.next {
      follower = try await client.list(scope: scope, before: below, limit: 1).items.first?.id
    }
    var now = Loaded()
    var whole: Bool
    var reached: Bool
    repeat {
      let size = min(max((place == nil ? reach : shown.count) - now.rows.count, pageSize), Self.longest)
      var page = try await client.list(scope: scope, before: now.next, limit: UInt32(size))
      let above =
        switch place {
        case nil: page.items.count
        case let place? where scope.ordersByTime: page.items.count { $0.published >= place.published }
        default: page.items.prefix { $0.id != follower }.count
        }
      let wanted = max(above, min(page.items.count, pageSize - now.rows.count))
      whole = wanted == page.items.count
      if !whole {
        if wanted == 0 { break }
        // The key to go on with is that of a page which ends at the place.
        let ids = page.items.prefix(wanted).map(\.id)
        page = try await client.list(scope: scope, before: now.next, limit: UInt32(wanted))
        if page.items.map(\.id) != ids { return nil }
      }
      now = Loaded(rows: now.rows + page.items, next: page.next, older: page.older)
      reached = place == nil ? now.rows.count >= reach : scope.ordersByTime && now.end == place?.id
    } while whole && now.next != nil && !reached
    return now
  }

  private func keep(_ now: Loaded) -> Loaded {
    if now.rows != loaded?.rows {
      for screen in screens.values { screen.yield(now.rows) }
    }
    loaded = now
    return now
  }

  private func show(_ screen: UUID, on continuation: AsyncThrowingStream<[ItemRow], any Error>.Continuation) {
    screens[screen] = continuation
    if let loaded { continuation.yield(loaded.rows) }
  }

  private func hide(_ screen: UUID) {
    screens[screen] = nil
  }
}

extension Scope {
  fileprivate var ordersByTime: Bool {
    switch self {
    case .favourites, .history, .hidden: false
    default: true
    }
  }
}

/// Does one thing after another, in the order of asking. An actor alone lets its calls mix at every `await`.
private actor Line {
  private var last: Task<Void, Never>?

  func run<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
    let before = last
    let mine = Task {
      await before?.value
      return try await work()
    }
    last = Task { _ = try? await mine.value }
    return try await mine.value
  }
}
