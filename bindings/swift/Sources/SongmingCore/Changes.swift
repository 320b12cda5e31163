import Foundation

extension ClientProtocol {
  /// What may have changed, for as long as somebody iterates; the first element is `Change.all`.
  ///
  /// A loop that is slower than the changes finds each kind once: an element says *that* something changed, not how
  /// often, so nothing is lost. While `.all` waits, it stands for all others.
  public func changes() -> Changes {
    Changes(client: self)
  }

  /// The listening queue 听新闻 and the place in it: at once, and whenever either or a row of it may have changed. Fails
  /// with `ClientError` only when the phone's storage does.
  public func listeningQueue() -> AsyncThrowingMapSequence<AsyncFilterSequence<Changes>, Listening> {
    changes().filter { $0 == .listening || $0.concernsRows }.map { _ in try await self.listening() }
  }
}

extension Change {
  /// Whether rows may look different now. A kind that a later core adds counts as `.all` until it is named here.
  var concernsRows: Bool {
    switch self {
    case .listening, .search, .settings, .consent, .sync: false
    default: true
    }
  }
}

/// Changes of a client; see ``ClientProtocol/changes()``. Every loop over it hears everything.
public struct Changes: AsyncSequence, Sendable {
  let client: any ClientProtocol

  public func makeAsyncIterator() -> Iterator {
    Iterator(seat: Seat(client))
  }

  /// Ends when the task is cancelled. The subscription ends with the iterator.
  public struct Iterator: AsyncIteratorProtocol {
    private let seat: Seat
    private var rings: AsyncStream<Void>.Iterator

    fileprivate init(seat: Seat) {
      self.seat = seat
      rings = seat.ear.bell.stream.makeAsyncIterator()
    }

    public mutating func next() async -> Change? {
      while true {
        if let change = seat.ear.take() { return change }
        if await rings.next() == nil { return nil }
      }
    }
  }
}

/// Holds a subscription for as long as it is held itself. The core holds the ear, so the ear must not hold this.
private final class Seat: Sendable {
  let ear = Ear()
  private let subscription: any SubscriptionProtocol

  init(_ client: any ClientProtocol) {
    subscription = client.subscribe(listener: ear)
  }

  deinit {
    subscription.cancel()
  }
}

/// What was heard and not yet taken, each kind once, in the order of hearing.
private final class Ear: ChangeListener, @unchecked Sendable {
  // The newest ring is enough for the bell, but not for the changes: a `.sync` would swallow the `.items` before it.
  let bell = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
  private let lock = NSLock()
  private var waiting: [Change] = []

  func changed(change: Change) {
    lock.withLock {
      if change == .all { waiting = [] }
      if !waiting.contains(change), waiting != [.all] { waiting.append(change) }
    }
    bell.continuation.yield()
  }

  func take() -> Change? {
    lock.withLock { waiting.isEmpty ? nil : waiting.removeFirst() }
  }
}
