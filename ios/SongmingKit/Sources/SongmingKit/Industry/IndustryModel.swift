import Observation
import SongmingCore

/// 产业.
@Observable @MainActor
public final class IndustryModel: ContentModel {
  public let content: ContentLoader<IndustryOverview>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.industry.overview() }
  }
}
