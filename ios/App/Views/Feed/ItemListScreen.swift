import SongmingCore
import SongmingKit
import SwiftUI

/// A list of items with the name `title`. `emptyText` says why it can be empty.
struct ItemListScreen: View {
  let model: ItemListModel
  let title: String
  let emptyText: String

  var body: some View {
    AppScaffold(title) {
      if let error = model.actionError { ErrorBanner(error: error, onRetry: model.loadMore) }
    } content: {
      StateContent(model.state, onRetry: model.retry) { rows in
        if rows.isEmpty {
          MessagePage(title: Words.text("list_empty"), text: emptyText)
            // What the phone does not have, the publisher may.
            .task { model.loadMore() }
        } else {
          ItemRows(rows: rows, model: model)
        }
      }
    }
    .toolbar {
      ToolbarItem(placement: .topBarTrailing) {
        SymbolButton(Words.text("list_read_all"), systemImage: "checkmark.circle", action: model.markAllRead)
      }
    }
    .task { await model.loadWhileShown() }
  }
}

private struct ItemRows: View {
  let rows: [ItemRow]
  let model: ItemListModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    NewsList(newest: model.announcesNewItems ? rows.first?.id : nil) {
      ForEach(rows, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
      LoadMore(rows: rows.count, action: model.loadMore)
    }
  }
}
