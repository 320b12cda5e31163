import Foundation

@testable import SongmingCore

/// A client whose lists and changes a test decides on; everything else is that of a real client.
final class FakeClient: Client, @unchecked Sendable {
  /// The lists.
  let phone = FakeItems(noHandle: Items.NoHandle())
  private let lock = NSLock()
  private var listeners: [UUID: any ChangeListener] = [:]
  private var wasCancelled = false

  convenience init(_ real: Client) {
    self.init(unsafeFromHandle: real.uniffiCloneHandle())
  }

  var cancelled: Bool { lock.withLock { wasCancelled } }

  func announce(_ change: Change) {
    for listener in lock.withLock({ Array(listeners.values) }) { try? listener.changed(change: change) }
  }

  override func subscribe(listener: any ChangeListener) -> Subscription {
    let id = UUID()
    lock.withLock { listeners[id] = listener }
    try? listener.changed(change: .all)
    return FakeSubscription { [self] in
      lock.withLock {
        listeners[id] = nil
        wasCancelled = true
      }
    }
  }

  override func items() -> Items { phone }
}

/// Lists that a test decides on.
final class FakeItems: Items, @unchecked Sendable {
  private let lock = NSLock()
  private var state = State()

  struct Item: Equatable {
    let id: String
    let published: Int64

    static func < (one: Item, other: Item) -> Bool {
      (one.published, one.id) < (other.published, other.id)
    }
  }

  struct State {
    /// The rows on the phone, newest first.
    var stored: [Item] = []
    /// The older pages of the publisher.
    var olderPages: [[Item]] = []
    /// The number of rows of every list that was loaded.
    var loads: [Int] = []
    /// Runs once, between reading the next list and returning it.
    var beforeReturn: (@Sendable () async -> Void)?
  }

  /// As in the core.
  private static let maxOlderPages = 4

  func change<T>(_ edit: (inout State) -> T) -> T {
    lock.withLock { edit(&state) }
  }

  override func load(scope: Scope, position: String?, rows: UInt32, more: Bool) async throws -> LoadedList {
    let last = position.map { position in
      let parts = position.split(separator: ".")
      return Item(id: String(parts[1]), published: Int64(parts[0])!)
    }
    let (list, beforeReturn) = change { state in
      var fetched = 0
      while true {
        let above = last.map { last in state.stored.count { !($0 < last) } } ?? 0
        let wanted = more && last != nil ? above + Int(rows) : max(above, Int(rows))
        let found = Array(state.stored.prefix(wanted))
        if more, found.count <= above, !state.olderPages.isEmpty, fetched < Self.maxOlderPages {
          state.stored += state.olderPages.removeFirst()
          fetched += 1
          continue
        }
        state.loads.append(found.count)
        let goesOn = found.count < state.stored.count || !state.olderPages.isEmpty
        let list = LoadedList(
          items: found.map(row), position: found.last.map { "\($0.published).\($0.id)" }, more: goesOn)
        defer { state.beforeReturn = nil }
        return (list, state.beforeReturn)
      }
    }
    await beforeReturn?()
    return list
  }

  private func row(_ item: Item) -> ItemRow {
    ItemRow(
      id: item.id, kind: .article, title: item.id, summary: "", source: "", module: nil, channel: nil,
      published: item.published, publishedText: "", flash: false, corrected: false, image: nil, story: nil,
      versions: 1, alsoIn: [], read: false, favourite: false, liked: false)
  }
}

private final class FakeSubscription: Subscription, @unchecked Sendable {
  private var onCancel: @Sendable () -> Void = {}

  convenience init(_ onCancel: @escaping @Sendable () -> Void) {
    self.init(noHandle: NoHandle())
    self.onCancel = onCancel
  }

  override func cancel() {
    onCancel()
  }
}
