import SongmingCore
import SongmingKit
import SwiftUI

/// The saved states of a draft. Going back to one loses nothing: the state before stays in the list.
struct DraftHistoryScreen: View {
  let model: DraftHistoryModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("draft_history"), model: model) { states in
      if states.isEmpty {
        InlineMessage(title: Words.text("draft_history_none"), text: Words.text("draft_history_none_body"))
      }
      ForEach(states, id: \.number) { state in
        NavRow(
          state.title, detail: state.detailText,
          trailing: {
            if !state.current { restoreButton(state) }
          },
          content: {
            if state.current { AccentText(Words.text("draft_history_current")) }
          })
      }
    }
  }

  private func restoreButton(_ state: SavedState) -> some View {
    let restore = Words.text("draft_history_restore")
    return Button(restore) { model.restore(state.number, onSuccess: navigator.back) }
      .buttonStyle(.text)
      .accessibilityLabel(Words.text("draft_file_action", restore, state.detailText))
  }
}
