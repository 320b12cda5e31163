import Observation
import SongmingCore

/// 政务.
@Observable @MainActor
public final class GovernmentModel: ContentModel {
  public let content: ContentLoader<GovernmentOverview>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.government.overview() }
  }
}

extension Appeal {
  /// The screen of an appeal in a list. Until it is sent it opens as a form.
  public var destination: Destination { Destination(editable ? .appealForm : .appeal, id) }

  /// The kind of the appeal, and how far it is.
  public var detailText: String { "\(kindText)　\(stateText)" }
}
