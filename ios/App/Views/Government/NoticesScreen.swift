import SongmingCore
import SongmingKit
import SwiftUI

/// 公开: the notices of a module, which are narrowed above the list.
struct NoticesScreen: View {
  @Bindable var model: NoticesModel
  let title: String
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(title, model: model) { notices in
      choices
      if notices.isEmpty {
        InlineMessage(title: Words.text("asked_none"), text: Words.text("asked_none_body"))
      }
      ForEach(notices, id: \.row.id) { NoticeListRow(notice: $0, onOpen: navigator.open) }
      LoadMore(rows: notices.count, action: model.notices.loadMore)
    }
  }

  @ViewBuilder
  private var choices: some View {
    SwitchRow(
      Words.text("notices_valid"), detail: Words.text("notices_valid_body"),
      isOn: model.isValidOnly, onChange: { model.isValidOnly = $0 })
    LabeledTextField(Words.text("notices_number"), text: $model.number)
    if !model.topics.isEmpty {
      ChipGroup(
        Words.text("notice_topic"), terms: model.topics,
        selected: model.topic.map { [$0] } ?? [],
        onToggle: { model.topic = $0 == model.topic ? nil : $0 })
    }
  }
}
