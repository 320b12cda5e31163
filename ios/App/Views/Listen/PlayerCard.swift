import SongmingKit
import SwiftUI

/// What is spoken now, and the buttons of the player.
struct PlayerCard: View {
  let player: SpeechPlayer
  let onPlay: () -> Void
  let onPause: () -> Void

  var body: some View {
    InfoCard {
      Text(player.state.item?.title ?? "").textStyle(.rowTitle)
      Text(player.state.current?.text ?? Words.text("listen_end"))
        .textStyle(.body)
        .frame(maxWidth: .infinity, minHeight: 96, alignment: .topLeading)
        .padding(.vertical, 12)
      // VoiceOver reads the sentence, which says more than a percentage.
      ProgressView(value: progress).accessibilityHidden(true)
      buttons
    }
    .padding(.horizontal, 16)
    .padding(.vertical, 8)
  }

  private var progress: Double {
    let count = player.state.sentences.count
    return count == 0 ? 0 : min(1, Double(player.state.sentence) / Double(count))
  }

  private var buttons: some View {
    HStack(spacing: 0) {
      PlayerButton(Words.text("listen_back"), systemImage: "gobackward") { player.step(by: -1) }
        .frame(maxWidth: .infinity)
      MainPlayerButton(isSpeaking: player.state.speaking, onPlay: onPlay, onPause: onPause)
        .frame(maxWidth: .infinity)
      PlayerButton(Words.text("listen_on"), systemImage: "goforward") { player.step(by: 1) }
        .frame(maxWidth: .infinity)
      PlayerButton(
        Words.text("listen_next"), systemImage: "forward.end.fill", action: player.nextItem
      )
      .frame(maxWidth: .infinity)
    }
    .padding(.top, 12)
  }
}

private struct PlayerButton: View {
  private let name: String
  private let systemImage: String
  private let action: () -> Void

  init(_ name: String, systemImage: String, action: @escaping () -> Void) {
    self.name = name
    self.systemImage = systemImage
    self.action = action
  }

  var body: some View {
    Button(action: action) {
      Image(systemName: systemImage)
        .font(.system(size: 28))
        .frame(minWidth: 64, minHeight: 64)
        .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
    .textColor(\.primary)
    .accessibilityLabel(name)
  }
}

/// Plays or pauses.
private struct MainPlayerButton: View {
  let isSpeaking: Bool
  let onPlay: () -> Void
  let onPause: () -> Void
  @Environment(\.display) private var display

  var body: some View {
    Button(action: isSpeaking ? onPause : onPlay) {
      Image(systemName: isSpeaking ? "pause.fill" : "play.fill")
        .font(.system(size: 34))
        .frame(minWidth: 72, minHeight: 72)
        .background(display.palette.primary, in: Circle())
        .contentShape(Circle())
    }
    .buttonStyle(.plain)
    .textColor(\.onPrimary)
    .accessibilityLabel(Words.text(isSpeaking ? "listen_pause" : "listen_play"))
  }
}
