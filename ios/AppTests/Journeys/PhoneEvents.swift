import Foundation
import SongmingCore
import SwiftUI
import Testing
import ViewHost

@testable import App

/// What can happen to an app while nobody operates it.
enum PhoneEvent: String, CaseIterable {
  case active, inactive, background, offline, metered, unmetered, memoryWarning, pause
}

extension JourneyPhone {
  /// Lets the events happen in an order that the seed decides, as fast as they come; then the app is in the foreground again,
  /// with the network that it had. The screen is still the same.
  func shake(seed: UInt64, events count: Int = 24) async throws {
    var generator = SeededGenerator(state: seed)
    let events = (0..<count).compactMap { _ in PhoneEvent.allCases.randomElement(using: &generator) }
    print("events of seed \(seed): \(events.map(\.rawValue).joined(separator: " "))")
    let title = host.title
    let network = system.network
    for event in events {
      try await happen(event)
      try host.check()
    }
    try await setNetwork(network)
    try await comeBack()
    try await settle("the app is done in the background") { !self.system.time.isRunning }
    #expect(host.title == title)
  }

  private func happen(_ event: PhoneEvent) async throws {
    switch event {
    case .active: try setPhase(.active)
    case .inactive: try setPhase(.inactive)
    case .background: try setPhase(.background)
    case .offline: system.setNetwork(.offline)
    case .metered: system.setNetwork(.metered)
    case .unmetered: system.setNetwork(.unmetered)
    case .memoryWarning: try warnOfMemory()
    // Long enough for what an earlier event began, and too short for all of it.
    case .pause: for _ in 0..<50 { await Task.yield() }
    }
  }
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
