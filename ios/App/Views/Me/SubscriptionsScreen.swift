import SongmingCore
import SongmingKit
import SwiftUI

/// 首页订阅.
struct SubscriptionsScreen: View {
  let model: SubscriptionsModel

  var body: some View {
    ScreenScaffold(Words.text("subscriptions_title"), model: model) { sections in
      SecondaryText(Words.text("subscriptions_body"))
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(20)
      ForEach(Array(sections.enumerated()), id: \.element.id) { place, section in
        NavRow(
          section.name,
          trailing: {
            SymbolButton(Words.text("subscriptions_up", section.name), systemImage: "chevron.up") {
              model.moveUp(section)
            }
            .disabled(place == 0)
          },
          content: {
            HStack(spacing: 10) {
              ChoiceChip(Words.text("subscriptions_shown"), isSelected: section.shown) {
                model.toggleShown(section)
              }
              ChoiceChip(Words.text("subscriptions_muted"), isSelected: section.muted) {
                model.toggleMuted(section)
              }
            }
          })
      }
    }
  }
}

extension HomeEntry {
  fileprivate var id: String { "\(family) \(code)" }
}
