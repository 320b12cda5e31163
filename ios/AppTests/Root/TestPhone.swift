import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// A phone with the app on it: its files, its network, and what the system keeps of the app between two processes.
@MainActor
final class TestPhone {
  let folder: URL
  let apps = FakeApps()
  private(set) var app: AppModel
  private(set) var host: ViewHost
  private let network: Network
  private let open: @MainActor @Sendable () async throws -> any CoreClient
  private var environment = EnvironmentValues()

  /// The network of the phone, which tests change.
  private final class Network {
    var current = NetworkClass.unmetered
    var listeners: [AsyncStream<NetworkClass>.Continuation] = []
  }

  private struct NoTime: BackgroundTime {
    func begin(onExpiration: @escaping @MainActor @Sendable () async -> Void) -> @MainActor () -> Void { {} }
  }

  private final class Silence: Voice {
    func speak(_ text: String) async -> Bool { false }

    func stop() {}
  }

  /// `open`: opens the core.
  init(
    folder: URL = FileManager.default.temporaryDirectory, width: UserInterfaceSizeClass = .compact,
    open: @escaping @MainActor @Sendable () async throws -> any CoreClient
  ) {
    self.folder = folder
    self.open = open
    network = Network()
    environment.horizontalSizeClass = width
    app = AppModel(Self.dependencies(folder, apps, network, open))
    host = ViewHost(RootView(app: app), environment: environment)
  }

  private static func dependencies(
    _ folder: URL, _ apps: FakeApps, _ network: Network,
    _ open: @escaping @MainActor @Sendable () async throws -> any CoreClient
  ) -> AppDependencies {
    AppDependencies(
      openClient: open, incoming: folder, otherApps: apps, makeVoice: { Silence() },
      makeClerkTools: { _ in ClerkTools() },
      networkClasses: {
        let (classes, continuation) = AsyncStream.makeStream(of: NetworkClass.self)
        continuation.yield(network.current)
        network.listeners.append(continuation)
        return classes
      },
      updateReminders: { _ in }, backgroundTime: NoTime(), scheduleBackground: { _ in },
      cancelBackground: {})
  }

  func setNetwork(_ network: NetworkClass) {
    self.network.current = network
    for listener in self.network.listeners { listener.yield(network) }
  }

  /// The process ends without a word, and the person opens the app again. `close` ends the core.
  func restart(close: () async throws -> Void) async throws {
    let kept = host.keptScene
    host.unmount()
    app.session.value?.stop()
    try await close()
    app = AppModel(Self.dependencies(folder, apps, network, open))
    host = ViewHost(RootView(app: app), environment: environment, restoring: kept)
  }

  /// The control whose name begins so.
  func press(_ beginning: String) throws {
    let control = try #require(
      host.controls.first { $0.name.hasPrefix(beginning) },
      "\(beginning) is not among \(host.controls.map(\.name))")
    try host.press(control)
  }
}
