import SongmingCore
import SongmingKit
import SwiftUI

/// A submission in a list: its state, what is being sent, and why it waits for the person.
struct SubmissionRow: View {
  let submission: Submission
  let onAction: (SubmissionAction) -> Void
  @Environment(Navigator.self) private var navigator

  var body: some View {
    VStack(alignment: .leading, spacing: 0) {
      NavRow(
        submission.titleText, detail: submission.detailText,
        action: { navigator.navigate(to: .submission, submission.id) },
        content: {
          if submission.unseen { AccentText(Words.text("submission_news")) }
          SendingNotes(submission: submission)
          if submission.isSending {
            ForEach(submission.files, id: \.id) { FileProgress(file: $0) }
          }
        })
      if submission.phase == .parked {
        // Its screen offers all of them.
        SubmissionButtons(
          actions: Array(submission.actions.prefix(2)), title: submission.titleText, onAction: onAction
        )
        .rowWidth()
      }
    }
  }
}

/// Why a submission waits, in the core's words, and how much of its files arrived.
struct SendingNotes: View {
  let submission: Submission

  var body: some View {
    if let problem = submission.problem { ProblemText(problem.text) }
    if submission.waitsForUnmetered { SecondaryText(Words.text("submission_waits_for_unmetered")) }
    if submission.isSending { SecondaryText(submission.sentText) }
  }
}

/// A photo or a video, and how much of it arrived.
struct FileProgress: View {
  let file: SubmissionFile

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      HStack(spacing: 12) {
        Text(file.name).textStyle(.detail).frame(maxWidth: .infinity, alignment: .leading)
        SecondaryText(file.detailText)
      }
      if file.state != .sent { ProgressView(value: file.fractionSent) }
    }
    .padding(.vertical, 4)
    .accessibilityElement(children: .combine)
  }
}

/// A button for each action. The person confirms what they cannot undo. In a list VoiceOver reads `title` with each of them.
struct SubmissionButtons: View {
  let actions: [SubmissionAction]
  var title = ""
  let onAction: (SubmissionAction) -> Void
  @State private var confirming: SubmissionAction?

  var body: some View {
    FlowLayout(spacing: 12) {
      ForEach(actions, id: \.self) { action in
        Button(action.title) {
          if action.needsConfirmation { confirming = action } else { onAction(action) }
        }
        .buttonStyle(.outlined)
        .accessibilityLabel(title.isEmpty ? action.title : Words.text("of", action.title, title))
      }
    }
    .confirmDialog(
      isPresented: isConfirming(.withdraw), title: "submission_withdraw_title", body: "submission_withdraw_body",
      confirm: "submission_withdraw"
    ) { onAction(.withdraw) }
    .confirmDialog(
      isPresented: isConfirming(.delete), title: "submission_delete_title", body: "submission_delete_body",
      confirm: "delete"
    ) { onAction(.delete) }
  }

  private func isConfirming(_ action: SubmissionAction) -> Binding<Bool> {
    Binding(get: { confirming == action }, set: { if !$0, confirming == action { confirming = nil } })
  }
}
