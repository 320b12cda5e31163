import Observation
import SongmingCore

/// 存储与流量.
@Observable @MainActor
public final class StorageModel: ContentModel {
  public let content: ContentLoader<StorageUsage>
  private let client: any CoreClient

  public init(_ client: any CoreClient) {
    self.client = client
    content = ContentLoader(client) { try await client.storage.usage() }
  }

  public func setRetention(_ retention: Retention) {
    content.perform { [client] in try await client.storage.setRetention(retention: retention) }
  }

  public func clearPictures() {
    content.perform { [client] in try await client.storage.clearPictures() }
  }
}

extension Retention {
  public func with(days: UInt32) -> Retention {
    Retention(days: days, textMegabytes: textMegabytes, pictureMegabytes: pictureMegabytes)
  }

  public func with(pictureMegabytes: UInt32) -> Retention {
    Retention(days: days, textMegabytes: textMegabytes, pictureMegabytes: pictureMegabytes)
  }
}
