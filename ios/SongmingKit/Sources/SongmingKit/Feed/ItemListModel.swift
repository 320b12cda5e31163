import Observation
import SongmingCore

/// The items of a scope: a list that grows to its end, and has `initialRows` at first.
@Observable @MainActor
public final class ItemListModel: ScreenModel {
  public private(set) var state = ScreenState<[ItemRow]>.loading

  /// Why the list could not grow, or not be marked as read; the rows stay.
  public private(set) var actionError: ClientError?

  /// Whether new items at the top are news. The person's own lists change by what they do.
  public let announcesNewItems: Bool

  private let client: any CoreClient
  private let scope: Scope
  private let pager: Pager
  @ObservationIgnored private var attempts: AsyncStream<Void>.Continuation?
  /// Which call of ``loadMore()`` is under way.
  @ObservationIgnored private var growing: Int?
  @ObservationIgnored private var growths = 0

  public init(_ client: any CoreClient, _ scope: Scope, initialRows: Int = 0) {
    self.client = client
    self.scope = scope
    pager = client.pages(scope, initialRows: initialRows)
    announcesNewItems = ![.favourites, .history, .hidden].contains(scope)
  }

  public func loadWhileShown() async {
    let (retries, attempts) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.attempts = attempts
    await loadRows()
    for await _ in retries { await loadRows() }
  }

  /// Until the task is cancelled or a load fails.
  private func loadRows() async {
    do {
      for try await rows in pager.items {
        // Before the rows are shown: a screen that shows their end asks for more at once.
        if rows.count != state.value?.count { growing = nil }
        state = .content(rows)
      }
    } catch {
      if state.value == nil { state = .error(ClientError(error)) }
    }
  }

  /// Loads again after an error.
  public func retry() {
    attempts?.yield()
  }

  /// Appends a page, from the phone or from the publisher.
  public func loadMore() {
    if growing != nil { return }
    growths += 1
    let growth = growths
    growing = growth
    Task {
      do {
        try await loadUntilRowsCome()
        actionError = nil
      } catch {
        actionError = ClientError(error)
      }
      if growing == growth { growing = nil }
    }
  }

  /// What the publisher sends can contain nothing of this scope.
  private func loadUntilRowsCome() async throws {
    let before = state.value?.count
    for _ in 1...Self.maxFetches {
      guard try await pager.more() else { return }
      // The pager has passed on its rows; they are here after a few turns of the main actor. One page too many does no harm.
      for _ in 1...Self.turns where state.value?.count == before { await Task.yield() }
      if state.value?.count != before { return }
    }
  }

  public func markAllRead() {
    Task {
      do {
        _ = try await client.items.markAllRead(scope: scope)
      } catch {
        actionError = ClientError(error)
      }
    }
  }

  public func close() {}

  private static let maxFetches = 5
  private static let turns = 20
}
