import SwiftUI

@main
struct SongmingApp: App {
  @UIApplicationDelegateAdaptor(AppDelegate.self) private var delegate
  @Environment(\.scenePhase) private var scenePhase

  var body: some Scene {
    WindowGroup {
      RootView(app: delegate.app)
    }
    // In an app it is the phase of all windows together.
    .onChange(of: scenePhase, initial: true) { delegate.app.phaseChanged(to: scenePhase) }
  }
}
