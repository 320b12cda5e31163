import SongmingCore
import SongmingKit
import SwiftUI

/// The form of a radar rule.
struct RadarRuleScreen: View {
  @Bindable var model: RadarRuleModel
  @State private var isConfirming = false
  @Environment(Navigator.self) private var navigator
  @Environment(\.requestNotifications) private var requestNotifications

  var body: some View {
    ScreenScaffold(Words.text(model.isNew ? "radar_new" : "radar_change"), model: model) { form in
      RuleWords(draft: $model.draft)
      RuleTerms(form: form, draft: $model.draft)
      RuleReminder(steps: form.remindSteps, draft: $model.draft)
      Button(action: save) {
        Text(Words.text("radar_save")).frame(maxWidth: .infinity)
      }
      .buttonStyle(.filled)
      .padding(.horizontal, 20)
      .padding(.vertical, 8)
      if !model.isNew {
        Button(Words.text("radar_delete")) { isConfirming = true }.buttonStyle(.text)
      }
    }
    .confirmDialog(
      isPresented: $isConfirming, title: "radar_delete_title", body: "radar_delete_body",
      confirm: "delete"
    ) { model.delete(onSuccess: navigator.back) }
  }

  private func save() {
    if model.draft.remind > 0 { requestNotifications() }
    model.save(onSuccess: navigator.back)
  }
}

private struct RuleWords: View {
  @Binding var draft: RadarRuleDraft

  var body: some View {
    LabeledTextField(Words.text("radar_name"), text: $draft.name)
    LabeledTextField(Words.text("radar_words"), text: $draft.words)
    LabeledTextField(Words.text("radar_excluded"), text: $draft.excluded)
  }
}

private struct RuleTerms: View {
  let form: RadarRuleForm
  @Binding var draft: RadarRuleDraft

  var body: some View {
    ChipGroup(
      Words.text("industry_sectors"), terms: form.sectors, selected: draft.sectors,
      onToggle: { toggle($0, in: \.sectors) })
    ChipGroup(
      Words.text("industry_parks"), terms: form.parks, selected: draft.parks,
      onToggle: { toggle($0, in: \.parks) })
    ChipGroup(
      Words.text("radar_kinds"), terms: form.kinds.map(\.term), selected: draft.kinds,
      onToggle: { toggle($0, in: \.kinds) })
    ChipGroup(
      Words.text("policy_sizes"), terms: form.sizes, selected: draft.size.map { [$0] } ?? [],
      onToggle: { draft.size = $0 == draft.size ? nil : $0 })
  }

  private func toggle(_ code: String, in codes: WritableKeyPath<RadarRuleDraft, [String]>) {
    if draft[keyPath: codes].contains(code) {
      draft[keyPath: codes].removeAll { $0 == code }
    } else {
      draft[keyPath: codes].append(code)
    }
  }
}

private struct RuleReminder: View {
  let steps: [UInt32]
  @Binding var draft: RadarRuleDraft

  var body: some View {
    ChipGroup(
      Words.text("radar_remind"), terms: terms, selected: ["\(draft.remind)"],
      onToggle: { draft.remind = UInt32($0) ?? 0 })
  }

  private var terms: [Term] {
    let never = Term(code: "0", name: Words.text("radar_remind_never"))
    return [never] + steps.map { Term(code: "\($0)", name: Words.text("radar_remind_days", $0)) }
  }
}
