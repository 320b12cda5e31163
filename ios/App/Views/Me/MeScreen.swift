import SongmingCore
import SongmingKit
import SwiftUI

/// 我的.
struct MeScreen: View {
  let model: DisplayModel
  let account: AccountModel
  @Environment(\.scenePhase) private var scenePhase
  @State private var areNotificationsAllowed = true

  var body: some View {
    ScreenScaffold(Words.text("tab_me"), model: model) { policy in
      SwitchRow(
        Words.text("me_elder"), detail: Words.text("me_elder_body"), isOn: policy.elder,
        onChange: model.setElderMode)
      FontScaleChips(policy: policy, onChange: model.setFontScale)
      ThemeChips(policy: policy, onChange: model.setTheme)
      OwnRows(account: account.content.state.value)
      SettingRows(
        areNotificationsAllowed: areNotificationsAllowed, onAllowNotifications: allowNotifications)
    }
    // It can change in the phone's settings.
    .task(id: scenePhase) { areNotificationsAllowed = await Notifications.areAllowed() }
  }

  private func allowNotifications() {
    Task { areNotificationsAllowed = await Notifications.request(openSettings: true) }
  }
}

private struct OwnRows: View {
  let account: AccountState?
  @Environment(Navigator.self) private var navigator

  var body: some View {
    SectionHeader(Words.text("me_mine"))
    MenuRow("me_favourites", systemImage: "heart", screen: .favourites)
    MenuRow("me_history", systemImage: "clock", screen: .history)
    MenuRow("me_offline", systemImage: "arrow.down.circle", screen: .offline)
    MenuRow("me_hidden", systemImage: "eye.slash", screen: .hidden)
    NavRow(
      Words.text("tab_station"), detail: account?.name ?? "", systemImage: "square.and.pencil",
      action: { navigator.navigate(to: .station) })
    // On a clerk's phone it has no tab.
    if account?.isClerk == true {
      MenuRow("tab_service", systemImage: "mappin.and.ellipse", screen: .service)
    }
  }
}

private struct SettingRows: View {
  let areNotificationsAllowed: Bool
  let onAllowNotifications: () -> Void

  var body: some View {
    SectionHeader(Words.text("me_settings"))
    MenuRow("subscriptions_title", systemImage: "list.bullet", screen: .subscriptions)
    MenuRow("towns_title", systemImage: "mappin", screen: .towns)
    MenuRow("sources_title", systemImage: "dot.radiowaves.up.forward", screen: .sources)
    MenuRow("storage_title", systemImage: "internaldrive", screen: .storage)
    if !areNotificationsAllowed {
      NavRow(
        Words.text("me_reminders"), detail: Words.text("me_reminders_body"), systemImage: "bell",
        action: onAllowNotifications)
    }
    MenuRow("about_title", systemImage: "info.circle", screen: .about)
  }
}

/// `title` is a key of the catalog.
private struct MenuRow: View {
  private let title: String
  private let systemImage: String
  private let screen: Screen
  @Environment(Navigator.self) private var navigator

  init(_ title: String, systemImage: String, screen: Screen) {
    self.title = title
    self.systemImage = systemImage
    self.screen = screen
  }

  var body: some View {
    NavRow(Words.text(title), systemImage: systemImage, action: { navigator.navigate(to: screen) })
  }
}

private struct FontScaleChips: View {
  let policy: DisplayPolicy
  let onChange: (Float) -> Void

  var body: some View {
    ChipGroup(
      Words.text("me_font"),
      terms: policy.fontSteps.enumerated().map { step, scale in
        Term(code: "\(step)", name: Words.text("me_font_step", Int((scale * 100).rounded())))
      },
      selected: ["\(policy.fontStep)"]
    ) { code in
      if let step = Int(code), policy.fontSteps.indices.contains(step) {
        onChange(policy.fontSteps[step])
      }
    }
  }
}

private struct ThemeChips: View {
  let policy: DisplayPolicy
  let onChange: (Theme) -> Void

  var body: some View {
    ChipGroup(
      Words.text("me_theme"),
      terms: Self.all.map { Term(code: $0.name, name: Words.text($0.name)) },
      selected: Self.all.filter { $0.theme == policy.theme }.map(\.name)
    ) { code in
      if let chosen = Self.all.first(where: { $0.name == code }) { onChange(chosen.theme) }
    }
  }

  private static let all: [(theme: Theme, name: String)] = [
    (.system, "theme_system"), (.light, "theme_light"), (.dark, "theme_dark"),
  ]
}
