import SongmingCore
import SongmingKit
import SwiftUI

/// 办事指南: all guides.
struct GuidesScreen: View {
  let model: GuidesModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("government_guides"), model: model) { guides in
      if guides.isEmpty { InlineMessage(title: Words.text("list_empty"), text: "") }
      ForEach(guides, id: \.id) { GuideListRow(guide: $0, onOpen: navigator.open) }
      LoadMore(rows: guides.count, action: model.guides.loadMore)
    }
  }
}
