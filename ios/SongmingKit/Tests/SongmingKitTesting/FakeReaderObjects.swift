import SongmingCore

/// A class, and not only its protocol, because the pager of the bindings gets its lists from one.
final class FakeItems: Items, @unchecked Sendable {
  private let calls: FakeCalls

  init(_ calls: FakeCalls) {
    self.calls = calls
    super.init(noHandle: NoHandle())
  }

  required init(unsafeFromHandle handle: UInt64) {
    fatalError("a fake has no handle")
  }

  override func catalogue() async throws -> Catalogue {
    try await calls.call("items.catalogue")
  }

  override func get(id: String) async throws -> ItemPage {
    try await calls.call("items.get", id)
  }

  override func list(scope: Scope, before: String?, limit: UInt32) async throws -> Page {
    try await calls.call("items.list", scope, before, limit)
  }

  override func load(scope: Scope, position: String?, rows: UInt32, more: Bool) async throws
    -> LoadedList
  {
    try await calls.call("items.load", scope, position, rows, more)
  }

  override func loadOlder() async throws -> Bool {
    try await calls.call("items.loadOlder")
  }

  override func loadPictures(id: String, address: String?) async throws -> PictureReport {
    try await calls.call("items.loadPictures", id, address)
  }

  override func mark(requests: [MarkRequest]) async throws {
    try await calls.call("items.mark", requests)
  }

  override func markAllRead(scope: Scope) async throws -> UInt32 {
    try await calls.call("items.markAllRead", scope)
  }

  override func story(id: String) async throws -> Story {
    try await calls.call("items.story", id)
  }
}

final class FakeSearch: SearchProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func clearHistory(words: String?) async throws {
    try await calls.call("search.clearHistory", words)
  }

  func find(request: SearchRequest) async throws -> SearchPage {
    try await calls.call("search.find", request)
  }

  func recent() async throws -> [String] {
    try await calls.call("search.recent")
  }

  func remember(words: String) async throws {
    try await calls.call("search.remember", words)
  }

  func suggest(words: String, limit: UInt32) async throws -> [Suggestion] {
    try await calls.call("search.suggest", words, limit)
  }

  func warmUp() async throws {
    try await calls.call("search.warmUp")
  }
}

final class FakeListening: ListeningProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func add(ids: [String]) async throws {
    try await calls.call("listening.add", ids)
  }

  func queue() async throws -> ListeningQueue {
    try await calls.call("listening.queue")
  }

  func remove(ids: [String]) async throws {
    try await calls.call("listening.remove", ids)
  }

  func set(ids: [String]) async throws {
    try await calls.call("listening.set", ids)
  }

  func setPosition(id: String, sentence: UInt32) async throws {
    try await calls.call("listening.setPosition", id, sentence)
  }

  func speech(id: String) async throws -> [Sentence] {
    try await calls.call("listening.speech", id)
  }
}

final class FakeAlerts: AlertsProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func acknowledge(identifier: String) async throws {
    try await calls.call("alerts.acknowledge", identifier)
  }

  func page() async throws -> AlertPage {
    try await calls.call("alerts.page")
  }

  func setTowns(codes: [String]) async throws {
    try await calls.call("alerts.setTowns", codes)
  }

  func towns() async throws -> [Town] {
    try await calls.call("alerts.towns")
  }
}

final class FakeSources: SourcesProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func add(address: String) async throws -> Source {
    try await calls.call("sources.add", address)
  }

  func list() async throws -> [Source] {
    try await calls.call("sources.list")
  }

  func remove(id: String) async throws {
    try await calls.call("sources.remove", id)
  }

  func resetPublisher() async throws {
    try await calls.call("sources.resetPublisher")
  }
}

final class FakeStorage: StorageProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func acknowledgeIncidents() async throws {
    try await calls.call("storage.acknowledgeIncidents")
  }

  func clearPictures() async throws {
    try await calls.call("storage.clearPictures")
  }

  func keepOffline(target: OfflineTarget, on: Bool) async throws {
    try await calls.call("storage.keepOffline", target, on)
  }

  func listOffline() async throws -> [OfflineEntry] {
    try await calls.call("storage.listOffline")
  }

  func loadOffline(target: OfflineTarget) async throws -> PictureReport {
    try await calls.call("storage.loadOffline", target)
  }

  func setRetention(retention: Retention) async throws {
    try await calls.call("storage.setRetention", retention)
  }

  func traffic() -> Traffic {
    calls.callNow("storage.traffic")
  }

  func usage() async throws -> StorageUsage {
    try await calls.call("storage.usage")
  }
}

final class FakeSettings: SettingsProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func display() async throws -> DisplayPolicy {
    try await calls.call("settings.display")
  }

  func displayChoice() async throws -> DisplayChoice {
    try await calls.call("settings.displayChoice")
  }

  func followed() async throws -> [String] {
    try await calls.call("settings.followed")
  }

  func sections() async throws -> [HomeEntry] {
    try await calls.call("settings.sections")
  }

  func setDisplay(choice: DisplayChoice) async throws {
    try await calls.call("settings.setDisplay", choice)
  }

  func setFollowed(channels: [String]) async throws {
    try await calls.call("settings.setFollowed", channels)
  }

  func setSections(choices: [HomeChoice]) async throws {
    try await calls.call("settings.setSections", choices)
  }
}

final class FakePrivacy: PrivacyProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func accept(statement: String) async throws -> Consent {
    try await calls.call("privacy.accept", statement)
  }

  func consent() async throws -> Consent {
    try await calls.call("privacy.consent")
  }

  func withdraw(statement: String) async throws -> Consent {
    try await calls.call("privacy.withdraw", statement)
  }
}
