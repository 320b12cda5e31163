import SongmingCore
import SongmingKit
import SwiftUI

/// Buttons for screens that are not tabs, and rows for what is new in tabs.
struct Shortcuts: View {
  let home: Home
  @Environment(Navigator.self) private var navigator

  var body: some View {
    VStack(alignment: .leading, spacing: 0) {
      SecondaryText(Words.text("home_updated", home.updatedText))
        .padding(.horizontal, 20)
        .padding(.vertical, 6)
      // Beside each other they would be too narrow for the largest texts.
      ViewThatFits(in: .horizontal) {
        HStack(alignment: .top, spacing: 4) { buttons }
        VStack(spacing: 4) { buttons }
      }
      .padding(.horizontal, 8)
      news
    }
    .frame(maxWidth: .infinity, alignment: .leading)
  }

  private var buttons: some View {
    ForEach(Shortcut.all, id: \.screen) { shortcut in
      Button {
        navigator.navigate(to: shortcut.screen)
      } label: {
        VStack(spacing: 6) {
          Image(systemName: shortcut.systemImage)
            .font(.system(size: 26))
            .textColor(\.primary)
            .accessibilityHidden(true)
          Text(Words.text(shortcut.title)).textStyle(.smallLabel).multilineTextAlignment(.center)
        }
        .frame(maxWidth: .infinity, minHeight: 72)
      }
      .buttonStyle(.row)
    }
  }

  @ViewBuilder private var news: some View {
    if home.appealsUnseen > 0 {
      NavRow(Words.text("home_appeals", home.appealsUnseen), action: { navigator.navigate(to: .government) })
    }
    if home.submissionsUnseen > 0 {
      NavRow(
        Words.text("home_submissions", home.submissionsUnseen), action: { navigator.navigate(to: .station) })
    }
    if home.radarUnseen > 0 {
      NavRow(Words.text("home_radar", home.radarUnseen), action: { navigator.navigate(to: .radarHits) })
    }
  }
}

private struct Shortcut {
  let title: String
  let systemImage: String
  let screen: Screen

  static let all = [
    Shortcut(title: "party_title", systemImage: "flag", screen: .party),
    Shortcut(title: "channels_title", systemImage: "square.grid.2x2", screen: .channels),
    Shortcut(title: "listen_title", systemImage: "headphones", screen: .listening),
    Shortcut(title: "alerts_title", systemImage: "exclamationmark.triangle", screen: .alerts),
  ]
}
