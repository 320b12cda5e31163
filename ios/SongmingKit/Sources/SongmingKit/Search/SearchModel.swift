import Foundation
import Observation
import SongmingCore

/// 搜索. With words it searches at once.
@Observable @MainActor
public final class SearchModel: ScreenModel {
  /// What is typed. A text field sets it by ``edit(_:)``.
  public private(set) var words: String
  public private(set) var state = SearchState()

  private let client: any CoreClient
  private let displayChoice: SerialEditor<DisplayChoice>
  @ObservationIgnored private var query: Task<Void, Never>?

  public init(_ client: any CoreClient, words: String = "") {
    self.client = client
    self.words = words
    displayChoice = .display(client)
    if words.isEmpty { edit("") } else { search(words) }
  }

  /// Repeats the search while the index is behind.
  public func loadWhileShown() async {
    for await change in client.changes { changed(change) }
  }

  func changed(_ change: Change) {
    if change == .search || change == .all, !state.isComplete { loadResults() }
  }

  public func close() {}

  /// Without words, the suggestions are earlier searches.
  public func edit(_ words: String) {
    self.words = words
    state.results = nil
    state.error = nil
    startQuery { [client] in
      let suggestions = try await client.search.suggest(words: words, limit: Self.maxSuggestions)
      return { $0.suggestions = suggestions }
    }
  }

  public func search(_ words: String) {
    if words.allSatisfy(\.isWhitespace) { return }
    self.words = words
    loadResults()
    perform { try await $0.search.remember(words: words) }
  }

  /// Searches for the words that are typed.
  public func search() { search(words) }

  /// Does what a suggestion stands for; what it leads to is passed to `navigate`.
  public func follow(_ suggestion: Suggestion, navigate: (Destination) -> Void) {
    switch suggestion.target {
    case .act: enableElderMode()
    case .search: search(suggestion.text)
    case .item(let id): navigate(Destination(.item, id))
    case .term(let family, let code):
      if let screen = Self.screen(of: family) {
        navigate(Destination(screen, code, title: suggestion.text))
      } else {
        search(suggestion.text)
      }
    }
  }

  private static func screen(of family: TermFamily) -> Screen? {
    switch family {
    case .module: .module
    case .channel: .channel
    case .sector: .sector
    case .park: .park
    case .town, .station: nil
    }
  }

  private func loadResults() {
    state.error = nil
    let request = request(after: nil)
    startQuery { [client] in
      let page = try await client.search.find(request: request)
      return {
        $0.results = page.items
        $0.next = page.next
        $0.isComplete = page.complete
        $0.modules = page.modules
        $0.offersElderMode = page.action == .openElderMode
      }
    }
  }

  public func loadMore() {
    guard let next = state.next, !isAsking else { return }
    let request = request(after: next)
    startQuery { [client] in
      let page = try await client.search.find(request: request)
      return {
        $0.results = ($0.results ?? []) + page.items
        $0.next = page.next
      }
    }
  }

  /// Shows the results of one module, or again of all if it is the one already.
  public func toggleModule(_ code: String) {
    setFilter(state.filter.with(module: state.filter.module == code ? nil : code))
  }

  public func toggleUnread() { setFilter(state.filter.with(unread: !state.filter.unread)) }

  public func toggleFavourite() { setFilter(state.filter.with(favourite: !state.filter.favourite)) }

  public func setFilter(_ filter: SearchFilter) {
    state.filter = filter
    loadResults()
  }

  public func toggleNewestFirst() { setOrder(state.order == .newest ? .titleFirst : .newest) }

  public func setOrder(_ order: SearchOrder) {
    state.order = order
    loadResults()
  }

  public func enableElderMode() {
    perform { [displayChoice] _ in try await displayChoice.edit { $0.with(elder: true) } }
  }

  public func clearHistory() {
    perform {
      try await $0.search.clearHistory(words: nil)
      self.edit("")
    }
  }

  private func request(after key: String?) -> SearchRequest {
    SearchRequest(
      words: words, filter: state.filter, order: state.order, after: key, limit: pageSize)
  }

  var isAsking: Bool { query != nil }

  /// Replaces the previous query, whose answer then changes nothing. The answer is a change of the state.
  private func startQuery(
    _ ask: @escaping @MainActor () async throws -> @MainActor (inout SearchState) -> Void
  ) {
    query?.cancel()
    query = Task {
      await reportErrors {
        let change = try await Self.askUntilCurrent(ask)
        if !Task.isCancelled { change(&state) }
      }
      if !Task.isCancelled { query = nil }
    }
  }

  /// Asks again if the core takes an earlier query for the later one: calls can reach it in another order than they were made. Not
  /// for ever, because another search can be the later one.
  private static func askUntilCurrent<Answer>(_ ask: @MainActor () async throws -> Answer) async throws -> Answer {
    for _ in 1..<maxTries {
      do {
        return try await ask()
      } catch {
        guard ClientError(error).isSuperseded, !Task.isCancelled else { throw error }
      }
    }
    return try await ask()
  }

  /// Runs to its end even if the screen is left.
  private func perform(_ action: @escaping @MainActor (any CoreClient) async throws -> Void) {
    Task { await reportErrors { try await action(client) } }
  }

  private func reportErrors(_ work: @MainActor () async throws -> Void) async {
    do {
      try await work()
    } catch {
      let error = ClientError(error)
      if !error.isSuperseded, !Task.isCancelled { state.error = error }
    }
  }

  private static let maxSuggestions: UInt32 = 10
  private static let maxTries = 3
}

extension ClientError {
  /// A later search has begun.
  fileprivate var isSuperseded: Bool { isRejected && code == "superseded" }
}
