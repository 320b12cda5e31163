import Observation
import SongmingCore

/// 应急.
@Observable @MainActor
public final class AlertsModel: ContentModel {
  public let content: ContentLoader<AlertPage>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.alerts.page() }
  }
}
