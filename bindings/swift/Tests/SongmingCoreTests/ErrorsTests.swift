import Foundation
import SongmingCore
import Testing

/// Only for a publisher that does not answer at all: a busy machine may need longer than this.
private let shortLimits = TimeLimits(connectMs: 2_000, firstByteMs: 200, pauseMs: 200, wholeMs: 2_000)

/// Each kind of error that a test can provoke; stored data stays unchanged.
@Suite(.timeLimit(.minutes(1)))
struct ErrorsTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  /// With this fault a sync fails with this error; the lists stay unchanged.
  @discardableResult
  private func fails(
    _ client: Client, _ kind: String, _ code: String, when mode: String, _ more: [String: any Sendable] = [:],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> ClientError? {
    let before = try await client.allIds()
    try await publisher.fault(mode, more)
    let error = await expectError(kind, code, at: location) { try await client.sync(budget: nil) }
    #expect(try await client.allIds() == before, sourceLocation: location)
    return error
  }

  @Test("offline when connections break")
  func down() async throws {
    let client = try await environment.openSynced()
    try await publisher.fault("down")
    await expectError("Offline", "cut", "unreachable") { try await client.sync(budget: nil) }
    try await publisher.fault("none")
    #expect(try await client.sync(budget: nil).outcome == .unchanged)
  }

  @Test("offline when a response is cut in the middle")
  func cut() async throws {
    let client = try await environment.openSynced()
    _ = try await publisher.publish("新消息", "<p>\(String(repeating: "很长", count: 2000))</p>")
    try await fails(client, "Offline", "cut", when: "cut", ["after_bytes": 300])
    try await publisher.fault("none")
    #expect(try await client.sync(budget: nil).outcome == .changed(added: 1, revised: 0, withdrawn: 0))
  }

  @Test("timeout when the publisher does not answer")
  func stall() async throws {
    try await environment.openSynced().shutDown()
    try await fails(try await environment.open(shortLimits), "Timeout", "slow", when: "stall")
  }

  @Test("rate limited, with the seconds to wait")
  func busy() async throws {
    let more = ["status": 503, "retry_after": 7]
    let error = try await fails(try await environment.openSynced(), "RateLimited", "busy", when: "status", more)
    guard case .RateLimited(_, _, let seconds) = error else { return }
    #expect(seconds == 7)
  }

  @Test("signed out")
  func signedOut() async throws {
    try await fails(try await environment.openSynced(), "SignedOut", "signed-out", when: "status", ["status": 401])
  }

  @Test("rejected when a second try changes nothing")
  func rejected() async throws {
    let client = try await environment.openSynced()
    await expectError("Rejected", "not-found") { try await client.items().get(id: "sm-20000101-001").article }
    await expectError("Rejected", "bad-request") { try await client.items().list(scope: .all, before: nil, limit: 0) }
    await expectError("Rejected", "bad-request") { try await client.items().list(scope: .all, before: nil, limit: 201) }
    await expectError("Rejected", "bad-request") {
      try await client.items().list(scope: .all, before: "no key", limit: 20)
    }
    await expectError("Rejected", "bad-address") { try await client.sources().add(address: "ftp://127.0.0.1/feed") }
    await expectError("Rejected", "bad-address") {
      let folder = environment.folder.appending(path: "other").path
      return try await Client.open(request: OpenRequest(folder: folder, publisher: "http://news.example/"))
    }
    try await publisher.fault("body", ["content_type": "text/plain", "body": "今天没有新闻。"])
    await expectError("Rejected", "not-a-feed") { try await client.sources().add(address: "\(publisher.address)/feed") }
    try await fails(client, "Rejected", "refused", when: "status", ["status": 403])
  }

  @Test("storage, when the folder is a file")
  func folderIsFile() async throws {
    let file = environment.folder.appending(path: "file")
    try Data().write(to: file)
    await expectError("Storage", "database") { try await Client.open(request: OpenRequest(folder: file.path)) }
  }

  @Test("storage, when a newer version wrote the outbox")
  func fromTheFuture() async throws {
    try await environment.openSynced().shutDown()
    // SQLite keeps user_version at byte 60 of the file.
    let file = try FileHandle(forUpdating: environment.folder.appending(path: "outbox.sqlite3"))
    try file.seek(toOffset: 60)
    try file.write(contentsOf: Data([0, 0, 3, 231]))
    try file.close()
    let client = try await environment.open()
    await expectError("Storage", "from-the-future") { try await client.privacy().consent() }
    #expect(try await client.home().latest.count == 10)
  }

  @Test("unexpected, when the publisher breaks the protocol")
  func nonsense() async throws {
    let client = try await environment.openSynced()
    let bodies = [
      ("application/feed+json", #"{"version":"#, "malformed"),
      ("application/feed+json", #"{"version":"https://jsonfeed.org/version/1.1","items":7}"#, "wrong-schema"),
      ("text/html", "<p>登录校园网</p>", "wrong-type"),
    ]
    for (type, body, code) in bodies {
      try await fails(client, "Unexpected", code, when: "body", ["content_type": type, "body": body])
    }
    try await fails(client, "Unexpected", "too-large", when: "bomb")
    try await fails(client, "Unexpected", "server-fault", when: "status", ["status": 500])
    try await publisher.fault("none")
    #expect(try await client.sync(budget: nil).outcome == .unchanged)
  }
}
