import Foundation
import SongmingCore
import Testing

private let fields = [
  ("title", "联络站样稿：新生产线投产"),
  ("text", "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。"),
  ("category", "enterprise"),
  ("author", "张三"),
  ("contact", "13800000000"),
  ("sign_off", "李站长"),
  ("sign_off_date", "2026-11-20"),
  ("ai", "none"),
  ("consent", "true"),
]

private func values(_ fields: [(String, String)]) -> [FieldValue] {
  fields.map { FieldValue(code: $0.0, value: $0.1) }
}

/// A version that arrived, as the control port tells it.
private struct Arrived: Decodable, Sendable {
  struct Body: Decodable {
    struct Fields: Decodable { let title: String }
    let fields: Fields
  }
  let body: Body
}

private struct Upload: Decodable, Sendable {
  let media: String
  let complete: Bool
  let creations: Int
}

/// 联络站: a clerk, whose phone keeps secrets and signs as this test does it.
@Suite(.timeLimit(.minutes(1)))
struct StationTests {
  let environment: TestEnvironment
  let secrets = MemorySecrets()
  let signer = MemorySigner()
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment()
  }

  private func openAsClerk(_ network: NetworkClass = .metered) async throws -> Client {
    let client = try await environment.openWithConsent(network)
    client.account().usePlatform(secrets: secrets, signer: signer)
    return client
  }

  /// A client whose clerk is logged in, with the catalogue.
  private func openLoggedIn() async throws -> Client {
    let client = try await openAsClerk()
    _ = try await client.sync()
    try await client.logIn()
    return client
  }

  /// Two photos of one name.
  private func photos() -> [NewFile] {
    ["auto-line.jpg", "ev-battery.jpg"].map { name in
      let path = URL(filePath: TestPublisher.sample[1]).appending(path: "media/\(name)").path
      return NewFile(name: "IMG_1.jpg", source: .path(path: path))
    }
  }

  /// The versions that arrived.
  private func arrived() async throws -> [Arrived] {
    try await publisher.list("submissions", of: Arrived.self)
  }

  private func review(_ id: String, _ state: String, _ more: [String: any Sendable] = [:]) async throws {
    try await publisher.post("review", more.merging(["submission": id, "state": state]) { own, _ in own })
  }

  /// What an observer of a submission saw until it was delivered.
  private func seen(_ id: String, of client: Client) async throws -> [Submission] {
    var seen: [Submission] = []
    for try await submission in client.submission(id) {
      seen.append(submission)
      if submission.phase == .delivered { break }
    }
    return seen
  }

  @Test("a clerk's afternoon")
  func afternoon() async throws {
    var client = try await openLoggedIn()
    #expect(try await client.accountState().firstMatch { _ in true }.name == "张三")
    #expect(signer.signed == [Data("songming: does the key of this device sign?".utf8)])

    // In the basement: no network.
    client.setNetwork(network: .offline)
    let id = try await client.drafts().save(id: nil, values: values(fields))
    let added = try await client.drafts().addFiles(id: id, files: photos())
    #expect(Set(added.compactMap(\.id)).count == 2, "\(added)")
    try await client.shutDown()

    // The app was closed; the draft is there, and is queued.
    client = try await openAsClerk(.offline)
    let rows = try await client.draftList().firstMatch { _ in true }
    #expect(rows.map(\.id) == [id] && rows.map(\.files) == [2])
    let form = try await client.drafts().form(id: id)
    #expect(form.problems == [])
    #expect(form.files.map(\.name) == ["IMG_1.jpg", "IMG_1.jpg"])
    try await client.drafts().send(id: id)
    #expect(try await client.submission(id).firstMatch { _ in true }.phase == .queued)
    #expect(try await arrived().isEmpty)

    // The network is back. The answer to the text is lost, and the first upload is cut.
    let lost: [String: any Sendable] = [
      "mode": "drop", "method": "PUT", "path": "/v1/station/submissions", "times": 1,
    ]
    let cut: [String: any Sendable] = [
      "mode": "cut-request", "after_bytes": 100_000, "method": "PATCH", "path": "/v1/station/media", "times": 1,
    ]
    try await publisher.post("fault", ["faults": [lost, cut]])
    async let observed = seen(id, of: client)
    client.setNetwork(network: .metered)
    #expect(try await client.submissions().send(seconds: 60).left == 0)
    let all = try await observed
    for (before, after) in zip(all, all.dropFirst()) {
      #expect(before.sent <= after.sent)
      for (file, later) in zip(before.files, after.files) {
        #expect(file.id == later.id && file.sent <= later.sent)
      }
    }
    let delivered = try #require(all.last)
    #expect(delivered.sent == delivered.size && delivered.sent > 0)
    #expect(try await arrived().map(\.body.fields.title) == [fields[0].1])
    let uploads = try await publisher.list("uploads", of: Upload.self)
    #expect(uploads.count == 2 && Set(uploads.map(\.media)).count == 2)
    #expect(uploads.allSatisfy { $0.complete && $0.creations == 1 })

    // 退改, with a passage and a reason.
    try await review(id, "first-review")
    let mark: [String: any Sendable] = ["field": "text", "start": 0, "end": 2, "note": "写明园区"]
    try await review(id, "returned", ["reason": "请写明投产时间", "marks": [mark]])
    _ = try await client.submissions().refresh()
    #expect(try await client.submission(id).firstMatch { $0.state == "returned" }.unseen)
    try await client.submissions().markSeen(id: id)
    #expect(try await client.submission(id).firstMatch { _ in true }.unseen == false)

    // The second version.
    #expect(try await client.drafts().edit(id: id) == id)
    let again = try await client.drafts().form(id: id)
    #expect(again.returned?.reason == "请写明投产时间" && again.returned?.marks.map(\.passage) == ["园区"])
    #expect(again.version == 2 && again.files.count == 2)
    let text = "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。"
    _ = try await client.drafts().save(id: id, values: values([("text", text)]))
    let differences = try await client.drafts().differences(id: id, before: 1, after: 2)
    #expect(differences.map(\.code) == ["text"])
    #expect(differences.first?.spans.contains { $0.kind == .added && $0.text.contains("20") } == true)
    try await client.drafts().send(id: id)
    #expect(try await client.submissions().send(seconds: 60).left == 0)
    #expect(try await arrived().count == 2)

    // Adopted, published, and read by a resident.
    for state in ["first-review", "second-review", "final-review", "adopted", "published"] {
      try await review(id, state)
    }
    let published = try #require(try await client.submissions().refresh().first)
    #expect(published.state == "published" && published.version == 2)
    #expect(try await client.submissions().ledger(months: 12).map(\.published).reduce(0, +) == 1)
    let folder = environment.folder.appending(path: "resident")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let resident = try await Client.open(request: OpenRequest(folder: folder.path, publisher: publisher.address))
    resident.setNetwork(network: .metered)
    _ = try await resident.privacy().accept(statement: "2026-11")
    _ = try await resident.sync()
    let cards = try await resident.items().list(scope: .all, limit: 20).items
    #expect(cards.contains { $0.id == published.item })
  }

  @Test("a secret store that throws is a storage error, and nobody is logged out")
  func throwingStore() async throws {
    try await openLoggedIn().shutDown()
    // Without tokens in memory.
    var client = try await openAsClerk(.offline)
    let id = try await client.drafts().save(id: nil, values: values(fields))
    try await client.drafts().send(id: id)
    for failure in failures() {
      secrets.fail(with: failure)
      client.setNetwork(network: .metered)
      await expectError("Storage", "secret-store") { try await client.submissions().send(seconds: 10) }
      await expectError("Storage", "secret-store") { try await client.account().beginLogin(redirect: redirect) }
      await expectError("Storage", "secret-store") { try await client.account().logOut() }
      #expect(try await client.account().current().phase == .loggedIn)
      #expect(try await client.submissions().list().map(\.id) == [id])
      try await client.shutDown()
      client = try await openAsClerk(.offline)
    }
    secrets.fail(with: nil)
    client.setNetwork(network: .metered)
    #expect(try await client.submissions().send(seconds: 60).left == 0)
    #expect(try await client.account().current().phase == .loggedIn)
    #expect(try await arrived().count == 1)
  }

  @Test("logging out erases the secrets and keeps the drafts")
  func loggingOut() async throws {
    let client = try await openLoggedIn()
    let id = try await client.drafts().save(id: nil, values: values([("title", "写了一半")]))
    _ = try await client.drafts().addFiles(id: id, files: photos())
    let session = Array(secrets.values.values)
    #expect(!session.isEmpty)
    try await client.account().logOut()
    _ = try await client.sync()
    #expect(secrets.values == [:])
    #expect(try await client.accountState().firstMatch { _ in true }.phase == .loggedOut)
    #expect(try await client.draftList().firstMatch { _ in true } == [])
    for try await submission in client.submission(id) { Issue.record("\(submission.id) is shown") }
    await expectError("SignedOut", "signed-out") { try await client.drafts().form(id: id) }

    try await client.logIn()
    let rows = try await client.draftList().firstMatch { _ in true }
    #expect(rows.map(\.title) == ["写了一半"] && rows.map(\.files) == [2])
    try await client.shutDown()
    // Nothing of a session is in a file.
    let texts = session + secrets.values.values
    let tokens = texts.flatMap { $0.matches(of: /[A-Za-z0-9_\-]{20,}/).map { Data($0.0.utf8) } }
    #expect(!tokens.isEmpty)
    let all = try #require(FileManager.default.enumerator(atPath: environment.folder.path))
    let paths = all.compactMap { $0 as? String }.map { environment.folder.appending(path: $0) }
    let files = paths.compactMap { try? Data(contentsOf: $0) }
    #expect(!files.isEmpty)
    #expect(!tokens.contains { token in files.contains { $0.range(of: token) != nil } })
  }

  @Test("a callback that throws anything does not end the app")
  func throwingCallbacks() async throws {
    let client = try await openAsClerk()
    _ = try await client.sync()
    for failure in failures() {
      client.account().usePlatform(secrets: secrets, signer: ThrowingSigner(failure))
      let subscription = client.subscribe(listener: Listener { throw failure })
      #expect(try await client.logIn().phase == .loggedIn)
      secrets.fail(with: failure)
      await expectError("Storage", "secret-store") { try await client.account().logOut() }
      secrets.fail(with: nil)
      try await client.account().logOut()
      _ = try await client.sync()
      #expect(secrets.values == [:])
      subscription.cancel()
    }
    _ = try await client.home()
  }

  /// What a callback may throw.
  private func failures() -> [any Error] {
    [SecretStoreError.Failed, StoreIsLocked(), CancellationError(), CocoaError(.fileNoSuchFile), URLError(.timedOut)]
  }
}

private final class ThrowingSigner: Signer, Sendable {
  private let failure: any Error

  init(_ failure: any Error) {
    self.failure = failure
  }

  func publicKey() throws -> Data { throw failure }

  func sign(bytes: Data) throws -> Data { throw failure }
}
