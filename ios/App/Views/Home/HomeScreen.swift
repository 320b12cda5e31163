import SongmingCore
import SongmingKit
import SwiftUI

/// 首页.
struct HomeScreen: View {
  let model: HomeModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    AppScaffold(Words.text("app_name")) {
      StateContent(model.content.state, onRetry: model.content.retry) { home in
        if home.latest.isEmpty { EmptyHome() } else { FrontPage(home: home) }
      }
    }
    .toolbar {
      ToolbarItem(placement: .topBarTrailing) {
        SymbolButton(Words.text("home_search"), systemImage: "magnifyingglass") {
          navigator.navigate(to: .search)
        }
      }
    }
    .task { await model.loadWhileShown() }
  }
}

/// Before the first sync has brought anything.
private struct EmptyHome: View {
  @Environment(SyncController.self) private var sync

  var body: some View {
    if sync.state.isRunning {
      MessagePage(title: Words.text("state_first"), text: Words.text("state_first_body"))
    } else {
      MessagePage(
        title: Words.text("state_empty_title"), text: Words.text("state_empty_body"),
        action: Words.text("state_again"), onAction: sync.refresh)
    }
  }
}

private struct FrontPage: View {
  let home: Home
  @Environment(Navigator.self) private var navigator

  var body: some View {
    NewsList(newest: home.latest.first?.id) {
      ForEach(home.alerts, id: \.row.id) { AlertBanner(alert: $0, onOpen: navigator.open) }
      Shortcuts(home: home)
      if let lead = top.first { LeadItem(row: lead, onOpen: navigator.open) }
      ForEach(top.dropFirst(), id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
      deadlines
      if !home.top.isEmpty {
        SectionHeader(Words.text("home_latest"))
        ForEach(home.latest, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
      }
      ForEach(home.sections, id: \.id) { HomeSectionRows(section: $0) }
    }
  }

  private var top: [ItemRow] { home.top.isEmpty ? home.latest : home.top }

  @ViewBuilder private var deadlines: some View {
    if !home.deadlines.isEmpty {
      SectionHeader(Words.text("home_deadlines")) { navigator.navigate(to: .calendar) }
      ForEach(home.deadlines, id: \.row.id) { PolicyListRow(policy: $0, onOpen: navigator.open) }
    }
  }
}

extension HomeSection {
  fileprivate var id: String { "\(family) \(module.code)" }
}

private struct HomeSectionRows: View {
  let section: HomeSection
  @Environment(Navigator.self) private var navigator

  var body: some View {
    SectionHeader(
      section.module.name,
      detail: section.unread > 0 ? Words.text("home_unread", section.unread) : ""
    ) {
      navigator.navigate(
        to: section.family == .module ? .module : .channel, section.module.code, title: section.module.name)
    }
    ForEach(section.items, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
  }
}
