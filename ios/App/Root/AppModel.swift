import Foundation
import Observation
import SongmingCore
import SongmingKit
import SwiftUI

/// What lives as long as the process: the core, which is opened once, and the link that is to be followed.
@Observable @MainActor
final class AppModel {
  private(set) var session = ScreenState<AppSession>.loading
  /// The destination of a link that was not followed yet.
  private(set) var pendingLink: Destination?
  private let dependencies: AppDependencies
  @ObservationIgnored private var opening: Task<AppSession, any Error>?
  @ObservationIgnored private var lifecycle: SceneLifecycle?

  init(_ dependencies: AppDependencies) {
    self.dependencies = dependencies
    lifecycle = SceneLifecycle(
      time: dependencies.backgroundTime,
      opened: { [weak self] in
        self?.session.value.map { SceneLifecycle.Opened(client: $0.client, sync: $0.sync) }
      },
      schedule: dependencies.scheduleBackground)
  }

  /// Opens the core if nobody did yet, also for a task in the background.
  @discardableResult
  func open() async throws -> AppSession {
    if let opening { return try await opening.value }
    let opening = Task { [dependencies] in
      AppSession(try await dependencies.openClient(), dependencies)
    }
    self.opening = opening
    do {
      let opened = try await opening.value
      session = .content(opened)
      opened.start()
      await lifecycle?.coreOpened()
      return opened
    } catch {
      self.opening = nil
      session = .error(ClientError(opening: error))
      throw error
    }
  }

  /// Opens the core again on the same files.
  func retry() {
    session = .loading
    // The screen shows why it failed.
    Task { _ = try? await open() }
  }

  func phaseChanged(to phase: ScenePhase) {
    lifecycle?.phaseChanged(to: phase)
    guard phase == .active, let shares = session.value?.shares else { return }
    // What was shared meanwhile came through the extension, another process, which announces nothing here.
    Task { await shares.createDrafts() }
  }

  var isForeground: Bool { lifecycle?.isForeground ?? false }

  /// Follows a link as soon as the screens are there. Links that the app does not know lead nowhere.
  func open(_ link: URL) {
    if let destination = DeepLinks.destination(of: link, host: Publisher.host) {
      pendingLink = destination
    }
  }

  func takePendingLink() -> Destination? {
    defer { pendingLink = nil }
    return pendingLink
  }
}

extension ClientError {
  /// The core throws no others; what its bindings throw is a mistake of a program.
  fileprivate init(opening error: any Error) {
    self =
      error as? ClientError
      ?? .Unexpected(explanation: Words.text("fault_unexpected"), code: "\(type(of: error))")
  }
}
