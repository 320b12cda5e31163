import SongmingCore
import SongmingKit
import SwiftUI

/// 政策日历: the days on which a policy ends.
struct PolicyCalendarScreen: View {
  let model: PolicyCalendarModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("calendar_title"), model: model) { days in
      if days.isEmpty {
        InlineMessage(title: Words.text("calendar_none"), text: Words.text("calendar_none_body"))
      }
      ForEach(days, id: \.day) { day in
        SectionHeader(day.dayText)
        ForEach(day.policies, id: \.row.id) { PolicyListRow(policy: $0, onOpen: navigator.open) }
      }
    }
  }
}
