import SongmingCore
import SongmingKit
import SwiftUI

/// 政策: all policies, which are narrowed above the list.
struct PoliciesScreen: View {
  let model: PoliciesModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("policies_title"), model: model) { policies in
      choices
      if policies.isEmpty {
        InlineMessage(title: Words.text("asked_none"), text: Words.text("asked_none_body"))
      }
      ForEach(policies, id: \.row.id) { PolicyListRow(policy: $0, onOpen: navigator.open) }
      LoadMore(rows: policies.count, action: model.policies.loadMore)
    }
  }

  @ViewBuilder
  private var choices: some View {
    SwitchRow(
      Words.text("policies_open"), isOn: model.isOpenOnly, onChange: { model.isOpenOnly = $0 })
    ChipGroup(
      Words.text("policy_sectors"), terms: model.sectors,
      selected: model.sector.map { [$0] } ?? [],
      onToggle: { model.sector = $0 == model.sector ? nil : $0 })
    ChipGroup(
      Words.text("policy_sizes"), terms: model.sizes, selected: model.size.map { [$0] } ?? [],
      onToggle: { model.size = $0 == model.size ? nil : $0 })
  }
}
