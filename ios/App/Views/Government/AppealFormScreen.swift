import SongmingCore
import SongmingKit
import SwiftUI

/// 投诉建议: the form of an appeal. Name and phone number are optional.
struct AppealFormScreen: View {
  let model: AppealFormModel
  @State private var isConfirming = false
  @Environment(Navigator.self) private var navigator
  @Environment(\.requestNotifications) private var requestNotifications

  var body: some View {
    ScreenScaffold(Words.text("appeal_new"), model: model) { form in
      if !form.reason.isEmpty { RefusalReason(text: form.reason) }
      AppealFields(model: model, form: form)
      Button(action: send) {
        Text(Words.text("appeal_send")).frame(maxWidth: .infinity)
      }
      .buttonStyle(.filled)
      .padding(.horizontal, 20)
      .padding(.vertical, 8)
      SecondaryText(Words.text("appeal_kept"))
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 20)
      if model.draft.id != nil {
        Button(Words.text("appeal_delete")) { isConfirming = true }.buttonStyle(.text)
      }
    }
    .confirmDialog(
      isPresented: $isConfirming, title: "draft_delete_title", body: "draft_delete_body",
      confirm: "delete"
    ) { model.delete(onSuccess: navigator.back) }
  }

  private func send() {
    requestNotifications()
    // The appeal's screen shows its number and code, or that it waits to be sent.
    model.send { navigator.leave(for: Destination(.appeal, $0)) }
  }
}

/// Why the appeal was not accepted as it was sent.
private struct RefusalReason: View {
  let text: String

  var body: some View {
    InfoCard { Text(text).textStyle(.body).textColor(\.error) }
      .padding(.horizontal, 16)
      .padding(.vertical, 8)
  }
}

private struct AppealFields: View {
  @Bindable var model: AppealFormModel
  let form: AppealForm

  var body: some View {
    ChipGroup(
      Words.text("appeal_kind"), terms: form.kinds.map(\.term), selected: [model.kind.code],
      onToggle: chooseKind)
    LabeledTextField(Words.text("appeal_title"), text: $model.title)
    LabeledTextField(
      Words.text("appeal_text"), text: $model.text, hint: Words.text("appeal_text_hint"), lines: 5)
    ChipGroup(
      Words.text("appeal_town"), terms: form.towns, selected: model.town.map { [$0] } ?? [],
      onToggle: { model.town = $0 == model.town ? nil : $0 })
    SecondaryText(Words.text("appeal_guest"))
      .frame(maxWidth: .infinity, alignment: .leading)
      .padding(.horizontal, 20)
      .padding(.vertical, 8)
    LabeledTextField(Words.text("appeal_name"), text: $model.name)
    LabeledTextField(Words.text("appeal_phone"), text: $model.phone).keyboardType(.phonePad)
  }

  private func chooseKind(_ code: String) {
    if let option = form.kinds.first(where: { $0.kind.code == code }) { model.kind = option.kind }
  }
}
