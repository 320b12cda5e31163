import SongmingCore

/// The drawing above a message that fills the screen.
public enum Drawing: String, CaseIterable, Sendable {
  case empty, offline, closed, full
}

/// What the button of a message does.
public enum MessageAction: Equatable, Sendable {
  case retry, logIn, dismiss
}

/// What a screen without content says: what happened, and what the person can do.
public struct FullScreenMessage: Equatable, Sendable {
  public let title: String
  public let body: String
  public let drawing: Drawing
  public let action: MessageAction?
  public let actionTitle: String

  /// Nothing is there, and nothing went wrong.
  public init(title: String, body: String, drawing: Drawing = .empty) {
    self.init(title: title, body: body, drawing: drawing, action: nil)
  }

  /// `canLogIn`: whether the screen can lead to the login.
  public init(_ error: ClientError, canLogIn: Bool = true) {
    let presentation = ErrorPresentation(error)
    let action: MessageAction? =
      if presentation.needsLogin, canLogIn { .logIn } else {
        presentation.isRetryable ? .retry : nil
      }
    self.init(
      title: presentation.title, body: "\(error.explanation)\n\(presentation.advice)",
      drawing: presentation.drawing,
      action: action)
  }

  private init(title: String, body: String, drawing: Drawing, action: MessageAction?) {
    self.title = title
    self.body = body
    self.drawing = drawing
    self.action = action
    actionTitle = action?.title ?? ""
  }
}

/// An error above content that stays, with a button that dismisses it or else retries.
public struct BannerMessage: Equatable, Sendable {
  public let text: String
  /// What the person can do. Empty for a rejection: the core's explanation already says it.
  public let detail: String
  public let action: MessageAction?
  public let actionTitle: String

  /// `canDismiss`: whether the error is of an action, which is over; otherwise the banner offers to retry.
  public init(_ error: ClientError, canDismiss: Bool, canLogIn: Bool = true) {
    let presentation = ErrorPresentation(error)
    text = error.explanation
    if presentation.needsLogin, canLogIn {
      detail = ""
      action = .logIn
    } else {
      detail = error.isRejected ? "" : presentation.advice
      action = canDismiss ? .dismiss : presentation.isRetryable ? .retry : nil
    }
    actionTitle = action?.title ?? ""
  }
}

extension MessageAction {
  fileprivate var title: String {
    switch self {
    case .retry: Words.text("state_again")
    case .logIn: Words.text("login_open")
    case .dismiss: Words.text("state_read")
    }
  }
}

/// How one of the seven errors is shown: drawing, title, advice, and whether retrying can help.
private struct ErrorPresentation {
  let drawing: Drawing
  let title: String
  let advice: String
  var isRetryable = true
  var needsLogin = false

  init(_ error: ClientError) {
    let name: String
    switch error {
    case .Offline: (drawing, name) = (.offline, "offline")
    case .Timeout: (drawing, name) = (.offline, "timeout")
    case .SignedOut:
      (drawing, name) = (.closed, "signed_out")
      isRetryable = false
      needsLogin = true
    case .RateLimited: (drawing, name) = (.closed, "busy")
    case .Rejected:
      (drawing, name) = (.empty, "rejected")
      isRetryable = false
    case .Storage: (drawing, name) = (.full, "storage")
    case .Unexpected: (drawing, name) = (.closed, "unexpected")
    }
    title = Words.text("fault_\(name)")
    advice = Words.text("fault_\(name)_do")
  }
}
