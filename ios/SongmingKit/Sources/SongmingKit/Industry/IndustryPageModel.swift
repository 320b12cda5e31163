import Observation
import SongmingCore

/// The page of a sector or a park.
@Observable @MainActor
public final class IndustryPageModel: ContentModel {
  public let content: ContentLoader<IndustryPage>

  public init(_ client: any CoreClient, _ scope: Scope) {
    content = ContentLoader(client) { try await client.industry.page(scope: scope) }
  }
}

extension IndustryPage {
  /// Nothing was published about it; guides and stations are there nevertheless.
  public var hasNoNews: Bool { latest.isEmpty && ending.isEmpty }
}
