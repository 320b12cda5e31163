import SongmingCore
import SongmingKit
import SwiftUI

/// 听新闻: the current sentence, and the queue. `onPlay` and `onPause` are those of the controls, which also take the sound
/// from other apps and give it back.
struct ListeningScreen: View {
  let player: SpeechPlayer
  let onPlay: () -> Void
  let onPause: () -> Void

  var body: some View {
    let state = player.state
    AppScaffold(Words.text("listen_title")) {
      if state.voiceMissing, !state.queue.isEmpty {
        Banner(Words.text("listen_mute"), detail: Words.text("listen_mute_do"))
      }
    } content: {
      if state.queue.isEmpty {
        MessagePage(
          title: Words.text("listen_none"), text: Words.text("listen_none_body"),
          systemImage: "headphones")
      } else {
        ScreenList {
          PlayerCard(player: player, onPlay: onPlay, onPause: onPause)
          SectionHeader(Words.text("listen_queue"))
          ForEach(state.queue, id: \.id) { row in
            QueueRow(row: row, isCurrent: row.id == state.item?.id, player: player)
          }
        }
      }
    }
  }
}

private struct QueueRow: View {
  let row: ItemRow
  let isCurrent: Bool
  let player: SpeechPlayer

  var body: some View {
    NavRow(
      row.title, detail: isCurrent ? Words.text("listen_here") : row.source,
      action: { player.select(row) },
      trailing: {
        SymbolButton(Words.text("listen_remove", row.title), systemImage: "trash") {
          player.remove(row.id)
        }
      },
      content: { EmptyView() })
  }
}
