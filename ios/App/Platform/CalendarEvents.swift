import EventKit
import EventKitUI
import Foundation
import SongmingCore
import UIKit

/// Opens a new event in the system's own editor, where the person saves it. The editor runs outside of the app: this
/// needs no permission, and the app can read no calendar.
@MainActor
final class CalendarEvents: NSObject {
  private let store = EKEventStore()

  /// False if the app has no window.
  func add(_ event: CalendarEvent) -> Bool {
    let new = EKEvent(eventStore: store)
    new.title = event.title
    new.startDate = Self.date(event.starts)
    new.endDate = Self.date(event.ends)
    new.location = event.place
    new.notes = event.notes
    let editor = EKEventEditViewController()
    editor.eventStore = store
    editor.event = new
    editor.editViewDelegate = self
    return Presenter.present(editor)
  }

  private static func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
  }
}

extension CalendarEvents: EKEventEditViewDelegate {
  nonisolated func eventEditViewController(
    _ controller: EKEventEditViewController, didCompleteWith action: EKEventEditViewAction
  ) {
    // Not every SDK says that this is called on the main actor.
    MainActor.assumeIsolated { controller.dismiss(animated: true, completion: nil) }
  }
}
