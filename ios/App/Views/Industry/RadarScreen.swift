import SongmingCore
import SongmingKit
import SwiftUI

/// 产业雷达: the person's rules.
struct RadarScreen: View {
  let model: RadarModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("industry_radar"), model: model) { radar in
      if radar.rules.isEmpty {
        InlineMessage(
          title: Words.text("radar_none"), text: Words.text("radar_none_body"),
          systemImage: "dot.radiowaves.left.and.right")
      }
      ForEach(radar.rules, id: \.id) { RuleRow(rule: $0) }
      NavRow(
        Words.text("radar_new"), systemImage: "plus",
        action: { navigator.navigate(to: .radarRule) })
    }
  }
}

private struct RuleRow: View {
  let rule: RadarState
  @Environment(Navigator.self) private var navigator

  var body: some View {
    NavRow(
      rule.rule.name, detail: rule.words,
      action: { navigator.navigate(to: .radarHits, rule.id, title: rule.rule.name) },
      trailing: {
        SymbolButton(Words.text("radar_edit", rule.rule.name), systemImage: "pencil") {
          navigator.navigate(to: .radarRule, rule.id)
        }
      },
      content: { AccentText(Words.text("radar_counted", rule.hits, rule.unseen)) })
  }
}
