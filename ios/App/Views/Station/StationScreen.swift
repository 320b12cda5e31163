import SongmingCore
import SongmingKit
import SwiftUI

/// 联络站: who is logged in, what they write, and what they sent.
struct StationScreen: View {
  let model: StationModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("station_title"), model: model, onRefresh: model.refresh) { page in
      if page.account.isClerk {
        account(page.account)
        WideButton(Words.text("station_write")) { navigator.navigate(to: .draft) }
        NavRow(
          Words.text("ledger_title"), detail: Words.text("ledger_detail"), systemImage: "list.bullet",
          action: { navigator.navigate(to: .ledger) })
        SwitchRow(
          Words.text("station_unmetered"), detail: Words.text("station_unmetered_body"), isOn: page.unmeteredOnly,
          onChange: model.setUnmeteredOnly)
        if page.drafts.isEmpty, page.submissions.isEmpty {
          InlineMessage(title: Words.text("station_none"), text: Words.text("station_none_body"))
        }
        drafts(page.drafts)
        submissions(page.submissions)
      } else {
        InlineMessage(title: Words.text("station_what"), text: Words.text("station_what_body"))
        WideButton(Words.text("station_login"), action: navigator.openLogin)
      }
    }
  }

  @ViewBuilder
  private func account(_ account: AccountState) -> some View {
    NavRow(account.name, detail: account.placeText, systemImage: "person", action: navigator.openLogin)
    if account.phase == .expired {
      // Everything that was written stays; only sending waits for the login.
      InfoCard {
        Text(Words.text("station_expired")).textStyle(.smallTitle)
        SecondaryText(Words.text("station_expired_body"))
        Button(Words.text("station_login_again"), action: navigator.openLogin).buttonStyle(.filled)
      }
      .cardMargins()
    }
  }

  @ViewBuilder
  private func drafts(_ drafts: [DraftRow]) -> some View {
    if !drafts.isEmpty { SectionHeader(Words.text("station_drafts")) }
    ForEach(drafts, id: \.id) { draft in
      NavRow(
        draft.title, detail: draft.detailText, action: { navigator.navigate(to: .draft, draft.id) },
        content: {
          if draft.returned { AccentText(Words.text("station_draft_returned")) }
        })
    }
  }

  @ViewBuilder
  private func submissions(_ submissions: [Submission]) -> some View {
    if !submissions.isEmpty { SectionHeader(Words.text("station_submissions")) }
    if submissions.contains(where: \.isSending) { SecondaryText(Words.text("station_suspended")).rowWidth() }
    ForEach(submissions, id: \.id) { submission in
      SubmissionRow(submission: submission) { perform($0, submission.id) }
    }
  }

  private func perform(_ action: SubmissionAction, _ id: String) {
    switch action {
    case .addFile: navigator.navigate(to: .submission, id)
    case .edit: model.perform(.edit, id) { navigator.navigate(to: .draft, $0) }
    default: model.perform(action, id)
    }
  }
}
