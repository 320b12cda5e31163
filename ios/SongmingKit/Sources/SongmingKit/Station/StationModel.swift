import Observation
import SongmingCore

/// What the tab 联络站 shows. If nobody is logged in, there is the account alone.
public struct StationPage: Equatable, Sendable {
  public let account: AccountState
  public var drafts: [DraftRow] = []
  /// Those that wait for the person first. Without those that are being written: they are among the drafts.
  public var submissions: [Submission] = []
  public var unmeteredOnly = false

  public init(account: AccountState) {
    self.account = account
  }
}

/// 联络站: who is logged in, what they write, and what they sent.
@Observable @MainActor
public final class StationModel: ContentModel {
  public let content: ContentLoader<StationPage>
  private let client: any CoreClient
  private let inbox: any FileInbox

  public init(_ client: any CoreClient, inbox: any FileInbox) {
    self.client = client
    self.inbox = inbox
    content = ContentLoader(client, isRelevant: \.affectsStation) { try await client.stationPage() }
  }

  /// Asks what the newsroom did; the sync that runs beside it does so once in a minute.
  public func refresh() {
    content.perform { [client] in try await client.refreshSubmissions() }
  }

  public func setUnmeteredOnly(_ on: Bool) {
    content.perform { [client] in try await client.submissions.setUnmeteredOnly(on: on) }
  }

  /// `onSuccess` gets the id of what the person goes on with.
  public func perform(
    _ action: SubmissionAction, _ id: String, onSuccess: (@MainActor (_ id: String) -> Void)? = nil
  ) {
    content.perform(action, id, client, inbox, onSuccess: onSuccess)
  }
}

extension CoreClient {
  fileprivate func stationPage() async throws -> StationPage {
    let account = try await account.current()
    var page = StationPage(account: account)
    if !account.isClerk { return page }
    page.drafts = try await drafts.list()
    let sent = try await submissions.list().filter { $0.phase != .draft }
    page.submissions = sent.filter { $0.phase == .parked } + sent.filter { $0.phase != .parked }
    page.unmeteredOnly = try await submissions.unmeteredOnly()
    return page
  }
}
