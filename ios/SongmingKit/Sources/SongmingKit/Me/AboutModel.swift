import Observation
import SongmingCore

/// 关于: what the app does with the person's data, and incidents of this phone's storage.
@Observable @MainActor
public final class AboutModel: ContentModel {
  public let content: ContentLoader<[Incident]>
  private let client: any CoreClient

  public init(_ client: any CoreClient) {
    self.client = client
    content = ContentLoader(client) { try await client.status().incidents }
  }

  public func acknowledgeIncidents() {
    content.perform { [client, content] in
      try await client.storage.acknowledgeIncidents()
      // The core announces no change for this.
      await content.reload()
    }
  }
}
