import SongmingCore
import SongmingKit
import SwiftUI

/// An appeal that was sent: what was written, its number and code, and what happened since.
struct AppealScreen: View {
  let model: AppealModel
  @State private var isConfirming = false
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("government_appeals"), model: model) { appeal in
      AppealCard(appeal: appeal)
      events(appeal.events)
      Button(Words.text("appeal_ask"), action: model.refresh).buttonStyle(.text)
      Button(Words.text("appeal_delete")) { isConfirming = true }.buttonStyle(.text)
    }
    .confirmDialog(
      isPresented: $isConfirming, title: "appeal_delete_title", body: "appeal_delete_body",
      confirm: "delete"
    ) { model.delete(onSuccess: navigator.back) }
  }

  @ViewBuilder
  private func events(_ all: [AppealEvent]) -> some View {
    if !all.isEmpty { SectionHeader(Words.text("appeal_events")) }
    // Two events can be equal, and none is ever removed.
    ForEach(Array(all.enumerated()), id: \.offset) { _, event in
      NavRow(
        event.stageText, detail: event.detailText,
        content: { if !event.text.isEmpty { Text(event.text).textStyle(.body) } })
    }
  }
}

private struct AppealCard: View {
  let appeal: Appeal

  var body: some View {
    InfoCard {
      Text(appeal.title).textStyle(.title)
      SecondaryText(appeal.detailText)
      Text(appeal.text).textStyle(.body).padding(.vertical, 10)
      LabeledValue(Words.text("appeal_town"), appeal.town?.name)
      // Number and code can be selected and copied.
      Group {
        LabeledValue(Words.text("appeal_number"), appeal.number)
        LabeledValue(Words.text("appeal_code"), appeal.code)
      }
      .textSelection(.enabled)
      DeadlineText(appeal.answerBy)
      if !appeal.reason.isEmpty {
        Text(appeal.reason).textStyle(.detail).textColor(\.error)
      }
    }
    .padding(.horizontal, 16)
    .padding(.vertical, 8)
  }
}
