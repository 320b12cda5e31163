import SongmingCore
import SongmingKit
import SwiftUI

extension Drawing {
  /// A symbol of the system.
  var systemImage: String {
    switch self {
    case .empty: "tray"
    case .offline: "wifi.slash"
    case .closed: "exclamationmark.circle"
    case .full: "externaldrive.badge.exclamationmark"
    }
  }
}

/// An error in place of a screen's content: which one, the core's explanation, and what the person can do.
struct ErrorMessage: View {
  let error: ClientError
  let onRetry: () -> Void
  @Environment(Navigator.self) private var navigator: Navigator?

  var body: some View {
    let message = FullScreenMessage(error, canLogIn: navigator != nil)
    MessagePage(
      title: message.title, text: message.body, systemImage: message.drawing.systemImage,
      action: message.action == nil ? nil : message.actionTitle
    ) {
      if message.action == .logIn { navigator?.openLogin() } else { onRetry() }
    }
  }
}

/// An error above content that stays, with a button that dismisses it or else retries.
struct ErrorBanner: View {
  let error: ClientError
  var onDismiss: (() -> Void)?
  var onRetry: (() -> Void)?
  @Environment(Navigator.self) private var navigator: Navigator?

  var body: some View {
    let message = BannerMessage(error, canDismiss: onDismiss != nil, canLogIn: navigator != nil)
    Banner(
      message.text, detail: message.detail, actionTitle: message.actionTitle,
      action: action(of: message))
  }

  private func action(of message: BannerMessage) -> (() -> Void)? {
    switch message.action {
    case .logIn:
      {
        onDismiss?()
        navigator?.openLogin()
      }
    case .dismiss: onDismiss
    case .retry: onRetry
    case nil: nil
    }
  }
}

/// What concerns what is below it.
struct Banner: View {
  private let text: String
  private let detail: String
  private let actionTitle: String
  private let action: (() -> Void)?
  @Environment(\.display) private var display

  init(
    _ text: String, detail: String = "", actionTitle: String = Words.text("state_read"),
    action: (() -> Void)? = nil
  ) {
    self.text = text
    self.detail = detail
    self.actionTitle = actionTitle
    self.action = action
  }

  var body: some View {
    HStack(spacing: 12) {
      VStack(alignment: .leading, spacing: 2) {
        Text(text).textStyle(.label)
        if !detail.isEmpty { Text(detail).textStyle(.caption) }
      }
      .frame(maxWidth: .infinity, alignment: .leading)
      .accessibilityElement(children: .combine)
      if let action {
        Button(actionTitle, action: action).buttonStyle(.text)
      }
    }
    .textColor(\.onSecondaryContainer)
    .padding(.leading, 20)
    .padding(.trailing, 8)
    .padding(.vertical, 8)
    .background(display.palette.secondaryContainer)
  }
}

/// A whole screen without content: what happened, and what the person can do.
struct MessagePage: View {
  let title: String
  let text: String
  var systemImage = Drawing.empty.systemImage
  var action: String?
  var onAction: () -> Void = {}

  var body: some View {
    ScrollView {
      VStack(spacing: 20) {
        MessageBody(title: title, text: text, systemImage: systemImage)
        if let action { Button(action, action: onAction).buttonStyle(.filled) }
      }
      .padding(.horizontal, 40)
      .padding(.vertical, 48)
      .frame(maxWidth: .infinity)
    }
  }
}

/// The same as a row of a list.
struct InlineMessage: View {
  let title: String
  let text: String
  var systemImage = Drawing.empty.systemImage

  var body: some View {
    MessageBody(title: title, text: text, systemImage: systemImage)
      .padding(40)
      .frame(maxWidth: .infinity)
  }
}

private struct MessageBody: View {
  let title: String
  let text: String
  let systemImage: String

  var body: some View {
    VStack(spacing: 10) {
      Image(systemName: systemImage)
        .font(.system(size: 64))
        .textColor(\.outline)
        .padding(.bottom, 10)
        // The text says the same.
        .accessibilityHidden(true)
      Text(title).textStyle(.title).accessibilityAddTraits(.isHeader)
      if !text.isEmpty {
        Text(text).textStyle(.detail).textColor(\.secondaryText).frame(maxWidth: 420)
      }
    }
    .multilineTextAlignment(.center)
  }
}

/// Content from the phone is there sooner than this appears.
struct LoadingIndicator: View {
  @State private var isVisible = false

  var body: some View {
    VStack(spacing: 16) {
      if isVisible {
        ProgressView().accessibilityHidden(true)
        Text(Words.text("opening")).textStyle(.detail)
      }
    }
    .frame(maxWidth: .infinity, maxHeight: .infinity)
    .task {
      try? await Task.sleep(for: Self.delay)
      if !Task.isCancelled { isVisible = true }
    }
  }

  private static let delay = Duration.milliseconds(300)
}
