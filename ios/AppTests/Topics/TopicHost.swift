import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// Other apps that note what they are asked for.
@MainActor
final class FakeApps: OtherApps {
  private(set) var dialled: [String] = []

  func share(title: String, address: String?) -> Bool { false }

  func dial(_ number: String) async -> Bool {
    dialled.append(number)
    return true
  }

  func showOnMap(_ address: String) async -> Bool { false }

  func open(_ address: String) async -> Bool { false }

  func openFile(_ path: String) -> Bool { false }

  func addToCalendar(_ event: CalendarEvent) -> Bool { false }
}

/// A screen alone, in 长辈版, as it is shown above the home screen. Its core is a fake.
@MainActor
final class TopicHost {
  let fake: FakeCoreClient
  let backStack = BackStack()
  let apps = FakeApps()
  let host: ViewHost
  private let requests: Requests

  /// `destination`: that of the screen, which is on the back stack.
  init<Content: View>(_ fake: FakeCoreClient, _ destination: Destination, _ screen: Content) {
    self.fake = fake
    backStack.navigate(to: destination)
    let depth = backStack.destinations.count - 1
    let navigator = Navigator(backStack, tab: backStack.tab, depth: depth, destination)
    let requests = Requests()
    self.requests = requests
    host = ViewHost(
      NavigationStack { screen }
        .environment(navigator)
        .environment(SyncController(fake))
        .environment(ExternalActions(apps))
        .environment(\.requestNotifications, NotificationRequest { requests.count += 1 })
        .environment(\.display, DisplayStyle(policy: Self.elderPolicy, isDark: false)))
  }

  static let elderPolicy = DisplayPolicy(
    elder: true, theme: .light, fontSteps: [1], fontStep: 0, fontScale: 1,
    text: TextSizes(title: 30, headline: 26, body: 22, caption: 18), minText: 18, largestText: 40,
    minTarget: 60, minContrast: 4.5, minContrastLarge: 3, lineHeight: 1.5, minLineHeight: 1.3,
    ads: false, manyFingerGestures: false)

  var current: Destination { backStack.current }

  @MainActor
  private final class Requests {
    var count = 0
  }

  /// How often the permission for notifications was asked for.
  var notificationRequests: Int { requests.count }

  /// The control whose name begins so: the name of a row ends with its details.
  func control(_ beginning: String) throws -> Node {
    try #require(
      host.controls.first { $0.name.hasPrefix(beginning) },
      "\(beginning) is not among \(host.controls.map(\.name))")
  }

  func press(_ beginning: String) throws { try host.press(control(beginning)) }

  /// Presses it, which leads to the destination; then the screen is shown again.
  func expect(
    _ beginning: String, leadsTo destination: Destination,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    try press(beginning)
    #expect(backStack.current == destination, sourceLocation: location)
    backStack.goBack()
  }

  /// All that can be operated has a name, and is as large as 长辈版 wants it.
  func expectOperable(at location: SourceLocation = #_sourceLocation) throws {
    try host.check()
    #expect(!host.controls.isEmpty, sourceLocation: location)
    for control in host.controls {
      #expect(!control.name.isEmpty, "a \(control.role) has no name", sourceLocation: location)
      guard !control.isSizedBySystem else { continue }
      #expect(
        control.minWidth >= 60 && control.minHeight >= 60,
        "\(control.name): \(control.minWidth)×\(control.minHeight)", sourceLocation: location)
    }
  }
}

/// What every screen that loads shows: that it loads, the error with a button that tries again, and then its content.
@MainActor
func expectStates<Content: View>(
  _ call: String, _ answer: some Sendable, shows text: String, _ destination: Destination,
  at location: SourceLocation = #_sourceLocation, screen: (FakeCoreClient) -> Content
) async throws {
  let fake = FakeCoreClient()
  fake.fails(call, .offline)
  let topic = TopicHost(fake, destination, screen(fake))
  try await topic.host.waitFor("连不上网络")
  #expect(topic.host.shows("没有网络。"), sourceLocation: location)
  fake.answer(call, answer)
  try topic.press(Words.text("state_again"))
  try await topic.host.waitFor(text)
  #expect(!topic.host.shows("连不上网络"), sourceLocation: location)
  topic.host.unmount()
  #expect(await until { fake.listeners == 0 }, "it ends with its screen", sourceLocation: location)
}
