import SongmingCore
import SongmingKit
import SwiftUI

/// 登录: who is logged in at the station, and the way to the publisher's login page in the system's browser.
struct LoginScreen: View {
  let model: AccountModel
  @State private var dialog: LoginDialog?
  @Environment(LoginCompletion.self) private var login
  @Environment(ShareReceiver.self) private var shares
  @Environment(Navigator.self) private var navigator
  @Environment(\.clerkTools) private var tools

  var body: some View {
    ScreenScaffold(Words.text("login_title"), model: model) { account in
      if login.progress.isRunning { Banner(Words.text("login_finishing")) }
      if let error = login.progress.error { LoginError(error: error, onLogIn: logIn) }
      if shares.isWaiting {
        Banner(Words.text("login_share_waiting"), actionTitle: Words.text("login_share_discard")) {
          dialog = .discardShare
        }
      }
      AccountCard(account: account)
      actions(account)
    }
    .confirmDialog(
      isPresented: isShown(.switchAccount), title: "login_switch_title", body: "login_switch_body",
      confirm: "login_switch_confirm"
    ) { logIn(switchAccount: true) }
    .confirmDialog(
      isPresented: isShown(.logOut), title: "login_out_title", body: "login_out_body", confirm: "login_out_confirm",
      onConfirm: model.logOut
    )
    .confirmDialog(
      isPresented: isShown(.discardShare), title: "login_share_discard_title", body: "login_share_discard_body",
      confirm: "login_share_discard"
    ) { Task { await shares.discard() } }
  }

  @ViewBuilder
  private func actions(_ account: AccountState) -> some View {
    if account.phase == .loggedIn {
      WideButton(Words.text("login_to_station")) { navigator.navigate(to: .station) }
    } else {
      WideButton(Words.text(account.phase == .expired ? "login_again" : "login_open")) { logIn(switchAccount: false) }
      SecondaryText(Words.text("login_browser")).rowWidth()
    }
    if account.isClerk {
      WideButton(Words.text("login_switch"), kind: .outlined) {
        // Only unsent work is worth a question.
        if account.unsent > 0 { dialog = .switchAccount } else { logIn(switchAccount: false) }
      }
      WideButton(Words.text("login_out"), kind: .outlined) { dialog = .logOut }
    }
  }

  private func isShown(_ wanted: LoginDialog) -> Binding<Bool> {
    Binding(get: { dialog == wanted }, set: { if !$0, dialog == wanted { dialog = nil } })
  }

  private func logIn(switchAccount: Bool) {
    model.logIn(switchAccount: switchAccount) { [login, tools] page in
      // Only now: without a network no page is opened, and the login that waits for it stays.
      login.dismissError()
      Task {
        if let redirect = await tools.logIn(page) { login.finish(redirect) }
      }
    }
  }
}

private enum LoginDialog {
  case switchAccount, logOut, discardShare
}

/// Why a login was not completed. After a failure of the network the same answer of the browser is tried again.
private struct LoginError: View {
  let error: ClientError
  let onLogIn: (_ switchAccount: Bool) -> Void
  @Environment(LoginCompletion.self) private var login

  var body: some View {
    if login.progress.canRetry {
      Banner(
        error.explanation, detail: error.isOfNetwork ? Words.text("login_kept") : "",
        actionTitle: Words.text("login_finish"), action: login.retry)
    } else if error.isOtherAccount {
      Banner(error.explanation, actionTitle: Words.text("login_switch_confirm")) { onLogIn(true) }
    } else {
      ErrorBanner(error: error, onDismiss: login.dismissError)
    }
  }
}

extension ClientError {
  fileprivate var isOfNetwork: Bool {
    switch self {
    case .Offline, .Timeout, .RateLimited: true
    default: false
    }
  }

  /// Another account's unsent work would stay behind.
  fileprivate var isOtherAccount: Bool {
    if case .Rejected = self { code == "other-account" } else { false }
  }
}

private struct AccountCard: View {
  let account: AccountState

  var body: some View {
    InfoCard {
      Text(title).textStyle(.title).accessibilityAddTraits(.isHeader)
      if let text { Text(text).textStyle(.body) }
      LabeledValue(Words.text("login_name"), account.name)
      LabeledValue(Words.text("login_station"), account.station?.name)
      LabeledValue(Words.text("login_park"), account.park?.name)
      if account.unsent > 0 {
        LabeledValue(Words.text("login_unsent"), Words.text("login_unsent_count", account.unsent))
      }
    }
    .cardMargins()
  }

  private var title: String {
    switch account.phase {
    case .loggedOut: Words.text("login_none")
    case .loggedIn: Words.text("login_in")
    case .expired: Words.text("login_expired")
    }
  }

  private var text: String? {
    switch account.phase {
    case .loggedOut: Words.text("login_none_body")
    case .loggedIn: nil
    case .expired: Words.text("login_expired_body")
    }
  }
}
