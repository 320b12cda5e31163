import SongmingCore

/// A draft with the centre's form, whether files wait for a network that costs nothing, and what differs from the version
/// before.
public struct DraftPage: Equatable, Sendable {
  public let form: DraftForm
  public let unmeteredOnly: Bool
  public let differences: [FieldDifference]

  public init(form: DraftForm, unmeteredOnly: Bool, differences: [FieldDifference] = []) {
    self.form = form
    self.unmeteredOnly = unmeteredOnly
    self.differences = differences
  }
}

/// A file that was not added, and why: a sentence of the core, or empty if it could not be read or had no room on the
/// phone.
public struct RefusedFile: Equatable, Hashable, Sendable {
  public let name: String
  public let reason: String
  public let noSpace: Bool

  public init(name: String, reason: String, noSpace: Bool = false) {
    self.name = name
    self.reason = reason
    self.noSpace = noSpace
  }

  init(_ file: UnreadFile) {
    self.init(name: file.name, reason: "", noSpace: file.noSpace)
  }

  /// Nil for a file that the core took.
  init?(_ added: AddedFile) {
    if added.id != nil { return nil }
    self.init(name: added.name, reason: added.reason)
  }
}

/// What became of a draft that is none any more.
public enum DraftEnd: Equatable, Sendable {
  case sent, deleted
}

extension NewFile {
  init(_ file: IncomingFile) {
    self.init(name: file.name, source: .path(path: file.path))
  }
}
