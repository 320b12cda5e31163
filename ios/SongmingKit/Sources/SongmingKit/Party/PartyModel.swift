import Observation
import SongmingCore

/// 党建.
@Observable @MainActor
public final class PartyModel: ContentModel {
  public let content: ContentLoader<PartyOverview>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.party.overview() }
  }
}

extension StudySeries {
  /// How many chapters there are, how many of them are unread, and when the newest came.
  public var detailText: String {
    "\(Words.text("party_chapters", chapters, unread))　\(updatedText)"
  }
}
