import SongmingCore
import SongmingKit
import SwiftUI

/// One submission: how far it is, and what the newsroom said.
struct SubmissionScreen: View {
  let model: SubmissionModel
  @State private var isPicking = false
  @Environment(Navigator.self) private var navigator

  /// Photos and videos that are picked at once to find the lost ones.
  private static let mostLost = 20

  var body: some View {
    ScreenScaffold(Words.text("submission_title"), model: model, onRefresh: model.refresh) { page in
      StateCard(submission: page.submission)
      if let conflict = page.conflict { ConflictPart(conflict: conflict) }
      SubmissionButtons(actions: page.submission.actions, onAction: perform).rowWidth()
      if !model.refusals.isEmpty { RefusalCard(refusals: model.refusals, onDismiss: model.dismissRefusals) }
      published(page.submission)
      events(page.submission.events)
      differences(page)
      files(page.submission.files)
    }
    .mediaPicker(isPresented: $isPicking, limit: Self.mostLost, onPicked: model.addAgain)
  }

  private func perform(_ action: SubmissionAction) {
    switch action {
    case .addFile: isPicking = true
    case .edit: model.perform(.edit) { navigator.navigate(to: .draft, $0) }
    case .delete: model.perform(.delete) { _ in navigator.back() }
    default: model.perform(action)
    }
  }

  @ViewBuilder
  private func published(_ submission: Submission) -> some View {
    if let item = submission.item {
      NavRow(
        Words.text("submission_published"), detail: Words.text("submission_published_body"),
        action: { navigator.open(item) })
    }
  }

  @ViewBuilder
  private func events(_ events: [ReviewStep]) -> some View {
    if !events.isEmpty { SectionHeader(Words.text("submission_events")) }
    // The newest first: it says what is to be done.
    ForEach(events.reversed(), id: \.sequence) { ReviewStepRow(step: $0) }
  }

  @ViewBuilder
  private func differences(_ page: SubmissionPage) -> some View {
    if !page.differences.isEmpty {
      SectionHeader(Words.text("submission_differences", page.submission.version - 1))
    }
    ForEach(page.differences, id: \.code) { DifferenceRow(difference: $0, texts: .versions) }
  }

  @ViewBuilder
  private func files(_ files: [SubmissionFile]) -> some View {
    if !files.isEmpty { SectionHeader(Words.text("submission_files")) }
    ForEach(files, id: \.id) { file in
      HStack(spacing: 14) {
        MediaThumbnail(file: file, load: model.thumbnail)
        FileProgress(file: file)
      }
      .rowWidth()
    }
  }
}

private struct StateCard: View {
  let submission: Submission

  var body: some View {
    InfoCard {
      Text(submission.titleText).textStyle(.title).accessibilityAddTraits(.isHeader)
      ReviewLine(stages: submission.stages)
      SendingNotes(submission: submission)
      if submission.isSending { SecondaryText(Words.text("station_suspended")) }
      ForEach(submission.problemDetails, id: \.self) { Text($0).textStyle(.detail) }
    }
    .cardMargins()
  }
}

/// What is on the phone beside what the newsroom has under the same number.
private struct ConflictPart: View {
  let conflict: Conflict

  var body: some View {
    SectionHeader(Words.text("submission_conflict"))
    VStack(alignment: .leading, spacing: 4) {
      SecondaryText(Words.text("submission_conflict_body"))
      if !conflict.receivedText.isEmpty {
        SecondaryText(Words.text("submission_conflict_received", conflict.receivedText))
      }
      if conflict.filesOnlyHere > 0 || conflict.filesOnlyThere > 0 {
        SecondaryText(Words.text("submission_conflict_files", conflict.filesOnlyHere, conflict.filesOnlyThere))
      }
    }
    .rowWidth()
    ForEach(conflict.fields, id: \.code) { DifferenceRow(difference: $0, texts: .conflict) }
  }
}

/// The files that were picked and not taken, with their reasons.
struct RefusalCard: View {
  let refusals: [RefusedFile]
  let onDismiss: () -> Void

  var body: some View {
    InfoCard {
      Text(Words.text("draft_refused")).textStyle(.smallTitle)
      // Two files can have the same name and the same reason.
      ForEach(Array(refusals.enumerated()), id: \.offset) { Text($1.text).textStyle(.detail) }
      Button(Words.text("state_read"), action: onDismiss).buttonStyle(.text)
    }
    .cardMargins()
  }
}
