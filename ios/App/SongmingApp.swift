import SwiftUI

@main
struct SongmingApp: App {
  var body: some Scene {
    WindowGroup {
      Text(verbatim: "")
    }
  }
}
