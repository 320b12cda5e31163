import AVFoundation
import Foundation

/// The app's audio session. Speech is paused, not played more quietly, when another app has something to play.
///
/// `onLost` is called when another app or a call gets the sound, and when headphones are unplugged; `onRegained` when
/// it comes back, for example after a call.
@MainActor
final class AudioFocus {
  /// What the system reported, as far as it matters here.
  enum Event: Equatable, Sendable {
    case lost
    /// The sound comes back later.
    case lent
    case regained
  }

  private let session = AVAudioSession.sharedInstance()
  private let onLost: () -> Void
  private let onRegained: () -> Void
  private var observations: [Observation] = []
  private var held = false

  /// Whether a call or another app has the sound for a short time, after which it comes back.
  private(set) var isLent = false

  init(onLost: @escaping () -> Void, onRegained: @escaping () -> Void) {
    self.onLost = onLost
    self.onRegained = onRegained
    observe(AVAudioSession.interruptionNotification, Self.eventOfInterruption)
    observe(AVAudioSession.routeChangeNotification, Self.eventOfRouteChange)
    // All sessions are gone then, also this one.
    observe(AVAudioSession.mediaServicesWereResetNotification) { _ in .lost }
  }

  /// Requests the sound; false while there is a call.
  func request() -> Bool {
    isLent = false
    if held { return true }
    do {
      try session.setCategory(.playback, mode: .spokenAudio, policy: .longFormAudio, options: [])
      try session.setActive(true, options: [])
      held = true
    } catch {
      held = false
    }
    return held
  }

  func abandon() {
    isLent = false
    guard held else { return }
    held = false
    // Music of another app goes on. It fails while a sentence is still ending; then the other app waits until the
    // person plays it.
    try? session.setActive(false, options: .notifyOthersOnDeactivation)
  }

  func handle(_ event: Event) {
    guard held else { return }
    switch event {
    case .lost:
      onLost()
      abandon()
    case .lent:
      isLent = true
      onLost()
    case .regained:
      guard isLent else { return }
      isLent = false
      // The system deactivated the session.
      held = false
      onRegained()
    }
  }

  private func observe(_ name: Notification.Name, _ event: @escaping @Sendable (Notification) -> Event?) {
    // The system does not say on which thread it calls. A notification is not Sendable, so it becomes an event there.
    let token = NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) {
      [weak self] notification in
      guard let event = event(notification) else { return }
      Task { @MainActor in self?.handle(event) }
    }
    observations.append(Observation(token))
  }

  nonisolated private static func eventOfInterruption(_ notification: Notification) -> Event? {
    guard let raw = notification.userInfo?[AVAudioSessionInterruptionTypeKey] as? UInt,
      let type = AVAudioSession.InterruptionType(rawValue: raw)
    else { return nil }
    switch type {
    case .began: return .lent
    case .ended:
      let options = notification.userInfo?[AVAudioSessionInterruptionOptionKey] as? UInt ?? 0
      return AVAudioSession.InterruptionOptions(rawValue: options).contains(.shouldResume) ? .regained : .lost
    @unknown default: return nil
    }
  }

  /// Unplugged headphones; a new device is no reason to stop.
  nonisolated private static func eventOfRouteChange(_ notification: Notification) -> Event? {
    guard let raw = notification.userInfo?[AVAudioSessionRouteChangeReasonKey] as? UInt else { return nil }
    return AVAudioSession.RouteChangeReason(rawValue: raw) == .oldDeviceUnavailable ? .lost : nil
  }
}

/// Ends with its owner.
private final class Observation {
  private let token: any NSObjectProtocol

  init(_ token: any NSObjectProtocol) {
    self.token = token
  }

  deinit {
    NotificationCenter.default.removeObserver(token)
  }
}
