import Observation
import SongmingCore

/// 政策日历: the days on which a policy ends.
@Observable @MainActor
public final class PolicyCalendarModel: ContentModel {
  public let content: ContentLoader<[PolicyDay]>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.industry.calendar() }
  }
}
