import SongmingCore
import SongmingKit
import SwiftUI

/// 产业.
struct IndustryScreen: View {
  let model: IndustryModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("tab_industry"), model: model) { industry in
      entrances
      TermRows(title: Words.text("industry_sectors"), terms: industry.sectors, screen: .sector)
      TermRows(title: Words.text("industry_parks"), terms: industry.parks, screen: .park)
      StationRows(stations: industry.stations)
    }
  }

  @ViewBuilder
  private var entrances: some View {
    NavRow(
      Words.text("industry_radar"), detail: Words.text("industry_radar_body"), systemImage: "bell",
      action: { navigator.navigate(to: .radar) })
    NavRow(
      Words.text("calendar_title"), detail: Words.text("calendar_body"), systemImage: "calendar",
      action: { navigator.navigate(to: .calendar) })
    NavRow(Words.text("policies_title"), action: { navigator.navigate(to: .policies) })
  }
}

/// Sectors or parks, with the number of policies that are open.
private struct TermRows: View {
  let title: String
  let terms: [IndustryTerm]
  let screen: Screen
  @Environment(Navigator.self) private var navigator

  var body: some View {
    if !terms.isEmpty { SectionHeader(title) }
    ForEach(terms, id: \.term.code) { entry in
      NavRow(
        entry.term.name, detail: Words.text("industry_open", entry.openPolicies),
        action: { navigator.navigate(to: screen, entry.term.code, title: entry.term.name) })
    }
  }
}
