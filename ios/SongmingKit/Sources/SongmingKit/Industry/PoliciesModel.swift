import Observation
import SongmingCore

/// 政策: all policies, narrowed by what the person chooses. Each choice loads the list from the top.
@Observable @MainActor
public final class PoliciesModel: ContentModel {
  public var isOpenOnly = true { didSet { if isOpenOnly != oldValue { policies.restart() } } }

  /// The code of one of ``sectors``; nil for all.
  public var sector: String? { didSet { if sector != oldValue { policies.restart() } } }

  /// The code of one of ``sizes``; nil for all.
  public var size: String? { didSet { if size != oldValue { policies.restart() } } }

  /// The sectors and sizes of companies that policies can be narrowed to.
  public private(set) var sectors: [Term] = []
  public private(set) var sizes: [Term] = []

  @ObservationIgnored public private(set) lazy var policies = PagedLoader(
    client, owner: self, initialRows: initialRows
  ) { try await $0.loadPage($1) }

  public var content: ContentLoader<[PolicyRow]> { policies.content }

  private let client: any CoreClient
  private let initialRows: Int

  public init(_ client: any CoreClient, initialRows: Int = 0) {
    self.client = client
    self.initialRows = initialRows
  }

  private func loadPage(_ key: String?) async throws -> ListPage<PolicyRow> {
    let request = PolicyRequest(
      sector: sector, size: size, openOnly: isOpenOnly, before: key, limit: pageSize)
    let page = try await client.industry.policies(request: request)
    if key == nil {
      sectors = page.sectors
      sizes = page.sizes
    }
    return ListPage(items: page.items, next: page.next)
  }
}
