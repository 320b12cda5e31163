import Observation
import SongmingCore
import SongmingKit

/// What other apps of the phone can do. Each returns false if none can.
@MainActor
protocol OtherApps: AnyObject {
  func share(title: String, address: String?) -> Bool
  func dial(_ number: String) async -> Bool
  func showOnMap(_ address: String) async -> Bool
  func open(_ address: String) async -> Bool
  func openFile(_ path: String) -> Bool
  func addToCalendar(_ event: CalendarEvent) -> Bool
}

/// Leaves to other apps what they do better, and says it when none can. Views get it from the environment.
@Observable @MainActor
final class ExternalActions {
  /// Why the last action did nothing; the root of the app shows it.
  private(set) var failure: String?
  private let apps: any OtherApps

  init(_ apps: any OtherApps) {
    self.apps = apps
  }

  func share(title: String, address: String?) {
    finish(apps.share(title: title, address: address))
  }

  func dial(_ number: String) { run { await $0.dial(number) } }

  func showOnMap(_ address: String) { run { await $0.showOnMap(address) } }

  func open(_ address: String) { run { await $0.open(address) } }

  func openFile(_ path: String) { finish(apps.openFile(path)) }

  func addToCalendar(_ event: CalendarEvent) { finish(apps.addToCalendar(event)) }

  func dismissFailure() { failure = nil }

  private func run(_ action: @escaping @MainActor (any OtherApps) async -> Bool) {
    Task { [apps] in finish(await action(apps)) }
  }

  private func finish(_ isDone: Bool) {
    failure = isDone ? nil : Words.text("outside_none")
  }
}

/// The phone's own.
@MainActor
final class SystemApps: OtherApps {
  private let apps = ExternalApps()
  private let calendar = CalendarEvents()

  func share(title: String, address: String?) -> Bool { apps.share(title: title, address: address) }

  func dial(_ number: String) async -> Bool { await apps.dial(number) }

  func showOnMap(_ address: String) async -> Bool { await apps.showOnMap(address) }

  func open(_ address: String) async -> Bool { await apps.open(address) }

  func openFile(_ path: String) -> Bool { apps.openFile(path) }

  func addToCalendar(_ event: CalendarEvent) -> Bool { calendar.add(event) }
}
