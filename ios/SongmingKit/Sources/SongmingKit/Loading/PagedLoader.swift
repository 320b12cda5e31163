import SongmingCore

/// Rows of a page that a screen loads.
public let pageSize: UInt32 = 30

/// A page of a list, and the key of the next one; nil at the end.
public struct ListPage<Row: Sendable>: Sendable {
  public let items: [Row]
  public let next: String?

  public init(items: [Row], next: String?) {
    self.items = items
    self.next = next
  }
}

/// A list that grows by pages. After a change it is loaded again as far down as it was; at first as far as `initialRows`.
@MainActor
public final class PagedLoader<Row: Sendable> {
  private let client: any CoreClient
  private let loadPage: @MainActor (_ key: String?) async throws -> ListPage<Row>
  private var initialRows: Int
  private var rows: [Row] = []
  private var next: String?
  // A page that is appended while the list is loaded again would be in it twice.
  private let loading = SerialQueue()
  private var isGrowing = false

  public private(set) lazy var content = ContentLoader(client, owner: self) {
    try await $0.loadShown()
  }

  /// `loadPage` gets the key of the page, nil for the first.
  public init(
    _ client: any CoreClient, initialRows: Int = 0,
    loadPage: @escaping @MainActor (_ key: String?) async throws -> ListPage<Row>
  ) {
    self.client = client
    self.initialRows = initialRows
    self.loadPage = loadPage
  }

  /// `loadPage` gets the model that has this list, which is not retained.
  public convenience init<Owner: AnyObject>(
    _ client: any CoreClient, owner: Owner, initialRows: Int = 0,
    loadPage: @escaping @MainActor (_ owner: Owner, _ key: String?) async throws -> ListPage<Row>
  ) {
    self.init(client, initialRows: initialRows) { [weak owner] key in
      guard let owner else { throw CancellationError() }
      return try await loadPage(owner, key)
    }
  }

  /// Whether there is a page below.
  public var hasMore: Bool { next != nil }

  private func loadShown() async throws -> [Row] {
    try await loading.run { [self] in
      let wanted = max(rows.count, initialRows)
      initialRows = 0
      var page = try await loadPage(nil)
      var all = page.items
      while all.count < wanted, let key = page.next {
        page = try await loadPage(key)
        all += page.items
      }
      next = page.next
      rows = all
      return all
    }
  }

  /// Loads from the top, for another request.
  public func restart() {
    rows = []
    content.retry()
  }

  /// Appends the next page, if there is one and it is not being loaded already.
  public func loadMore() {
    if isGrowing || next == nil { return }
    isGrowing = true
    Task {
      await content.reportErrors { try await append() }
      isGrowing = false
    }
  }

  private func append() async throws {
    try await loading.run { [self] in
      guard let key = next else { return }
      let page = try await loadPage(key)
      rows += page.items
      next = page.next
      // Before the rows are shown: a screen that shows their end asks for more at once.
      isGrowing = false
      content.show(rows)
    }
  }
}
