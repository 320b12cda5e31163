import Foundation
import SongmingCore
import Testing

private let callers = 50

/// Many at once, some of them badly behaved.
@Suite(.timeLimit(.minutes(1)))
struct CrowdTests {
  let world: World
  var publisher: Publisher { world.publisher }

  init() throws {
    world = try World()
  }

  private struct Broken: Error {}

  @Test("a listener that throws harms nobody")
  func throwing() async throws {
    let client = try await world.ready()
    let refusing = Listener { throw ListenerError.Failed }
    let broken = Listener { throw Broken() }
    let good = Listener()
    let seats = [refusing, broken, good].map { client.subscribe(listener: $0) }
    for round in 1...2 {
      _ = try await publisher.publish("第 \(round) 条", "<p>正文。</p>")
      #expect(try await client.sync(budget: nil).outcome == .changed(added: 1, revised: 0, withdrawn: 0))
      for listener in [refusing, broken, good] {
        _ = try await listener.heard.until { $0 == .items }
      }
    }
    for seat in seats { seat.cancel() }
  }

  @Test("a listener may call the client")
  func callingBack() async throws {
    let client = try await world.ready()
    let before = client.traffic().requests
    let (counted, counts) = AsyncStream.makeStream(of: UInt64.self)
    let listener = Listener { counts.yield(client.traffic().requests) }
    let seat = client.subscribe(listener: listener)
    _ = try await client.sync(budget: nil)
    _ = try await counted.until { $0 > before }
    seat.cancel()
  }

  @Test("no call begins after a subscription was cancelled")
  func cancelled() async throws {
    let client = try await world.ready()
    let calls = Listener()
    client.subscribe(listener: calls).cancel()
    let stayed = Listener()
    let seat = client.subscribe(listener: stayed)
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    _ = try await client.sync(budget: nil)
    _ = try await stayed.heard.until { $0 == .items }
    try calls.changed(change: .catalogue)
    var heard: [Change] = []
    for await change in calls.heard {
      heard.append(change)
      if change == .catalogue { break }
    }
    #expect(heard == [.all, .catalogue])
    seat.cancel()
  }

  @Test("a cancelled wait does not cancel the sync")
  func cancelledWait() async throws {
    let client = try await world.ready()
    _ = try await publisher.publish("新消息", "<p>正文。</p>")
    try await publisher.fault("slow", ["milliseconds": 2000, "times": 1])
    try await publisher.forgetTraffic()
    let left = Task { try await whileWanted { try await client.sync(budget: nil) } }
    let stubborn = Task { try await client.sync(budget: nil) }
    _ = try await client.changes().until { _ in client.syncing() }
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

  @Test("a wait that was cancelled before it began, and one that nobody cancels")
  func waiting() async throws {
    let early = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await whileWanted { 1 }
    }
    await #expect(throws: CancellationError.self) { try await early.value }
    #expect(try await whileWanted { 2 } == 2)
    await #expect(throws: Broken.self) { try await whileWanted { throw Broken() } }
  }

  @Test("fifty callers at once")
  func crowd() async throws {
    let client = try await world.ready()
    let ids = try await client.everything()
    let publisher = publisher
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for caller in 0..<callers {
        group.addTask {
          for round in 0..<4 {
            switch caller % 5 {
            case 0: _ = try await client.sync(budget: nil)
            case 1: #expect(try await client.home().latest.count == 10)
            case 2: #expect(Set(try await client.everything()).isSuperset(of: ids))
            case 3: #expect(try await !client.article(id: ids[caller % ids.count]).blocks.isEmpty)
            default:
              _ = try await publisher.publish("第 \(caller)-\(round) 条", "<p>正文。</p>")
              #expect(try await client.consent().given)
              #expect(try await client.catalogue().channels.count == 7)
            }
          }
          return caller
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.sorted() == Array(0..<callers))
    _ = try await client.sync(budget: nil)
    let after = try await client.everything()
    #expect(after.count == ids.count + callers / 5 * 4)
    #expect(Set(after).count == after.count)
  }
}
