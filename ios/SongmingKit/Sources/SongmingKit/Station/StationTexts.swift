import SongmingCore

/// What stands between two facts on one line.
private let gap = "　"

extension AccountState {
  /// The station and its park.
  public var placeText: String {
    [station?.name, park?.name].compactMap(\.self).joined(separator: gap)
  }
}

extension DraftRow {
  /// When it was stored last, and how many files it has.
  public var detailText: String {
    let count = files > 0 ? Words.text("station_draft_files", files) : nil
    return [changedText, count].compactMap(\.self).joined(separator: gap)
  }
}

extension SavedState {
  /// When it was stored, and how long it is.
  public var detailText: String { Words.text("draft_history_state", savedText, characters) }
}

extension DraftForm {
  /// What is wrong with a field. What the publisher refused stays until it is sent again; what is missing is shown after an
  /// attempt to send, which `showsProblems` says.
  public func problem(of field: String, showsProblems: Bool) -> String? {
    let shown = showsProblems ? refused + problems : refused
    return shown.first { $0.field == field }?.reason
  }

  /// The name of a field; its code if the form has no such field any more.
  public func name(of field: String) -> String {
    fields.first { $0.code == field }?.name ?? field
  }

  /// When it was stored last, and how many states there are to go back to.
  public var historyText: String {
    [Words.text("draft_saved", changedText), Words.text("draft_history_count", history)]
      .joined(separator: gap)
  }
}

extension FormField {
  /// The name, and whether the field may stay empty.
  public var label: String { required ? name : Words.text("draft_optional", name) }
}

extension ReturnNote {
  /// Who returned it, and when.
  public var bylineText: String {
    [role, reviewer, timeText].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: gap)
  }
}

extension RefusedFile {
  /// The file, and why it was not added.
  public var text: String {
    if noSpace { return Words.text("draft_no_space", name) }
    return reason.isEmpty ? Words.text("draft_unread", name) : Words.text("of", name, reason)
  }
}

extension SubmissionAction {
  /// The word on its button.
  public var title: String {
    switch self {
    case .addFile: Words.text("submission_add_file")
    case .retry: Words.text("submission_retry")
    case .edit: Words.text("submission_edit")
    case .pause: Words.text("submission_pause")
    case .resume: Words.text("submission_resume")
    case .withdraw: Words.text("submission_withdraw")
    case .delete: Words.text("delete")
    }
  }
}

extension Submission {
  /// The title, or a word for that there is none.
  public var titleText: String { title.isEmpty ? Words.text("submission_untitled") : title }

  /// Its state, and since when.
  public var detailText: String { "\(stateName)\(gap)\(changedText)" }

  /// Whether files of it are on their way.
  public var isSending: Bool { phase == .queued && sent < size }

  /// How much of its files arrived.
  public var sentText: String {
    Words.text("submission_sent", Words.size(sent), Words.size(size))
  }

  /// What is to be changed, beyond the reason itself: that of a single field is the whole reason.
  public var problemDetails: [String] {
    (problem?.fields ?? []).map(\.reason).filter { $0 != problem?.text }
  }
}

extension SubmissionFile {
  /// What became of it, and how large it is until it arrived.
  public var detailText: String {
    state == .sent ? stateName : "\(stateName)\(gap)\(Words.size(size))"
  }

  /// How much of it arrived, from 0 to 1.
  public var fractionSent: Double { size == 0 ? 0 : Double(sent) / Double(size) }
}

extension SubmissionStage {
  /// What a screen reader says of its place; empty for one that is behind.
  public var placeText: String {
    if current { return Words.text("submission_stage_here") }
    return reached ? "" : Words.text("submission_stage_ahead")
  }
}

extension ReviewStep {
  /// Which version, when and by whom.
  public var bylineText: String {
    [Words.text("submission_version", version), atText, role, reviewer].compactMap(\.self)
      .filter { !$0.isEmpty }.joined(separator: gap)
  }
}

/// Whose two texts a difference compares.
public enum ComparedTexts: Sendable {
  /// What the newest version changed in the one before.
  case versions
  /// What the phone and the newsroom alone have.
  case conflict
}

extension FieldDifference {
  /// The two texts in one, as a screen reader says them.
  public func spokenText(_ texts: ComparedTexts) -> String {
    spans.map { span in
      switch (span.kind, texts) {
      case (.same, _): span.text
      case (.removed, .versions): Words.text("submission_removed", span.text)
      case (.removed, .conflict): Words.text("submission_only_here", span.text)
      case (.added, .versions): Words.text("submission_added", span.text)
      case (.added, .conflict): Words.text("submission_only_there", span.text)
      }
    }.joined()
  }
}

extension LedgerMonth {
  /// How many came how far.
  public var counts: [String] {
    let counts = [
      ("ledger_sent", sent), ("ledger_adopted", adopted), ("ledger_published", published),
      ("ledger_returned", returned), ("ledger_rejected", rejected),
    ]
    return counts.map { Words.text("ledger_count", Words.text($0), $1) }
  }
}
