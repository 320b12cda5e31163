import SongmingCore
import SongmingKit
import SwiftUI

/// 应急.
struct AlertsScreen: View {
  let model: AlertsModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("alerts_title"), model: model) { page in
      if page.current.isEmpty {
        InlineMessage(
          title: Words.text("alerts_none"), text: Words.text("alerts_none_body"), systemImage: "sun.max")
      }
      ForEach(page.current, id: \.row.id) { AlertBanner(alert: $0, onOpen: navigator.open) }
      if !page.all.isEmpty { SectionHeader(Words.text("alerts_before")) }
      ForEach(page.all, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
    }
  }
}
