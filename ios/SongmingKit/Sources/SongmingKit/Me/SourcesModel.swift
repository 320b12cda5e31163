import Observation
import SongmingCore

/// 信源: feeds of other sites, which the person adds by their addresses.
@Observable @MainActor
public final class SourcesModel: ContentModel {
  public let content: ContentLoader<[Source]>
  private let client: any CoreClient

  public init(_ client: any CoreClient) {
    self.client = client
    content = ContentLoader(client, isRelevant: \.affectsSources) {
      try await client.sources.list()
    }
  }

  public func add(_ address: String, onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [client] in
      _ = try await client.sources.add(address: address)
    }
  }

  public func remove(_ id: String) {
    content.perform { [client] in try await client.sources.remove(id: id) }
  }
}

extension Change {
  fileprivate var affectsSources: Bool { self == .all || self == .sources || self == .items }
}
