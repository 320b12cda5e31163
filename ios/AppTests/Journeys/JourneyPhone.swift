import Foundation
import PhotosUI
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import UIKit
import ViewHost

@testable import App

/// A phone with the real app on it: the real views, the real core, and the real publisher behind the network. What a person
/// does with it is in an extension.
@MainActor
final class JourneyPhone {
  let system: PhoneSystem
  private(set) var app: AppModel
  private(set) var host: ViewHost
  private var evaluations: [String: Int] = [:]
  private var presses = 0
  private var processes = 1

  init() throws {
    let system = try PhoneSystem()
    self.system = system
    app = AppModel(system.dependencies())
    host = Self.show(app, system)
    app.phaseChanged(to: .active)
  }

  private static func show(_ app: AppModel, _ system: PhoneSystem, restoring: [String: Any] = [:]) -> ViewHost {
    var environment = EnvironmentValues()
    environment.horizontalSizeClass = .compact
    environment.scenePhase = .active
    environment.pickPhotos = { system.inPicker($0) }
    return ViewHost(RootView(app: app), environment: environment, restoring: restoring)
  }

  /// The core of the current process.
  func core() throws -> Client { try #require(system.core) }

  /// Also downloads everything that the publisher has.
  func loadEverything() async throws {
    let core = try core()
    while try await core.items().loadOlder() {}
    try await sync()
  }

  /// Runs a sync that starts now: one that is running already may have made its requests before what the test did.
  func sync() async throws {
    let session = try #require(app.session.value)
    try await settle("no sync is running") { !session.sync.state.isRunning }
    try await session.client.sync(budget: nil)
  }

  // MARK: What happens to a phone

  /// Returns once the app knows it.
  func setNetwork(_ network: NetworkClass) async throws {
    system.setNetwork(network)
    try await settle("the app knows the network") {
      self.app.session.value?.sync.state.isOffline == (network == .offline)
    }
  }

  func setPhase(_ phase: ScenePhase) throws {
    host.environment.scenePhase = phase
    // The views are told before the app begins to close its files.
    try host.check()
    app.phaseChanged(to: phase)
  }

  /// The app leaves the screen, and the core closes its files.
  func leave() async throws {
    try setPhase(.inactive)
    try setPhase(.background)
    try await settle("the app is done in the background") { !system.time.isRunning }
  }

  /// The app comes back to the screen.
  func comeBack() async throws {
    try setPhase(.inactive)
    try setPhase(.active)
    try await settle("the app is in the foreground") {
      app.session.value?.sync.isForeground == true && app.session.value?.sync.state.isRunning == false
    }
  }

  /// Nothing that is on the screen may go by it.
  func warnOfMemory() throws {
    let before = host.spokenNames
    NotificationCenter.default.post(name: UIApplication.didReceiveMemoryWarningNotification, object: nil)
    try host.check()
    #expect(host.spokenNames == before)
  }

  /// The process ends while the app is in the background, or without that warning, and the person opens the app again. The
  /// core is dropped as it is, and nobody closes it.
  func endProcess(inBackground: Bool = true) async throws {
    if inBackground { try await leave() }
    try host.check()
    count()
    let kept = host.keptScene
    let before = WeakCore(core: system.core)
    host.endProcess()
    app.session.value?.stop()
    app = AppModel(system.dependencies())
    host = Self.show(app, system, restoring: kept)
    app.phaseChanged(to: .active)
    processes += 1
    try await settle("the core is open again") { app.session.value != nil }
    try await settle("nothing holds the core of before") { before.core == nil }
  }

  // MARK: The end

  private func count() {
    evaluations.merge(host.evaluations, uniquingKeysWith: +)
    presses += host.presses.values.reduce(0, +)
  }

  /// Closes the app, and prints what the journey did.
  func finish(_ journey: String) async throws {
    try host.check()
    count()
    host.unmount()
    app.session.value?.stop()
    try await core().shutDown()
    let total = evaluations.values.reduce(0, +)
    let counts = "\(total) evaluations of \(evaluations.count) views, \(presses) presses, \(processes) processes"
    print("journey \(journey): \(counts)")
    #expect(evaluations.count > 20)
    #expect(presses > 5)
  }
}

/// A core that is let go.
private struct WeakCore {
  weak var core: Client?
}
