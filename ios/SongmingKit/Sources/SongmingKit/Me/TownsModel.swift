import Observation
import SongmingCore

/// 我的镇街: the towns whose alerts the person gets.
@Observable @MainActor
public final class TownsModel: ContentModel {
  public let content: ContentLoader<[Town]>
  private let chosen: SerialEditor<[String]>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client, isRelevant: \.affectsSettings) {
      try await client.alerts.towns()
    }
    chosen = SerialEditor(
      read: { try await client.alerts.towns().filter(\.chosen).map(\.term.code) },
      write: { try await client.alerts.setTowns(codes: $0) })
  }

  public func setChosen(_ code: String, _ on: Bool) {
    content.perform { [chosen] in
      try await chosen.edit { codes in codes.filter { $0 != code } + (on ? [code] : []) }
    }
  }
}
