import SongmingCore
import SongmingKit
import SwiftUI

/// 党建.
struct PartyScreen: View {
  let model: PartyModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("party_title"), model: model) { party in
      series(party.series)
      activities(party.activities)
      notices(party.notices)
      news(party.latest)
    }
  }

  @ViewBuilder
  private func series(_ all: [StudySeries]) -> some View {
    SectionHeader(Words.text("party_series"))
    ForEach(all, id: \.name) { series in
      NavRow(
        series.name, detail: series.detailText,
        action: { navigator.navigate(to: .study, series.name) })
    }
  }

  @ViewBuilder
  private func activities(_ all: [Activity]) -> some View {
    if !all.isEmpty { SectionHeader(Words.text("party_activities")) }
    ForEach(all, id: \.row.id) { activity in
      NavRow(
        activity.row.title, detail: activity.timeText,
        action: { navigator.open(activity.row.id) },
        content: { SecondaryText(activity.place) })
    }
  }

  @ViewBuilder
  private func notices(_ all: [NoticeRow]) -> some View {
    if !all.isEmpty {
      let title = Words.text("party_notices")
      SectionHeader(title, onMore: { navigator.navigate(to: .notices, "party", title: title) })
    }
    ForEach(all, id: \.row.id) { NoticeListRow(notice: $0, onOpen: navigator.open) }
  }

  @ViewBuilder
  private func news(_ all: [ItemRow]) -> some View {
    SectionHeader(
      Words.text("party_news"),
      onMore: { navigator.navigate(to: .module, "party", title: Words.text("party_title")) })
    ForEach(all, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
  }
}
