import Observation
import SongmingCore

/// 公开: the notices of a module, narrowed by what the person chooses. Each choice loads the list from the top.
@Observable @MainActor
public final class NoticesModel: ContentModel {
  public var isValidOnly = false { didSet { if isValidOnly != oldValue { notices.restart() } } }

  /// A document number or a part of it, as the core takes it; empty for all.
  public var number = "" { didSet { if number != oldValue { notices.restart() } } }

  /// The code of one of ``topics``; nil for all.
  public var topic: String? { didSet { if topic != oldValue { notices.restart() } } }

  /// The topics that notices can be narrowed to.
  public private(set) var topics: [Term] = []

  @ObservationIgnored public private(set) lazy var notices = PagedLoader(
    client, owner: self, initialRows: initialRows
  ) { try await $0.loadPage($1) }

  public var content: ContentLoader<[NoticeRow]> { notices.content }

  private let client: any CoreClient
  private let module: String
  private let initialRows: Int

  public init(_ client: any CoreClient, module: String, initialRows: Int = 0) {
    self.client = client
    self.module = module
    self.initialRows = initialRows
  }

  private func loadPage(_ key: String?) async throws -> ListPage<NoticeRow> {
    let request = NoticeRequest(
      module: module, topic: topic, number: number.isEmpty ? nil : number, validOnly: isValidOnly,
      before: key, limit: pageSize)
    let page = try await client.government.notices(request: request)
    if key == nil { topics = page.topics }
    return ListPage(items: page.items, next: page.next)
  }
}

extension NoticeRow {
  /// Who issued it, and its number if it has one.
  public var detailText: String {
    [issuer, documentNumber ?? ""].filter { !$0.isEmpty }.joined(separator: "　")
  }
}
