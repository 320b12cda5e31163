import SongmingCore
import SongmingKit
import SwiftUI

/// The page of a sector or a park.
struct IndustryPageScreen: View {
  let model: IndustryPageModel
  let title: String
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(title, model: model) { page in
      if !page.ending.isEmpty { SectionHeader(Words.text("industry_ending")) }
      ForEach(page.ending, id: \.row.id) { PolicyListRow(policy: $0, onOpen: navigator.open) }
      if !page.latest.isEmpty { SectionHeader(Words.text("industry_latest")) }
      ForEach(page.latest, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
      if !page.guides.isEmpty { SectionHeader(Words.text("industry_guides")) }
      ForEach(page.guides, id: \.id) { GuideListRow(guide: $0, onOpen: navigator.open) }
      StationRows(stations: page.stations)
      if page.hasNoNews { InlineMessage(title: Words.text("list_empty"), text: "") }
    }
  }
}
