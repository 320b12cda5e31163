import SongmingCore
import SongmingKit
import SwiftUI

/// 离线保存.
struct OfflineScreen: View {
  let model: OfflineModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("me_offline"), model: model) { all in
      if all.isEmpty {
        InlineMessage(title: Words.text("offline_none"), text: Words.text("offline_none_body"))
      }
      ForEach(all, id: \.what) { entry in
        NavRow(
          entry.title, detail: entry.statusText,
          action: { navigator.navigate(to: entry.destination) },
          trailing: {
            Button(Words.text("keep_off")) { model.remove(entry) }.buttonStyle(.text)
          },
          content: { EmptyView() })
      }
    }
  }
}
