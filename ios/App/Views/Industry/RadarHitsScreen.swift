import SongmingCore
import SongmingKit
import SwiftUI

/// What a rule found, or what all rules found if there is no title.
struct RadarHitsScreen: View {
  let model: RadarHitsModel
  let title: String
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(title.isEmpty ? Words.text("industry_radar") : title, model: model) { hits in
      if hits.isEmpty {
        InlineMessage(title: Words.text("hits_none"), text: Words.text("hits_none_body"))
      }
      ForEach(hits, id: \.row.id) { HitRow(hit: $0, onOpen: navigator.open) }
      LoadMore(rows: hits.count, action: model.hits.loadMore)
    }
  }
}

private struct HitRow: View {
  let hit: RadarHit
  let onOpen: (String) -> Void

  var body: some View {
    NavRow(
      hit.row.title, detail: hit.detailText, action: { onOpen(hit.row.id) },
      content: {
        if hit.unseen { AccentText(Words.text("hits_new")) }
        SecondaryText(hit.rulesText)
        DeadlineText(hit.deadline)
      })
  }
}
