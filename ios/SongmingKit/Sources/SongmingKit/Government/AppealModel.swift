import Observation
import SongmingCore

/// An appeal that was sent, and what became of it.
@Observable @MainActor
public final class AppealModel: ContentModel {
  @ObservationIgnored public private(set) lazy var content = ContentLoader(client, owner: self) {
    try await $0.loadAppeal()
  }

  private let client: any CoreClient
  private let id: String

  public init(_ client: any CoreClient, _ id: String) {
    self.client = client
    self.id = id
  }

  private func loadAppeal() async throws -> Appeal {
    let appeal = try await client.appeals.get(id: id)
    if appeal.unseen { await content.reportErrors { try await client.appeals.markSeen(id: id) } }
    return appeal
  }

  public func refresh() {
    content.perform { [client] in _ = try await client.appeals.refresh() }
  }

  /// Deletes number and code too, without which the answer cannot be found: the person confirmed that.
  public func delete(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [client, id] in
      try await client.appeals.delete(id: id, force: true)
    }
  }
}

extension AppealEvent {
  /// When it happened, and the office that did it.
  public var detailText: String {
    [timeText, office ?? ""].filter { !$0.isEmpty }.joined(separator: "　")
  }
}
