import Foundation
import SongmingCore
import Testing

private let callers = 50

/// Many callers at once, and listeners that throw, block or call back.
@Suite(.timeLimit(.minutes(1)))
struct ConcurrencyTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  private struct Broken: Error {}

  @Test("a listener that throws does not affect other listeners")
  func throwing() async throws {
    let client = try await environment.openSynced()
    let refusing = Listener { throw ListenerError.Failed }
    let broken = Listener { throw Broken() }
    let good = Listener()
    let subscriptions = [refusing, broken, good].map { client.subscribe(listener: $0) }
    for round in 1...2 {
      _ = try await publisher.publish("第 \(round) 条", "<p>正文。</p>")
      #expect(try await client.sync(budget: nil).outcome == .changed(added: 1, revised: 0, withdrawn: 0))
      for listener in [refusing, broken, good] {
        _ = try await listener.received.firstMatch { $0 == .items }
      }
    }
    for subscription in subscriptions { subscription.cancel() }
  }

  @Test("a listener may call the client")
  func callingBack() async throws {
    let client = try await environment.openSynced()
    let before = client.storage().traffic().requests
    let (counted, counts) = AsyncStream.makeStream(of: UInt64.self)
    let listener = Listener { counts.yield(client.storage().traffic().requests) }
    let subscription = client.subscribe(listener: listener)
    _ = try await client.sync(budget: nil)
    _ = try await counted.firstMatch { $0 > before }
    subscription.cancel()
  }

  @Test("the background closes the files, and every call works after it")
  func background() async throws {
    let client = try await environment.openSynced()
    #expect(await client.setForeground(foreground: false))
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    #expect(try await client.sync(budget: nil).outcome == .changed(added: 1, revised: 0, withdrawn: 0))
    #expect(await client.setForeground(foreground: false))
    #expect(try await client.items().list(scope: .all, before: nil, limit: 1).items.first?.title == "新消息")
    #expect(await client.setForeground(foreground: true))
    #expect(try await client.sync(budget: nil).outcome == .unchanged)
  }

  @Test("no call begins after a subscription was cancelled")
  func cancelled() async throws {
    let client = try await environment.openSynced()
    let cancelled = Listener()
    client.subscribe(listener: cancelled).cancel()
    let other = Listener()
    let subscription = client.subscribe(listener: other)
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    _ = try await client.sync(budget: nil)
    _ = try await other.received.firstMatch { $0 == .items }
    try cancelled.changed(change: .catalogue)
    var received: [Change] = []
    for await change in cancelled.received {
      received.append(change)
      if change == .catalogue { break }
    }
    #expect(received == [.all, .catalogue])
    subscription.cancel()
  }

  @Test("a cancelled wait does not cancel the sync")
  func cancelledWait() async throws {
    let client = try await environment.openSynced()
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    try await publisher.fault("slow", ["milliseconds": 2000, "times": 1])
    try await publisher.resetTraffic()
    let left = Task { try await withCancellation { try await client.sync(budget: nil) } }
    let stubborn = Task { try await client.sync(budget: nil) }
    _ = try await client.changes().firstMatch { _ in client.syncing() }
    left.cancel()
    stubborn.cancel()
    await #expect(throws: CancellationError.self) { try await left.value }
    #expect(client.syncing())

    let one = SyncOutcome.changed(added: 1, revised: 0, withdrawn: 0)
    #expect(try await client.sync(budget: nil).outcome == one)
    #expect(try await stubborn.value.outcome == one)
    #expect(!client.syncing())
    #expect(try await publisher.requests().count == 1)
    #expect(try await client.home().latest.first?.title == "新消息")
  }

  @Test("a wait that was cancelled before it began, and one that is not cancelled")
  func waiting() async throws {
    let early = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await withCancellation { 1 }
    }
    await #expect(throws: CancellationError.self) { try await early.value }
    #expect(try await withCancellation { 2 } == 2)
    await #expect(throws: Broken.self) { try await withCancellation { throw Broken() } }
  }

  @Test("fifty concurrent callers")
  func crowd() async throws {
    let client = try await environment.openSynced()
    let ids = try await client.allIds()
    let publisher = publisher
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for caller in 0..<callers {
        group.addTask {
          for round in 0..<4 {
            switch caller % 5 {
            case 0: _ = try await client.sync(budget: nil)
            case 1: #expect(try await client.home().latest.count == 10)
            case 2: #expect(Set(try await client.allIds()).isSuperset(of: ids))
            case 3: #expect(try await !client.items().get(id: ids[caller % ids.count]).article.blocks.isEmpty)
            default:
              _ = try await publisher.publish("第 \(caller)-\(round) 条", "<p>正文。</p>")
              #expect(try await client.privacy().consent().given)
              #expect(try await client.items().catalogue().channels.count == 7)
            }
          }
          return caller
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.sorted() == Array(0..<callers))
    _ = try await client.sync(budget: nil)
    let after = try await client.allIds()
    #expect(after.count == ids.count + callers / 5 * 4)
    #expect(Set(after).count == after.count)
  }
}
