import Observation
import SongmingCore

/// The saved states of a draft.
@Observable @MainActor
public final class DraftHistoryModel: ContentModel {
  public let content: ContentLoader<[SavedState]>
  private let client: any CoreClient
  private let id: String

  public init(_ client: any CoreClient, _ id: String) {
    self.client = client
    self.id = id
    content = ContentLoader(client, isRelevant: \.affectsHistory) {
      try await client.drafts.history(id: id)
    }
  }

  /// The state before stays in the history.
  public func restore(_ number: Int64, onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [client, id] in
      try await client.drafts.restore(id: id, number: number)
    }
  }
}

extension Change {
  fileprivate var affectsHistory: Bool { self == .all || Self.ofStation.contains(self) }
}
