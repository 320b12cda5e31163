import Observation
import SongmingCore

/// 服务: the directory by categories.
@Observable @MainActor
public final class ServiceModel: ContentModel {
  /// Whether only what is open now is listed.
  public var isOpenNowOnly = false {
    didSet { if isOpenNowOnly != oldValue { content.retry() } }
  }

  @ObservationIgnored public private(set) lazy var content = ContentLoader(client, owner: self) {
    try await $0.loadDirectory()
  }

  private let client: any CoreClient

  public init(_ client: any CoreClient) { self.client = client }

  private func loadDirectory() async throws -> [ServiceGroup] {
    try await client.services.directory(openNow: isOpenNowOnly)
  }
}

extension ServiceEntry {
  /// Where it can be called or visited.
  public var detailText: String {
    [phone, address].compactMap(\.self).joined(separator: "　")
  }
}
