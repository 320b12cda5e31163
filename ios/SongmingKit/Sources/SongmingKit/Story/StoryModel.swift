import Observation
import SongmingCore

/// 一事一卡: one story, as all sources report it.
@Observable @MainActor
public final class StoryModel: ContentModel {
  public let content: ContentLoader<Story>

  public init(_ client: any CoreClient, _ id: String) {
    content = ContentLoader(client) { try await client.items.story(id: id) }
  }
}
