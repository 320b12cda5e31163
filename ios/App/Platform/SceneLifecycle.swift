import Foundation
import SongmingCore
import SongmingKit
import SwiftUI
import UIKit

/// The time that the system grants when the app leaves the screen.
@MainActor
protocol BackgroundTime {
  /// `onExpiration` runs shortly before the app is suspended; the time ends with it. Returns what ends the time; it
  /// may be called twice.
  func begin(onExpiration: @escaping @MainActor @Sendable () async -> Void) -> @MainActor () -> Void
}

/// Passes on whether the app is on the screen, and keeps the app running until the core has closed its files: an app
/// that is suspended with a locked file of a shared folder is ended by the system.
@MainActor
final class SceneLifecycle {
  /// The core, once it is open.
  struct Opened {
    let client: any CoreClient
    let sync: SyncController
  }

  private let time: any BackgroundTime
  private let opened: @MainActor () -> Opened?
  private let schedule: @MainActor (SendReport?) -> Void
  private(set) var isForeground = false

  /// `schedule`: is told what is left to send when the app has left the screen.
  init(
    time: any BackgroundTime, opened: @escaping @MainActor () -> Opened?,
    schedule: @escaping @MainActor (SendReport?) -> Void
  ) {
    self.time = time
    self.opened = opened
    self.schedule = schedule
  }

  /// An app that is only covered for a moment (`inactive`) stays where it is.
  func phaseChanged(to phase: ScenePhase) {
    switch phase {
    case .active: enter()
    case .background: leave()
    default: break
    }
  }

  private func enter() {
    guard !isForeground else { return }
    isForeground = true
    Task { await apply(true) }
  }

  private func leave() {
    guard isForeground else { return }
    isForeground = false
    let end = time.begin { [weak self] in
      // What was sent until now is kept. The core closes its files within two seconds, which are left here.
      guard let self, !isForeground else { return }
      await opened()?.client.setForeground(false)
    }
    Task {
      await apply(false)
      await sendRest()
      end()
    }
  }

  /// To be called once the core is open, which takes longer than the first phase.
  func coreOpened() async {
    await apply(isForeground)
  }

  /// Two calls of the core that are under way at once may arrive in either order: whoever ends last puts it right.
  private func apply(_ foreground: Bool) async {
    guard let opened = opened() else { return }
    await opened.sync.setForeground(foreground)
    var applied = foreground
    while applied != isForeground {
      applied = isForeground
      await opened.client.setForeground(applied)
    }
  }

  /// Small things are sent in the seconds that the system leaves; what remains goes on in a task, or when the app is
  /// opened.
  private func sendRest() async {
    guard let opened = opened(), opened.sync.isConsentGiven else { return }
    var pending = try? await opened.client.submissions.pending()
    if !isForeground, let left = pending?.left, left > 0 {
      let report = try? await opened.sync.inBackground {
        try await opened.client.submissions.send(seconds: Self.sendSeconds)
      }
      pending = report ?? pending
    }
    if !isForeground { schedule(pending) }
  }

  /// The system grants about 30 seconds.
  static let sendSeconds: UInt32 = 20
}

/// The system's own.
struct ApplicationBackgroundTime: BackgroundTime {
  func begin(onExpiration: @escaping @MainActor @Sendable () async -> Void) -> @MainActor () -> Void {
    let task = BackgroundTask()
    task.begin(onExpiration)
    return { task.end() }
  }

  @MainActor
  private final class BackgroundTask {
    private var identifier = UIBackgroundTaskIdentifier.invalid

    func begin(_ onExpiration: @escaping @MainActor @Sendable () async -> Void) {
      identifier = UIApplication.shared.beginBackgroundTask(withName: "close") {
        Task { @MainActor in
          await onExpiration()
          self.end()
        }
      }
    }

    func end() {
      guard identifier != .invalid else { return }
      UIApplication.shared.endBackgroundTask(identifier)
      identifier = .invalid
    }
  }
}
