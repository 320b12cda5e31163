import Foundation

extension ClientProtocol {
  /// What may have changed, while the sequence is iterated. The first element is `Change.all`.
  ///
  /// A loop that is slower than the changes gets each kind once: an element says *that* something changed, not how often,
  /// so nothing is lost. A pending `.all` replaces all other pending kinds.
  public func changes() -> Changes {
    Changes(client: self)
  }

  /// 听新闻: the listening queue and the position in it, at once and after each change of the queue, the position or a row.
  ///
  /// Fails with `ClientError.Storage` if the phone's storage does, and with `ClientError.Rejected` (`closed`) after
  /// `shutDown()`.
  public func listeningQueue() -> AsyncThrowingMapSequence<AsyncFilterSequence<Changes>, ListeningQueue> {
    changes().filter { $0 == .listening || $0.affectsRows }.map { _ in try await self.listening().queue() }
  }
}

extension Change {
  /// Whether rows of lists may differ after this change. A kind that is not named here counts as `.all`.
  var affectsRows: Bool {
    switch self {
    case .listening, .search, .settings, .account, .submissions, .consent, .sync: false
    default: true
    }
  }
}

/// Changes of a client; see ``ClientProtocol/changes()``. Each iterator gets every change.
public struct Changes: AsyncSequence, Sendable {
  let client: any ClientProtocol

  /// Subscribes to the client; the subscription ends with the iterator.
  public func makeAsyncIterator() -> Iterator {
    Iterator(subscriber: Subscriber(client))
  }

  /// Holds the subscription.
  public struct Iterator: AsyncIteratorProtocol {
    private let subscriber: Subscriber
    private var wake: AsyncStream<Void>.Iterator

    fileprivate init(subscriber: Subscriber) {
      self.subscriber = subscriber
      wake = subscriber.pending.wake.stream.makeAsyncIterator()
    }

    /// The next change; `nil` once the task is cancelled.
    public mutating func next() async -> Change? {
      while true {
        if let change = subscriber.pending.take() { return change }
        if await wake.next() == nil { return nil }
      }
    }
  }
}

/// Cancels its subscription when it is released. The core retains the listener, so the listener must not retain this.
private final class Subscriber: Sendable {
  let pending = PendingChanges()
  private let subscription: any SubscriptionProtocol

  init(_ client: any ClientProtocol) {
    subscription = client.subscribe(listener: pending)
  }

  deinit {
    subscription.cancel()
  }
}

/// The changes that were not taken yet, each kind once, in the order of arrival.
private final class PendingChanges: ChangeListener, @unchecked Sendable {
  // A stream of changes that keeps only the newest would lose some: a `.sync` would replace the `.items` before it.
  let wake = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
  private let lock = NSLock()
  private var changes: [Change] = []

  func changed(change: Change) {
    lock.withLock {
      if change == .all { changes = [] }
      if !changes.contains(change), changes != [.all] { changes.append(change) }
    }
    wake.continuation.yield()
  }

  func take() -> Change? {
    lock.withLock { changes.isEmpty ? nil : changes.removeFirst() }
  }
}
