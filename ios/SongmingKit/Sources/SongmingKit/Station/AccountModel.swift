import Observation
import SongmingCore

/// Who is logged in, and how many of their submissions are not delivered.
@Observable @MainActor
public final class AccountModel: ContentModel {
  public let content: ContentLoader<AccountState>
  private let client: any CoreClient

  public init(_ client: any CoreClient) {
    self.client = client
    content = ContentLoader(client, isRelevant: \.affectsStation) {
      try await client.account.current()
    }
  }

  /// Begins a login, whose page `onPage` opens in the system's browser. With `switchAccount`, unsent work of another
  /// account stays behind on the phone.
  public func logIn(switchAccount: Bool, onPage: @escaping @MainActor (_ address: String) -> Void) {
    content.perform(onResult: onPage) { [client] in
      try await client.account.beginLogin(
        redirect: LoginCompletion.redirect, switchAccount: switchAccount
      ).address
    }
  }

  public func logOut() {
    content.perform { [client] in try await client.account.logOut() }
  }
}

extension AccountState {
  /// Whether the phone is a clerk's: somebody is logged in, or has to log in again.
  public var isClerk: Bool { phase != .loggedOut }
}

extension Change {
  /// Whether screens of the station load again. Items and pictures that arrive change nothing on them.
  var affectsStation: Bool { self == .all || self == .catalogue || Self.ofStation.contains(self) }
}
