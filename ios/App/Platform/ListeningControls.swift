import Foundation
import MediaPlayer
import Observation
import SongmingKit

/// Takes commands of headphones, lock screen and car, shows there what is spoken, and pauses for calls. The
/// background mode `audio` keeps the app running while it speaks.
@MainActor
final class ListeningControls {
  private let player: SpeechPlayer
  private let commands = MPRemoteCommandCenter.shared()
  private let information = MPNowPlayingInfoCenter.default()
  private lazy var focus = AudioFocus(
    onLost: { [weak self] in self?.player.pause() }, onRegained: { [weak self] in self?.play() })
  private var isStarted = false
  private var wasSpeaking = false

  init(player: SpeechPlayer) {
    self.player = player
    observe()
  }

  /// Plays from the current sentence on, unless there is a call.
  func play() {
    start()
    Task {
      await player.waitUntilLoaded()
      if focus.request() { player.play() }
      if !player.state.speaking { focus.abandon() }
    }
  }

  func pause() {
    player.pause()
    focus.abandon()
  }

  func toggle() {
    if player.state.speaking { pause() } else { play() }
  }

  /// Ends it with its player.
  func close() {
    pause()
    for command in [
      commands.playCommand, commands.pauseCommand, commands.togglePlayPauseCommand, commands.stopCommand,
      commands.nextTrackCommand, commands.previousTrackCommand,
    ] { command.removeTarget(nil) }
    information.nowPlayingInfo = nil
  }

  /// The app takes no commands before the person listens for the first time: they belong to another app until then.
  private func start() {
    if isStarted { return }
    isStarted = true
    take(commands.playCommand) { $0.play() }
    take(commands.pauseCommand) { $0.pause() }
    take(commands.stopCommand) { $0.pause() }
    take(commands.togglePlayPauseCommand) { $0.toggle() }
    take(commands.nextTrackCommand) { $0.player.nextItem() }
    take(commands.previousTrackCommand) { $0.player.previousItem() }
  }

  private func take(_ command: MPRemoteCommand, _ action: @escaping @MainActor @Sendable (ListeningControls) -> Void) {
    command.isEnabled = true
    // Without `@Sendable` the closure would belong to the main actor, and the system may call it on another thread.
    command.addTarget { @Sendable [weak self] _ in
      Task { @MainActor in
        if let self { action(self) }
      }
      return .success
    }
  }

  private func observe() {
    let state = withObservationTracking {
      player.state
    } onChange: { [weak self] in
      // It is called before the change.
      Task { @MainActor in self?.observe() }
    }
    show(state)
  }

  private func show(_ state: PlayerState) {
    if wasSpeaking, !state.speaking, !focus.isLent { focus.abandon() }
    wasSpeaking = state.speaking
    guard isStarted else { return }
    guard let item = state.item else {
      information.nowPlayingInfo = nil
      return
    }
    information.nowPlayingInfo = [
      MPMediaItemPropertyTitle: item.title,
      MPMediaItemPropertyArtist: item.source,
      MPNowPlayingInfoPropertyPlaybackRate: state.speaking ? 1.0 : 0.0,
      MPNowPlayingInfoPropertyDefaultPlaybackRate: 1.0,
    ]
  }
}
