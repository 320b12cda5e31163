import Foundation
import SwiftUI
import Testing
import ViewHost

@testable import App

/// What a person does: finds things by what VoiceOver says, scrolls to them, and waits for what the screen shows.
extension JourneyPhone {
  private static let patience = Duration.seconds(60)

  /// Accepts the privacy statement, and waits for the first news.
  func consent() async throws {
    try await press("同意并继续")
    try await settle("the first news") { self.control("更多：新闻") != nil }
  }

  /// Presses the control with this name, or else the first whose name begins so: the name of a row ends with its details.
  func press(_ beginning: String) async throws {
    try await host.press(find("the control “\(beginning)”") { self.control(beginning) })
  }

  /// Selects a tab. It is only there on the first screen of a tab.
  func selectTab(_ name: String) async throws {
    try await settle("the tab “\(name)”") { self.host.controls.contains { $0.role == .tab && $0.name == name } }
    try host.press(.tab, name)
  }

  /// Replaces what is in the field whose label begins so.
  func type(_ text: String, into beginning: String) async throws {
    let field = try await find("the field “\(beginning)”") { self.field(beginning) }
    try host.type(text, into: field.name)
  }

  /// What is in the field whose label begins so.
  func value(of beginning: String) async throws -> String {
    try await find("the field “\(beginning)”") { self.field(beginning) }.value ?? ""
  }

  /// The back button of the system, or else that of the screen.
  func goBack() async throws {
    if host.front.all.contains(where: { $0.isStack && $0.dismiss != nil }) {
      try host.goBack()
    } else {
      try await press("返回")
    }
  }

  func openLink(_ address: String) throws { try host.open(#require(URL(string: address))) }

  /// Waits for a text, and scrolls to it.
  func waitFor(_ text: String) async throws {
    try await settle("“\(text)”") {
      if self.host.shows(text) { return true }
      try self.host.scroll()
      return self.host.shows(text)
    }
  }

  func waitUntilGone(_ text: String) async throws {
    try await settle("“\(text)” is gone") { !self.host.shows(text) }
  }

  /// Waits for the screen with this title.
  func waitForScreen(_ title: String) async throws {
    try await settle("the screen “\(title)”") { self.host.title == title }
  }

  /// Waits for the screen of an item.
  func waitForItem() async throws { try await settle("an item") { self.control("听") != nil } }

  /// Waits until the condition holds.
  func settle(_ what: String, until condition: @MainActor () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + Self.patience
    try await host.settle(within: Self.patience * 2, what) {
      if try condition() { return true }
      if ContinuousClock.now > deadline { throw NotReached(what, self.host) }
      return false
    }
  }

  /// Waits for what the core says, which no view may show.
  func waitUntil(_ what: String, _ condition: @MainActor () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while try await !condition() {
      try host.check()
      if ContinuousClock.now > deadline { throw NotReached(what, host) }
      await Task.yield()
    }
  }

  private func find(_ what: String, _ look: @MainActor () -> Node?) async throws -> Node {
    var found: Node?
    try await settle(what) {
      found = look()
      if found == nil { try self.host.scroll() }
      return found?.isEnabled == true
    }
    return try #require(found)
  }

  func control(_ beginning: String) -> Node? {
    let controls = host.controls
    return controls.first { $0.name == beginning } ?? controls.first { $0.name.hasPrefix(beginning) }
  }

  private func field(_ beginning: String) -> Node? {
    host.controls.first { $0.edit != nil && $0.name.hasPrefix(beginning) }
  }
}

/// What a journey waited for, and what VoiceOver reads instead.
private struct NotReached: Error, CustomStringConvertible {
  let description: String

  @MainActor
  init(_ what: String, _ host: ViewHost) {
    let names = host.spokenNames.joined(separator: " | ").prefix(1_000)
    description = "\(what) was not reached. On the screen “\(host.title ?? "")”: \(names)"
  }
}
