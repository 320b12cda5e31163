import Foundation

@testable import SongmingCore

/// A client whose lists and changes a test decides on; everything else is a real one's.
final class FakeClient: Client, @unchecked Sendable {
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
    /// What the phone has, newest first.
    var stored: [Item] = []
    /// What the publisher has beyond that, in pages.
    var beyond: [[Item]] = []
    /// The size of every page that was read.
    var reads: [Int] = []
    fileprivate var ears: [UUID: any ChangeListener] = [:]
    fileprivate var cancelled = false
  }

  convenience init(_ real: Client) {
    self.init(unsafeFromHandle: real.uniffiCloneHandle())
  }

  var cancelled: Bool { lock.withLock { state.cancelled } }

  func change<T>(_ edit: (inout State) -> T) -> T {
    lock.withLock { edit(&state) }
  }

  func tell(_ change: Change) {
    for ear in lock.withLock({ Array(state.ears.values) }) { try? ear.changed(change: change) }
  }

  override func subscribe(listener: any ChangeListener) -> Subscription {
    let seat = UUID()
    lock.withLock { state.ears[seat] = listener }
    try? listener.changed(change: .all)
    return FakeSubscription { [self] in
      lock.withLock {
        state.ears[seat] = nil
        state.cancelled = true
      }
    }
  }

  /// The key names a place: it holds also when the row there is gone, as the core's does.
  override func list(scope: Scope, before: String?, limit: UInt32) async throws -> Page {
    change { state in
      let place = before.map { key in
        Item(id: String(key.split(separator: ".")[1]), published: Int64(key.split(separator: ".")[0])!)
      }
      let rest = state.stored.filter { item in place.map { item < $0 } ?? true }
      let items = rest.prefix(Int(limit))
      state.reads.append(items.count)
      let last = items.count < rest.count ? items.last : nil
      return Page(
        items: items.map(row), next: last.map { "\($0.published).\($0.id)" },
        older: last == nil && !state.beyond.isEmpty)
    }
  }

  override func loadOlder() async throws -> Bool {
    change { state in
      state.stored += state.beyond.removeFirst()
      return !state.beyond.isEmpty
    }
  }

  private func row(_ item: Item) -> ItemRow {
    ItemRow(
      id: item.id, kind: .article, title: item.id, summary: "", source: "", module: nil, channel: nil,
      published: item.published, publishedText: "", flash: false, corrected: false, image: nil, story: nil,
      versions: 1, alsoIn: [], read: false, favourite: false, liked: false)
  }
}

private final class FakeSubscription: Subscription, @unchecked Sendable {
  private var cancelling: @Sendable () -> Void = {}

  convenience init(_ cancelling: @escaping @Sendable () -> Void) {
    self.init(noHandle: NoHandle())
    self.cancelling = cancelling
  }

  override func cancel() {
    cancelling()
  }
}
