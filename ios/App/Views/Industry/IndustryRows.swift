import SongmingCore
import SongmingKit
import SwiftUI

/// A policy in a list.
struct PolicyListRow: View {
  let policy: PolicyRow
  let onOpen: (String) -> Void

  var body: some View {
    NavRow(
      policy.row.title, detail: policy.issuer, action: { onOpen(policy.row.id) },
      content: {
        if let appliesTo = policy.appliesTo { SecondaryText(appliesTo) }
        DeadlineText(policy.deadline)
      })
  }
}

/// Service stations for companies; a tap calls one.
struct StationRows: View {
  let stations: [Station]
  @Environment(ExternalActions.self) private var actions

  var body: some View {
    if !stations.isEmpty { SectionHeader(Words.text("industry_stations")) }
    ForEach(stations, id: \.code) { station in
      NavRow(
        station.name, detail: station.address ?? "", action: call(station),
        content: { if let phone = station.phone { SecondaryText(phone) } })
    }
  }

  private func call(_ station: Station) -> (() -> Void)? {
    guard let phone = station.phones.first else { return nil }
    return { actions.dial(phone.number) }
  }
}
