import Observation
import SongmingCore

/// 产业雷达.
@Observable @MainActor
public final class RadarModel: ContentModel {
  public let content: ContentLoader<RadarOverview>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.radar.overview() }
  }
}
