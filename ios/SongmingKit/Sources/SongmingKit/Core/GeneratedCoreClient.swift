import SongmingCore

/// Opens the core with its files in `folder`, for the publisher at the address `publisher`.
public func openCoreClient(folder: String, publisher: String) async throws -> any CoreClient {
  GeneratedCoreClient(
    try await Client.open(request: OpenRequest(folder: folder, publisher: publisher)))
}

/// Passes ``CoreClient`` on to the generated client. No other file of the app calls it.
public final class GeneratedCoreClient: CoreClient {
  private let client: any ClientProtocol
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

  public init(_ client: any ClientProtocol) {
    self.client = client
    items = client.items()
    search = client.search()
    listening = client.listening()
    alerts = client.alerts()
    government = client.government()
    appeals = client.appeals()
    party = client.party()
    industry = client.industry()
    radar = client.radar()
    services = client.services()
    sources = client.sources()
    storage = client.storage()
    settings = client.settings()
    privacy = client.privacy()
    account = client.account()
    drafts = client.drafts()
    submissions = client.submissions()
  }

  public var changes: Changes { client.changes() }

  public func pages(_ scope: Scope, initialRows: Int) -> Pager {
    client.pages(scope, initialRows: initialRows)
  }

  public func sync(budget: SyncBudget?) async throws { _ = try await client.sync(budget: budget) }

  public func status() async throws -> AppStatus { try await client.status() }

  public func home() async throws -> Home { try await client.home() }

  public func reminders() async throws -> [Reminder] { try await client.reminders() }

  public func setNetwork(_ network: NetworkClass) { client.setNetwork(network: network) }

  public func setForeground(_ foreground: Bool) async -> Bool {
    await client.setForeground(foreground: foreground)
  }
}
