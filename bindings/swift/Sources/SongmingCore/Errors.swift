import Foundation

extension ClientError {
  /// One sentence in Simplified Chinese, to be shown as it is.
  public var explanation: String { parts.explanation }

  /// The stable code of the fault, for example `not-a-feed`: for tests and reports.
  public var code: String { parts.code }

  private var parts: (explanation: String, code: String) {
    switch self {
    case .Offline(let explanation, let code), .Timeout(let explanation, let code),
      .SignedOut(let explanation, let code), .RateLimited(let explanation, let code, _),
      .Rejected(let explanation, let code), .Storage(let explanation, let code),
      .Unexpected(let explanation, let code):
      (explanation, code)
    }
  }
}

extension ClientError: LocalizedError {
  /// The explanation, so that an alert made from this error shows it.
  public var errorDescription: String? { explanation }
}
