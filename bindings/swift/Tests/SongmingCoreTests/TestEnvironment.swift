import Foundation
import SongmingCore
import Testing

/// One publisher and one client folder for each test.
final class TestEnvironment: Sendable {
  let publisher: TestPublisher
  let folder: URL

  init(_ options: [String] = TestPublisher.sample) throws {
    publisher = try TestPublisher(options)
    folder = FileManager.default.temporaryDirectory.appending(path: "songming-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Opens a client in the test's folder, again after a restart. On a metered network a sync fetches no pictures.
  func open(_ limits: TimeLimits? = nil, network: NetworkClass = .metered) async throws -> Client {
    let client = try await Client.open(
      request: OpenRequest(folder: folder.path, publisher: publisher.address, timeLimits: limits))
    client.setNetwork(network: network)
    return client
  }

  /// A client with consent.
  func openWithConsent(_ network: NetworkClass = .metered) async throws -> Client {
    let client = try await open(network: network)
    _ = try await client.privacy().accept(statement: "2026-11")
    return client
  }

  /// A client with consent and the newest page.
  func openSynced() async throws -> Client {
    let client = try await openWithConsent()
    _ = try await client.sync()
    return client
  }

  /// A client with consent and all pages.
  func openWithAllPages() async throws -> Client {
    let client = try await openSynced()
    while try await client.items().loadOlder() {}
    return client
  }
}

/// Expects that the call fails with this case and one of these codes, and that its explanation is a sentence.
@discardableResult
func expectError<T>(
  _ kind: String, _ codes: String..., at location: SourceLocation = #_sourceLocation,
  call: () async throws -> T
) async -> ClientError? {
  do {
    let answer = try await call()
    Issue.record("did not fail: \(answer)", sourceLocation: location)
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

/// A listener that passes on the changes that it gets, and then runs `then`.
final class Listener: ChangeListener {
  let received: AsyncStream<Change>
  private let continuation: AsyncStream<Change>.Continuation
  private let then: @Sendable () throws -> Void

  init(then: @escaping @Sendable () throws -> Void = {}) {
    (received, continuation) = AsyncStream.makeStream(of: Change.self)
    self.then = then
  }

  func changed(change: Change) throws {
    continuation.yield(change)
    try then()
  }
}

/// The sequence ended before an element met the condition.
struct SequenceEnded: Error {}

extension AsyncSequence {
  /// The next element that meets the condition.
  func firstMatch(_ condition: (Element) throws -> Bool) async throws -> Element {
    for try await element in self where try condition(element) {
      return element
    }
    throw SequenceEnded()
  }
}

extension SyncReport {
  var outcome: SyncOutcome? { sources.count == 1 ? sources[0].outcome : nil }
}

extension Items {
  func mark(_ id: String, _ actions: MarkAction...) async throws {
    try await mark(requests: actions.map { MarkRequest(id: id, action: $0) })
  }
}

extension Client {
  /// The first 200 rows of a list.
  func rows(_ scope: Scope = .all) async throws -> [ItemRow] {
    try await items().list(scope: scope, limit: 200).items
  }

  func row(_ id: String) async throws -> ItemRow {
    try #require(try await rows().first { $0.id == id })
  }

  /// All ids of a list, read page by page.
  func allIds(_ scope: Scope = .all, page: UInt32 = 7) async throws -> [String] {
    var ids: [String] = []
    var key: String?
    repeat {
      let next = try await items().list(scope: scope, before: key, limit: page)
      #expect(next.items.count <= Int(page))
      ids += next.items.map(\.id)
      key = next.next
    } while key != nil
    return ids
  }
}
