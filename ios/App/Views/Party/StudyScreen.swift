import SongmingCore
import SongmingKit
import SwiftUI

/// 学习资料: the chapters of one series.
struct StudyScreen: View {
  let model: StudyModel
  let series: String
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(series, model: model) { page in
      OfflineControl(entry: page.offline, onChange: model.setOffline)
      ForEach(page.study.chapters, id: \.row.id) { chapter in
        NavRow(
          chapter.row.title, detail: chapter.detailText,
          action: { navigator.open(chapter.row.id) },
          content: {
            if page.study.goOn == chapter.row.id { SecondaryText(Words.text("party_go_on")) }
          })
      }
    }
  }
}

/// Keeps the whole series on the phone, and says how far that is.
private struct OfflineControl: View {
  let entry: OfflineEntry
  let onChange: (Bool) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      if entry.kept {
        Text(entry.statusText).textStyle(.caption).textColor(\.secondary)
        Button(Words.text("keep_off")) { onChange(false) }.buttonStyle(.text)
      } else {
        Button {
          onChange(true)
        } label: {
          Text(Words.text("party_keep")).frame(maxWidth: .infinity)
        }
        .buttonStyle(.tonal)
      }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(.horizontal, 20)
    .padding(.vertical, 8)
  }
}
