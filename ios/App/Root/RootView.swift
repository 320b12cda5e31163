import SongmingCore
import SongmingKit
import SwiftUI

/// Opens the core, then asks for consent, then shows the app.
struct RootView: View {
  let app: AppModel

  var body: some View {
    content
      .task { _ = try? await app.open() }
      .onOpenURL { app.open($0) }
  }

  @ViewBuilder private var content: some View {
    switch app.session {
    case .loading: Themed(policy: nil) { LoadingIndicator() }
    case .error(let error): Themed(policy: nil) { ErrorMessage(error: error, onRetry: app.retry) }
    case .content(let session): SessionView(app: app, session: session)
    }
  }
}

private struct SessionView: View {
  let app: AppModel
  let session: AppSession

  var body: some View {
    Themed(policy: session.display.content.state.value) {
      ConsentGate(app: app, session: session)
        .alert(session.external.failure ?? "", isPresented: hasFailure) {
          Button(Words.text("state_read"), action: session.external.dismissFailure)
        }
    }
    .environment(session.sync)
    .environment(session.external)
    .environment(session.login)
    .environment(session.shares)
    .environment(\.clerkTools, session.clerkTools)
    .environment(\.requestNotifications, requestNotifications)
    .task { await session.display.loadWhileShown() }
    .task { await session.consent.load() }
  }

  private var hasFailure: Binding<Bool> {
    Binding(
      get: { session.external.failure != nil },
      set: { if !$0 { session.external.dismissFailure() } })
  }

  private var requestNotifications: NotificationRequest {
    NotificationRequest { [session] in
      Task { if await Notifications.request() { await session.updateReminders() } }
    }
  }
}

/// Without consent nothing is downloaded; what is on the phone can be read.
private struct ConsentGate: View {
  let app: AppModel
  let session: AppSession
  @Environment(\.display) private var display

  var body: some View {
    let consent = session.consent
    VStack(spacing: 0) {
      if let error = consent.error, consent.decision != .unknown {
        ErrorBanner(error: error, onDismiss: consent.dismissError)
      }
      switch consent.phase {
      case .loading: LoadingIndicator()
      case .failed(let error): ErrorMessage(error: error, onRetry: retry)
      case .asking: ConsentScreen(model: consent)
      case .refused: ConsentRefusedScreen(model: consent)
      case .main: MainView(app: app, session: session)
      }
    }
    .background(display.palette.background)
  }

  private func retry() {
    Task { await session.consent.load() }
  }
}
