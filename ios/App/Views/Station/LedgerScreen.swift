import SongmingCore
import SongmingKit
import SwiftUI

/// 台账.
struct LedgerScreen: View {
  let model: LedgerModel

  var body: some View {
    ScreenScaffold(Words.text("ledger_title"), model: model) { page in
      if page.months.isEmpty {
        InlineMessage(title: Words.text("ledger_none"), text: Words.text("ledger_none_body"))
      } else {
        VStack(alignment: .leading, spacing: 4) {
          if !page.station.isEmpty {
            Text(page.station).textStyle(.title).accessibilityAddTraits(.isHeader)
          }
          SecondaryText(Words.text("ledger_body"))
        }
        .rowWidth()
        ForEach(page.months, id: \.month) { MonthCard(month: $0) }
      }
    }
  }
}

private struct MonthCard: View {
  let month: LedgerMonth

  var body: some View {
    InfoCard {
      Text(month.month).textStyle(.smallTitle)
      FlowLayout(spacing: 20) {
        ForEach(month.counts, id: \.self) { Text($0).textStyle(.detail) }
      }
    }
    .accessibilityElement(children: .combine)
    .cardMargins()
  }
}
