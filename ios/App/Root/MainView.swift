import SongmingCore
import SongmingKit
import SwiftUI

/// The tabs of a window, and where the person is in each, also after the process ended.
struct MainView: View {
  let app: AppModel
  let session: AppSession
  @SceneStorage("scene") private var saved = ""
  @State private var scene: SceneModel?

  var body: some View {
    Group {
      if let scene { Tabs(scene: scene, session: session) } else { LoadingIndicator() }
    }
    .onAppear { if scene == nil { scene = SceneModel(saved: saved) } }
    .onChange(of: scene?.encoded()) { _, new in
      if let new { saved = new }
      scene?.forgetLeft()
    }
    .task { await session.account.loadWhileShown() }
    .onChange(of: arrivals, initial: true) { followArrivals() }
  }

  /// What comes from outside, and what it waits for.
  private struct Arrivals: Equatable {
    let account: ScreenState<AccountState>
    let link: Destination?
    let share: Destination?
    let hasScene: Bool
  }

  private var arrivals: Arrivals {
    Arrivals(
      account: session.account.content.state, link: app.pendingLink,
      share: session.shares.destination, hasScene: scene != nil)
  }

  /// Until the account is read the tabs are those of the last time, and nothing is opened that could belong into a tab of a
  /// clerk.
  private func followArrivals() {
    let account = session.account.content.state
    guard let scene, account != .loading else { return }
    if let account = account.value { scene.backStack.setTabs(tabs(isClerk: account.isClerk)) }
    if let share = session.shares.destination {
      scene.backStack.navigate(to: share)
      session.shares.opened(share)
    }
    if let link = app.takePendingLink() { scene.backStack.openLink(link) }
  }
}

private struct Tabs: View {
  let scene: SceneModel
  let session: AppSession

  var body: some View {
    TabView(selection: selection) {
      ForEach(scene.backStack.tabs, id: \.self) { tab in
        TabContent(tab: tab, scene: scene, session: session)
          .tabItem { Label(Words.text("tab_\(tab.rawValue)"), systemImage: tab.systemImage) }
          .tag(tab)
      }
    }
  }

  /// Selecting the current tab again leads to its first screen.
  private var selection: Binding<Screen> {
    Binding(get: { scene.backStack.tab }, set: { scene.backStack.selectTab($0) })
  }
}

extension Screen {
  /// The symbol of a tab.
  fileprivate var systemImage: String {
    switch self {
    case .home: "house"
    case .government: "building.columns"
    case .industry: "building.2"
    case .station: "square.and.pencil"
    case .service: "mappin.and.ellipse"
    default: "person"
    }
  }
}
