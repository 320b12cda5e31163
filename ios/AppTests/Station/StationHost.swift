import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI

@testable import App

/// What the screens of the station get from the root of the app: an inbox in a folder of its own, and a phone whose browser,
/// camera and picker the test sets.
@MainActor
final class StationHost {
  let fake = FakeCoreClient()
  let login: LoginCompletion
  let shares: ShareReceiver
  let files: IncomingFiles
  var tools = ClerkTools(hasCamera: true)
  private let folder = FileManager.default.temporaryDirectory.appending(path: "station-\(UUID().uuidString)")

  init() {
    files = IncomingFiles(folder: folder)
    login = LoginCompletion { [fake] in fake }
    shares = ShareReceiver(client: fake, files: files)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func show<Content: View>(_ destination: Destination, _ screen: Content) -> TopicHost {
    TopicHost(
      fake, destination,
      screen.environment(login).environment(shares).environment(\.clerkTools, tools))
  }

  /// A file with these bytes, as the picker hands it out.
  static func file(_ name: String) -> OfferedFile {
    OfferedFile(name: name) { folder in
      let copy = folder.appendingPathComponent("copy")
      try Data(name.utf8).write(to: copy)
      return copy
    }
  }

  /// A photo that the camera took.
  func photo() async throws -> URL {
    let file = try await files.newCapture()
    try Data("photo".utf8).write(to: file)
    return file
  }
}
