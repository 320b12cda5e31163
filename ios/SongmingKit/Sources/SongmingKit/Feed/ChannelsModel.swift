import Observation
import SongmingCore

/// 频道: all channels of the publisher.
@Observable @MainActor
public final class ChannelsModel: ContentModel {
  public let content: ContentLoader<[Term]>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.items.catalogue().channels }
  }
}
