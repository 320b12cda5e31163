import Foundation
import PhotosUI
import SongmingKit
import SwiftUI

/// What the phone does for a clerk. The root of the app sets the phone's own.
struct ClerkTools: Sendable {
  /// Opens the publisher's login page, and returns the address that the browser came back with; nil if the person closed it.
  var logIn: @MainActor @Sendable (_ page: String) async -> String? = { _ in nil }

  /// The file of a photo; nil if the person took none.
  var takePhoto: @MainActor @Sendable () async throws -> URL? = { nil }
  var hasCamera = false

  /// What a person picks, in place of the system's picker; nil on a phone.
  var pickMedia: (@MainActor @Sendable (_ limit: Int) async -> [OfferedFile])?

  /// The browser and the camera of the phone.
  @MainActor
  static func system(files: IncomingFiles) -> ClerkTools {
    let (browser, camera) = (WebLogin(), Camera(files: files))
    return ClerkTools(
      logIn: { await browser.open($0) },
      takePhoto: { try await camera.capture() },
      hasCamera: Camera.isAvailable)
  }
}

private enum ClerkToolsKey: EnvironmentKey {
  static let defaultValue = ClerkTools()
}

extension EnvironmentValues {
  var clerkTools: ClerkTools {
    get { self[ClerkToolsKey.self] }
    set { self[ClerkToolsKey.self] = newValue }
  }
}

extension View {
  /// Lets the person pick photos and videos in the system's picker, which needs no permission.
  func mediaPicker(
    isPresented: Binding<Bool>, limit: Int, onPicked: @escaping @MainActor ([OfferedFile]) -> Void
  ) -> some View {
    modifier(MediaPicker(isPresented: isPresented, limit: max(1, limit), onPicked: onPicked))
  }
}

private struct MediaPicker: ViewModifier {
  @Binding var isPresented: Bool
  let limit: Int
  let onPicked: @MainActor ([OfferedFile]) -> Void
  @State private var selection: [PhotosPickerItem] = []
  @Environment(\.clerkTools) private var tools

  func body(content: Content) -> some View {
    content
      .photosPicker(
        isPresented: tools.pickMedia == nil ? $isPresented : .constant(false), selection: $selection,
        maxSelectionCount: limit, selectionBehavior: .ordered, matching: MediaImport.filter,
        preferredItemEncoding: MediaImport.encoding
      )
      .onChange(of: selection) {
        if selection.isEmpty { return }
        onPicked(MediaImport.offered(selection))
        // The next time nothing is selected already.
        selection = []
      }
      .onChange(of: isPresented) {
        guard isPresented, let pick = tools.pickMedia else { return }
        isPresented = false
        Task {
          let files = await pick(limit)
          if !files.isEmpty { onPicked(files) }
        }
      }
  }
}
