import Observation
import SongmingCore

/// What a rule found, or what all rules found if `rule` is nil. Once loaded, the hits are not new any more.
@Observable @MainActor
public final class RadarHitsModel: ContentModel {
  @ObservationIgnored public private(set) lazy var hits = PagedLoader(
    client, owner: self, initialRows: initialRows
  ) { try await $0.loadPage($1) }

  public var content: ContentLoader<[RadarHit]> { hits.content }

  private let client: any CoreClient
  private let rule: String?
  private let initialRows: Int
  @ObservationIgnored private var isMarkedSeen = false

  public init(_ client: any CoreClient, rule: String?, initialRows: Int = 0) {
    self.client = client
    self.rule = rule
    self.initialRows = initialRows
  }

  private func loadPage(_ key: String?) async throws -> ListPage<RadarHit> {
    let page = try await client.radar.hits(rule: rule, before: key, limit: pageSize)
    if !isMarkedSeen {
      isMarkedSeen = true
      await content.reportErrors { try await client.radar.markSeen(rule: rule) }
    }
    return ListPage(items: page.items, next: page.next)
  }
}

extension RadarHit {
  /// Where it was published, and when.
  public var detailText: String { "\(row.source)　\(row.publishedText)" }

  /// The names of the rules that found it.
  public var rulesText: String { rules.joined(separator: "、") }
}
