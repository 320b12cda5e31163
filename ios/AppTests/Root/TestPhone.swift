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
    folder: URL = FileManager.default.temporaryDirectory.appending(path: "songming-\(UUID().uuidString)"),
    width: UserInterfaceSizeClass = .compact,
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

  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// Presses the control whose name begins so.
  func press(_ beginning: String) throws {
    try press(beginning) { $0.name.hasPrefix(beginning) }
  }

  /// Presses the first control that has this in its name.
  func pressRow(with text: String) throws {
    try press(text) { $0.name.contains(text) }
  }

  private func press(_ what: String, isMeant: (Node) -> Bool) throws {
    guard let control = host.controls.first(where: isMeant) else {
      throw Missing(description: "\(what) is not among \(host.controls.map(\.name))")
    }
    try host.press(control)
  }

  func has(_ name: String) -> Bool { host.controls.contains { $0.name == name } }

  func hasTab(_ name: String) -> Bool { host.controls.contains { $0.role == .tab && $0.name == name } }

  /// To be compared in an expectation: one that fails would describe a whole tree of views.
  func shows(_ text: String) -> Bool { host.shows(text) }
}

/// An expectation about a screen. `#expect` itself would describe all of its views when it fails.
func expect(_ isTrue: Bool, _ what: String, at location: SourceLocation = #_sourceLocation) {
  if !isTrue { Issue.record("\(what)", sourceLocation: location) }
}
