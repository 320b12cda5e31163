import SongmingCore
import SongmingKit
import SwiftUI

/// Text lines longer than this are hard to read.
let maxContentWidth: CGFloat = 640

/// A screen that is one list of what its model loads: title, banners, pull to refresh, and the content or a message in its
/// place. Buttons of its bar are added by `toolbar`.
struct ScreenScaffold<Model: ContentModel, Content: View>: View {
  private let title: String
  private let model: Model
  private let onRefresh: @MainActor () -> Void
  private let content: (Model.Value) -> Content

  /// `onRefresh`: what refreshing does beside the sync.
  init(
    _ title: String, model: Model, onRefresh: @escaping @MainActor () -> Void = {},
    @ViewBuilder content: @escaping (Model.Value) -> Content
  ) {
    self.title = title
    self.model = model
    self.onRefresh = onRefresh
    self.content = content
  }

  var body: some View {
    AppScaffold(title, onRefresh: onRefresh) {
      ActionErrorBanner(model.content)
    } content: {
      StateContent(model.content.state, onRetry: model.content.retry) { value in
        ScreenList { content(value) }
      }
    }
    .task { await model.loadWhileShown() }
  }
}

/// The title, and below it the banners and the content, which pulling refreshes.
struct AppScaffold<Banners: View, Content: View>: View {
  private let title: String
  private let onRefresh: @MainActor () -> Void
  private let banners: Banners
  private let content: Content
  @Environment(SyncController.self) private var sync
  @Environment(\.display) private var display

  init(
    _ title: String, onRefresh: @escaping @MainActor () -> Void = {},
    @ViewBuilder banners: () -> Banners, @ViewBuilder content: () -> Content
  ) {
    self.title = title
    self.onRefresh = onRefresh
    self.banners = banners()
    self.content = content()
  }

  var body: some View {
    VStack(spacing: 0) {
      banners
      StatusBanner()
      content.frame(maxWidth: .infinity, maxHeight: .infinity)
    }
    .background(display.palette.background)
    .refreshable { [sync, onRefresh] in
      await onRefresh()
      // The result of a sync is in the banner above; the content stays.
      await sync.refreshAndWait()
    }
    .navigationTitle(title)
    .navigationBarTitleDisplayMode(.inline)
  }
}

extension AppScaffold where Banners == EmptyView {
  init(
    _ title: String, onRefresh: @escaping @MainActor () -> Void = {},
    @ViewBuilder content: () -> Content
  ) {
    self.init(title, onRefresh: onRefresh, banners: { EmptyView() }, content: content)
  }
}

/// Why the person's last action failed; the content stays.
struct ActionErrorBanner<Value: Sendable>: View {
  private let loader: ContentLoader<Value>

  init(_ loader: ContentLoader<Value>) { self.loader = loader }

  var body: some View {
    if let error = loader.actionError {
      ErrorBanner(error: error, onDismiss: loader.dismissError)
    }
  }
}

/// What is loaded, or a message in its place.
struct StateContent<Value, Content: View>: View {
  private let state: ScreenState<Value>
  private let onRetry: () -> Void
  private let content: (Value) -> Content

  init(
    _ state: ScreenState<Value>, onRetry: @escaping () -> Void,
    @ViewBuilder content: @escaping (Value) -> Content
  ) {
    self.state = state
    self.onRetry = onRetry
    self.content = content
  }

  var body: some View {
    switch state {
    case .loading: LoadingIndicator()
    case .error(let error): ErrorMessage(error: error, onRetry: onRetry)
    case .content(let value): content(value)
    }
  }
}

/// The rows of a screen, in a column that is not too wide to read.
struct ScreenList<Content: View>: View {
  @ViewBuilder let content: Content

  var body: some View {
    ScrollView {
      LazyVStack(spacing: 0) { content }
        .padding(.bottom, 40)
        .frame(maxWidth: maxContentWidth)
        .frame(maxWidth: .infinity)
    }
  }
}
