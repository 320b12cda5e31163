import Foundation

extension ClientError {
  /// One sentence in Simplified Chinese that may be shown as it is.
  public var explanation: String { words.explanation }

  /// The stable name of the fault, for example `not-a-feed`: for tests and reports.
  public var code: String { words.code }

  private var words: (explanation: String, code: String) {
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
  /// The explanation: what an alert made from this error says.
  public var errorDescription: String? { explanation }
}
