import Foundation
import SongmingCore
import Testing

/// One publisher and one phone for each test.
final class World: Sendable {
  let publisher: Publisher
  let folder: URL

  init(_ options: [String] = Publisher.sample) throws {
    publisher = try Publisher(options)
    folder = FileManager.default.temporaryDirectory.appending(path: "songming-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Opens the phone's folder; again, after a restart. On a metered network no picture comes that nobody asked for.
  func open(_ limits: TimeLimits? = nil, network: NetworkClass = .metered) async throws -> Client {
    let client = try await Client.open(
      request: OpenRequest(folder: folder.path, publisher: publisher.address, timeLimits: limits))
    client.setNetwork(network: network)
    return client
  }

  /// A phone whose person agreed.
  func phone(_ network: NetworkClass = .metered) async throws -> Client {
    let client = try await open(network: network)
    _ = try await client.acceptConsent(statement: "2026-11")
    return client
  }

  /// The same with the newest page.
  func ready() async throws -> Client {
    let client = try await phone()
    _ = try await client.sync()
    return client
  }

  /// The same with every older page.
  func whole() async throws -> Client {
    let client = try await ready()
    while try await client.loadOlder() {}
    return client
  }
}

/// The call fails in this way, for one of these reasons, with a sentence that may be shown.
@discardableResult
func refused<T>(
  _ kind: String, _ codes: String..., at location: SourceLocation = #_sourceLocation,
  call: () async throws -> T
) async -> ClientError? {
  do {
    let answer = try await call()
    Issue.record("not refused: \(answer)", sourceLocation: location)
  } catch let error as ClientError {
    #expect(String(describing: error).hasPrefix("\(kind)("), sourceLocation: location)
    #expect(codes.contains(error.code), "\(error.code)", sourceLocation: location)
    #expect(error.localizedDescription.hasSuffix("。"), sourceLocation: location)
    return error
  } catch {
    Issue.record(error, sourceLocation: location)
  }
  return nil
}

/// A listener that hands on what it hears, and then does what a test wants of it.
final class Listener: ChangeListener {
  let heard: AsyncStream<Change>
  private let continuation: AsyncStream<Change>.Continuation
  private let then: @Sendable () throws -> Void

  init(then: @escaping @Sendable () throws -> Void = {}) {
    (heard, continuation) = AsyncStream.makeStream(of: Change.self)
    self.then = then
  }

  func changed(change: Change) throws {
    continuation.yield(change)
    try then()
  }
}

struct Ended: Error {}

extension AsyncSequence {
  /// The next element that is as wanted.
  func until(_ condition: (Element) throws -> Bool) async throws -> Element {
    for try await element in self where try condition(element) {
      return element
    }
    throw Ended()
  }
}

extension SyncReport {
  var outcome: SyncOutcome? { sources.count == 1 ? sources[0].outcome : nil }
}

extension Client {
  func mark(_ id: String, _ actions: MarkAction...) async throws {
    try await mark(requests: actions.map { MarkRequest(id: id, action: $0) })
  }

  /// The longest page of a list.
  func rows(_ scope: Scope = .all) async throws -> [ItemRow] {
    try await list(scope: scope, limit: 200).items
  }

  func row(_ id: String) async throws -> ItemRow {
    try #require(try await rows().first { $0.id == id })
  }

  /// All ids of a list, page by page.
  func everything(_ scope: Scope = .all, page: UInt32 = 7) async throws -> [String] {
    var ids: [String] = []
    var key: String?
    repeat {
      let next = try await list(scope: scope, before: key, limit: page)
      #expect(next.items.count <= Int(page))
      ids += next.items.map(\.id)
      key = next.next
    } while key != nil
    return ids
  }
}
