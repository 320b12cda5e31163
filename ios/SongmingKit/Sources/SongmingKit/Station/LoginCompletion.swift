import Observation
import SongmingCore

public struct LoginProgress: Equatable, Sendable {
  /// The addresses that the browser came back with, while they may still lead to a login.
  public internal(set) var redirects: [String] = []
  public internal(set) var isRunning = false
  public internal(set) var error: ClientError?

  public init() {}

  /// The same address may be tried again: the network failed, and not the login.
  public var canRetry: Bool { !redirects.isEmpty && !isRunning }
}

/// Completes a login with the address that the browser came back with. It belongs to the process and outlives every
/// screen.
///
/// Every app can send such an address. One that the core refuses leaves a login that waits for the network as it is.
@Observable @MainActor
public final class LoginCompletion {
  /// Where the publisher sends the browser after a login: an address of the app's own scheme.
  public static let redirect = "cn.songming.app:/login"

  /// Whether an address is one that the browser came back with. Whether somebody waits for it, the core decides.
  public static func isRedirect(_ address: String) -> Bool { address.hasPrefix("\(redirect)?") }

  public private(set) var progress = LoginProgress()

  @ObservationIgnored private let client: @MainActor () async throws -> any CoreClient
  @ObservationIgnored private var attempted: Set<String> = []

  /// `client` returns once the core is open.
  public init(_ client: @escaping @MainActor () async throws -> any CoreClient) {
    self.client = client
  }

  /// A repeated call with the same address does nothing.
  public func finish(_ redirect: String) {
    if progress.redirects.contains(redirect) { return }
    progress.redirects.append(redirect)
    attempt(redirect)
  }

  public func retry() {
    if !progress.canRetry { return }
    for redirect in progress.redirects { attempt(redirect) }
  }

  public func dismissError() {
    progress = LoginProgress()
  }

  private func attempt(_ redirect: String) {
    attempted.insert(redirect)
    progress.isRunning = true
    if progress.redirects == [redirect] { progress.error = nil }
    Task {
      var failure: ClientError?
      do {
        _ = try await client().account.finishLogin(redirect: redirect)
      } catch {
        failure = ClientError(error)
      }
      attempted.remove(redirect)
      ended(redirect, failure)
      if attempted.isEmpty { progress.isRunning = false }
    }
  }

  private func ended(_ redirect: String, _ failure: ClientError?) {
    guard let failure else {
      let isRunning = progress.isRunning
      progress = LoginProgress()
      progress.isRunning = isRunning
      return
    }
    // Another login was begun or completed meanwhile.
    guard progress.redirects.contains(redirect) else { return }
    guard failure.endsLogin else {
      progress.error = failure
      return
    }
    progress.redirects.removeAll { $0 == redirect }
    if progress.redirects.isEmpty { progress.error = failure }
  }
}

extension ClientError {
  fileprivate var endsLogin: Bool {
    switch self {
    case .Rejected, .SignedOut: true
    default: false
    }
  }
}
