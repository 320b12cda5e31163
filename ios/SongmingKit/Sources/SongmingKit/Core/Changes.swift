import SongmingCore

extension Change {
  /// Changes of every piece of a file that is sent and of the account: only the screens that show them load again.
  public static let ofStation: Set<Change> = [.submissions, .account]

  private static let ofOthers: Set<Change> = ofStation.union([.sync, .search, .listening])

  /// Whether most screens load again after this change.
  public var affectsContent: Bool { !Self.ofOthers.contains(self) }
}
