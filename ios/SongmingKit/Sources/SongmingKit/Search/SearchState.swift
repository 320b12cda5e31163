import SongmingCore

/// What the search screen shows beside the words.
public struct SearchState: Equatable, Sendable {
  public internal(set) var suggestions: [Suggestion] = []
  /// Nil until something is searched for.
  public internal(set) var results: [SearchHit]?
  /// The key of the next page; nil at the end.
  public internal(set) var next: String?
  public internal(set) var filter = SearchFilter()
  public internal(set) var order = SearchOrder.titleFirst
  /// The words are a name of 长辈版, which the screen offers to switch on.
  public internal(set) var offersElderMode = false
  /// The modules that results can be narrowed to.
  public internal(set) var modules: [Term] = []
  /// False while the index is behind: there may be more results.
  public internal(set) var isComplete = true
  public internal(set) var error: ClientError?

  public init() {}
}

extension SearchFilter {
  func with(module: String?) -> SearchFilter {
    SearchFilter(
      module: module, channel: channel, sector: sector, park: park, kind: kind, since: since,
      until: until,
      unread: unread, favourite: favourite)
  }

  func with(unread: Bool) -> SearchFilter {
    SearchFilter(
      module: module, channel: channel, sector: sector, park: park, kind: kind, since: since,
      until: until,
      unread: unread, favourite: favourite)
  }

  func with(favourite: Bool) -> SearchFilter {
    SearchFilter(
      module: module, channel: channel, sector: sector, park: park, kind: kind, since: since,
      until: until,
      unread: unread, favourite: favourite)
  }
}
