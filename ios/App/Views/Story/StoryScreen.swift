import SongmingCore
import SongmingKit
import SwiftUI

/// 事件脉络.
struct StoryScreen: View {
  let model: StoryModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("story_title"), model: model) { story in
      LeadItem(row: story.front, onOpen: navigator.open)
      SectionHeader(Words.text("story_sources"))
      SecondaryText(story.sources.joined(separator: "　"))
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 20)
        .padding(.vertical, 8)
      SectionHeader(Words.text("story_timeline"))
      ForEach(Array(story.timeline.enumerated()), id: \.offset) { _, event in
        NavRow(
          event.row.title, detail: "\(event.timeText)　\(event.row.source)",
          action: { navigator.open(event.row.id) },
          content: {
            AccentText(event.reason.isEmpty ? event.stageText : "\(event.stageText)　\(event.reason)")
          })
      }
    }
  }
}
