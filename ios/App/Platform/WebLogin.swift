import AuthenticationServices
import Foundation
import UIKit

/// Shows the publisher's login page in the system's browser sheet.
@MainActor
final class WebLogin: NSObject {
  /// Where the publisher sends the browser after a login; the sheet waits for an address of this scheme.
  static let redirect = "cn.songming.app:/login"

  private static let scheme = "cn.songming.app"
  private var session: ASWebAuthenticationSession?

  /// The address that the browser came back with; `nil` if the person closed the sheet, or it could not be shown.
  func open(_ address: String) async -> String? {
    guard let url = URL(string: address) else { return nil }
    session?.cancel()
    return await withCheckedContinuation { continuation in
      let session = ASWebAuthenticationSession(url: url, callbackURLScheme: Self.scheme) { @Sendable callback, _ in
        continuation.resume(returning: callback?.absoluteString)
      }
      session.presentationContextProvider = self
      // On a phone that several clerks use, the next one must not be logged in by a cookie.
      session.prefersEphemeralWebBrowserSession = true
      self.session = session
      // A session that does not start calls its handler with an error.
      session.start()
    }
  }
}

extension WebLogin: ASWebAuthenticationPresentationContextProviding {
  func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor {
    Presenter.window ?? ASPresentationAnchor()
  }
}
