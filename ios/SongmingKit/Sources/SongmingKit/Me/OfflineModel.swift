import Observation
import SongmingCore

/// 离线保存: items and series that the person keeps on the phone.
@Observable @MainActor
public final class OfflineModel: ContentModel {
  public let content: ContentLoader<[OfflineEntry]>
  private let client: any CoreClient

  public init(_ client: any CoreClient) {
    self.client = client
    content = ContentLoader(client) { try await client.storage.listOffline() }
  }

  public func remove(_ entry: OfflineEntry) {
    content.perform { [client] in
      try await client.storage.keepOffline(target: entry.what, on: false)
    }
  }
}

extension OfflineEntry {
  /// The screen of what is kept.
  public var destination: Destination {
    switch what {
    case .item(let id): Destination(.item, id)
    case .series(let name): Destination(.study, name)
    }
  }
}
