import SongmingCore
import SongmingKit
import SwiftUI

/// 服务: the directory by categories.
struct ServiceScreen: View {
  let model: ServiceModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("tab_service"), model: model) { groups in
      SwitchRow(
        Words.text("service_open"), isOn: model.isOpenNowOnly,
        onChange: { model.isOpenNowOnly = $0 })
      if groups.isEmpty {
        InlineMessage(title: Words.text("service_none"), text: Words.text("service_none_body"))
      }
      // Two categories could have the same name.
      ForEach(Array(groups.enumerated()), id: \.offset) { _, group in
        SectionHeader(group.name)
        ForEach(group.entries, id: \.row.id) { EntryRow(entry: $0, onOpen: navigator.open) }
      }
    }
  }
}

private struct EntryRow: View {
  let entry: ServiceEntry
  let onOpen: (String) -> Void

  var body: some View {
    NavRow(
      entry.row.title, detail: entry.detailText, action: { onOpen(entry.row.id) },
      content: {
        if let opening = entry.opening {
          Text(opening.words)
            .textStyle(.caption)
            .textColor(opening.open ? \.secondary : \.secondaryText)
        }
      })
  }
}
