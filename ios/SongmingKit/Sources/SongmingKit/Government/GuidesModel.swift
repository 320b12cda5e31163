import Observation
import SongmingCore

/// 办事指南: all guides.
@Observable @MainActor
public final class GuidesModel: ContentModel {
  public let guides: PagedLoader<ItemRow>

  public var content: ContentLoader<[ItemRow]> { guides.content }

  public init(_ client: any CoreClient, initialRows: Int = 0) {
    guides = PagedLoader(client, initialRows: initialRows) { key in
      let page = try await client.government.guides(topic: nil, before: key, limit: pageSize)
      return ListPage(items: page.items, next: page.next)
    }
  }
}
