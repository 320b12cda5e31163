import Foundation

extension ClientProtocol {
  /// A list for endless scrolling; see ``Pager``.
  ///
  /// - Parameters:
  ///   - scope: Which list.
  ///   - pageSize: Rows that one ``Pager/more()`` adds, 1 to 200; another number is a programming error.
  ///   - initialRows: Rows to begin with, if the phone has them; at least a page, at most 10,000. For a screen that resumes
  ///     at the position it had before its process ended.
  public func pages(_ scope: Scope = .all, pageSize: Int = 20, initialRows: Int = 0) -> Pager {
    Pager(client: self, scope: scope, pageSize: pageSize, initialRows: initialRows)
  }
}

/// A list for endless scrolling, read from the phone and, at its end, from the publisher.
///
/// It keeps its position: rows that were shown stay when others come in above them, until their publisher withdraws them.
/// Its state survives the end of a loop over ``items``: keep it where the screen's state is kept.
public actor Pager {
  private static let maxPageSize = 200
  /// The limit of `Items.load`.
  private static let maxRows = 10_000

  private let client: any ClientProtocol
  private let clientItems: any ItemsProtocol
  private let scope: Scope
  private let pageSize: Int
  private let initialRows: Int
  /// Held from the call of the core until its answer is shown: an older answer must not replace a newer one.
  private let reading = AsyncMutex()
  /// Held by `more()`. It is not `reading`, because `more()` may wait for the publisher, and changes must show meanwhile.
  private let extending = AsyncMutex()
  private var loaded: LoadedList?
  private var observers: [UUID: AsyncThrowingStream<[ItemRow], any Error>.Continuation] = [:]

  init(client: any ClientProtocol, scope: Scope, pageSize: Int, initialRows: Int) {
    precondition((1...Self.maxPageSize).contains(pageSize), "a page has 1 to \(Self.maxPageSize) rows")
    self.client = client
    self.clientItems = client.items()
    self.scope = scope
    self.pageSize = pageSize
    self.initialRows = min(max(initialRows, pageSize), Self.maxRows)
  }

  /// The rows loaded so far, in the list's order: at once, after each ``more()``, and after each change of rows while this
  /// is iterated. A loop that is slower than the changes gets only the newest rows.
  ///
  /// Fails with `ClientError.Storage` if the phone's storage does, and with `ClientError.Rejected` (`closed`) after
  /// `shutDown()`.
  public nonisolated var items: AsyncThrowingStream<[ItemRow], any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let id = UUID()
      let task = Task {
        await self.add(id, continuation)
        do {
          for await change in client.changes() where change.affectsRows {
            _ = try await read()
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
        await self.remove(id)
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Extends the list by one page. If the phone has no row below, but the publisher has, a few older pages are fetched.
  /// Changes of rows show while this waits.
  ///
  /// - Returns: Whether there is more below, on the phone or at the publisher. `true` without new rows if the fetched pages
  ///   held none of this list.
  /// - Throws: `ClientError` as `Items.loadOlder()`; the rows stay, and a later call tries again.
  @discardableResult
  public func more() async throws -> Bool {
    try await extending.withLock { try await self.extend() }
  }

  private func extend() async throws -> Bool {
    guard let before = loaded else { return try await read().more }
    let extended = try await clientItems.load(
      scope: scope, position: before.position, rows: UInt32(pageSize), more: true)
    // Its rows may be older than those that a change brought meanwhile: only its position is used.
    return try await read(to: extended.position).more
  }

  /// Loads the list down to `end`, or to where it ended before if that is `nil`.
  private func read(to end: String? = nil) async throws -> LoadedList {
    try await reading.withLock { try await self.load(to: end) }
  }

  private func load(to end: String?) async throws -> LoadedList {
    let position = end ?? loaded?.position
    let rows = position == nil ? initialRows : pageSize
    let list = try await clientItems.load(scope: scope, position: position, rows: UInt32(rows), more: false)
    if list.items != loaded?.items {
      for observer in observers.values { observer.yield(list.items) }
    }
    loaded = list
    return list
  }

  private func add(_ id: UUID, _ observer: AsyncThrowingStream<[ItemRow], any Error>.Continuation) {
    observers[id] = observer
    if let loaded { observer.yield(loaded.items) }
  }

  private func remove(_ id: UUID) {
    observers[id] = nil
  }
}
