import Foundation
import SongmingCore
import SongmingKit

/// A core with the answers that a test gives. A call without an answer ends the tests with its name, and every call is recorded.
/// Changes are announced by ``announce(_:)``, and by an answer that does what the core announces.
///
/// Changes and pages go through the sequence and the pager of the bindings, which call the generated client: its call
/// `items.load` is answered like all others.
public final class FakeCoreClient: CoreClient {
  private let calls = FakeCalls()
  private let generated: FakeGeneratedClient
  public let items: any ItemsProtocol
  public let search: any SearchProtocol
  public let listening: any ListeningProtocol
  public let alerts: any AlertsProtocol
  public let government: any GovernmentProtocol
  public let appeals: any AppealsProtocol
  public let party: any PartyProtocol
  public let industry: any IndustryProtocol
  public let radar: any RadarProtocol
  public let services: any ServicesProtocol
  public let sources: any SourcesProtocol
  public let storage: any StorageProtocol
  public let settings: any SettingsProtocol
  public let privacy: any PrivacyProtocol
  public let account: any AccountProtocol
  public let drafts: any DraftsProtocol
  public let submissions: any SubmissionsProtocol

  public init() {
    let items = FakeItems(calls)
    self.items = items
    generated = FakeGeneratedClient(items)
    search = FakeSearch(calls)
    listening = FakeListening(calls)
    alerts = FakeAlerts(calls)
    government = FakeGovernment(calls)
    appeals = FakeAppeals(calls)
    party = FakeParty(calls)
    industry = FakeIndustry(calls)
    radar = FakeRadar(calls)
    services = FakeServices(calls)
    sources = FakeSources(calls)
    storage = FakeStorage(calls)
    settings = FakeSettings(calls)
    privacy = FakePrivacy(calls)
    account = FakeAccount(calls)
    drafts = FakeDrafts(calls)
    submissions = FakeSubmissions(calls)
    // These two return nothing and cannot fail.
    calls.answer("setNetwork", .held(()))
    answer("setForeground", true)
  }

  /// The call gets its arguments in the order of the protocol.
  @discardableResult
  public func answer(_ name: String, _ answer: @escaping @Sendable ([Any?]) async throws -> Any?)
    -> FakeCoreClient
  {
    calls.answer(name, .value(answer))
    return self
  }

  @discardableResult
  public func answer<Value: Sendable>(_ name: String, _ value: Value) -> FakeCoreClient {
    answer(name) { _ in value }
  }

  /// The call succeeds and returns nothing.
  @discardableResult
  public func answer(_ name: String) -> FakeCoreClient {
    answer(name) { _ in () }
  }

  @discardableResult
  public func fails(_ name: String, _ error: ClientError) -> FakeCoreClient {
    answer(name) { _ in throw error }
  }

  /// A call that does not wait returns this.
  @discardableResult
  public func returns<Value: Sendable>(_ name: String, _ value: Value) -> FakeCoreClient {
    calls.answer(name, .held(value))
    return self
  }

  /// The call takes until ``release()``, and then returns `value`.
  @discardableResult
  public func holds<Value: Sendable>(_ name: String, _ value: Value) -> FakeCoreClient {
    calls.answer(name, .held(value))
    return self
  }

  /// Ends all calls that are held.
  public func release() { calls.release() }

  public func count(_ name: String) -> Int { calls.all.count { $0.name == name } }

  /// The arguments of the last call with this name.
  public func last(_ name: String) -> [Any?] { calls.all.last { $0.name == name }?.arguments ?? [] }

  /// An argument of the last call with this name, the first one if nothing else is said; nil if it has another type.
  public func last<Value>(_ name: String, _ argument: Int = 0, as type: Value.Type) -> Value? {
    let arguments = last(name)
    return arguments.indices.contains(argument) ? arguments[argument] as? Value : nil
  }

  /// How many sequences of changes are iterated.
  public var listeners: Int { generated.listeners }

  public func announce(_ change: Change) { generated.announce(change) }

  public var changes: Changes { generated.changes() }

  public func pages(_ scope: Scope, initialRows: Int) -> Pager {
    generated.pages(scope, initialRows: initialRows)
  }

  public func sync(budget: SyncBudget?) async throws { try await calls.call("sync", budget) }

  public func status() async throws -> AppStatus { try await calls.call("status") }

  public func home() async throws -> Home { try await calls.call("home") }

  public func reminders() async throws -> [Reminder] { try await calls.call("reminders") }

  public func setNetwork(_ network: NetworkClass) { calls.callNow("setNetwork", network) }

  public func setForeground(_ foreground: Bool) async -> Bool {
    do {
      return try await calls.call("setForeground", foreground)
    } catch {
      fatalError("setForeground does not fail")
    }
  }
}

/// The generated client, for its sequence of changes and its pager.
private final class FakeGeneratedClient: Client, @unchecked Sendable {
  private let lock = NSLock()
  private var subscribed: [UUID: any ChangeListener] = [:]
  private let fakeItems: FakeItems

  init(_ items: FakeItems) {
    fakeItems = items
    super.init(noHandle: NoHandle())
  }

  required init(unsafeFromHandle handle: UInt64) {
    fatalError("a fake has no handle")
  }

  override func items() -> Items { fakeItems }

  var listeners: Int { lock.withLock { subscribed.count } }

  func announce(_ change: Change) {
    for listener in lock.withLock({ Array(subscribed.values) }) {
      try? listener.changed(change: change)
    }
  }

  /// Like the core, calls the listener with `Change.all` before it returns.
  override func subscribe(listener: any ChangeListener) -> Subscription {
    let id = UUID()
    lock.withLock { subscribed[id] = listener }
    try? listener.changed(change: .all)
    return FakeSubscription { [weak self] in
      self?.lock.withLock { self?.subscribed[id] = nil }
    }
  }
}

private final class FakeSubscription: Subscription, @unchecked Sendable {
  private let onCancel: @Sendable () -> Void

  init(_ onCancel: @escaping @Sendable () -> Void) {
    self.onCancel = onCancel
    super.init(noHandle: NoHandle())
  }

  required init(unsafeFromHandle handle: UInt64) {
    fatalError("a fake has no handle")
  }

  override func cancel() { onCancel() }
}
