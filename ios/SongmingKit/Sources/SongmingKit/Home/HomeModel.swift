import Observation
import SongmingCore

/// 首页. It counts the submissions with news.
@Observable @MainActor
public final class HomeModel: ContentModel {
  public let content: ContentLoader<Home>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client, isRelevant: \.affectsHome) { try await client.home() }
  }
}

extension Change {
  fileprivate var affectsHome: Bool { affectsContent || Self.ofStation.contains(self) }
}
