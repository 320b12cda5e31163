// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. A picker is shown
// to a test that sets `pickPhotos`, and otherwise to nobody.
import CoreTransferable
import Foundation
import SwiftUI
import UniformTypeIdentifiers

public struct PHPickerFilter: Sendable, Hashable {
  public static let images = PHPickerFilter()
  public static let videos = PHPickerFilter()

  public static func any(of subfilters: [PHPickerFilter]) -> PHPickerFilter { PHPickerFilter() }
}

public struct PhotosPickerSelectionBehavior: Equatable, Hashable, Sendable {
  public static let `default` = PhotosPickerSelectionBehavior()
  public static let ordered = PhotosPickerSelectionBehavior()
}

public struct PhotosPickerItem: Equatable, Hashable, Sendable {
  public struct EncodingDisambiguationPolicy: Equatable, Hashable, Sendable {
    public static let automatic = EncodingDisambiguationPolicy()
    public static let current = EncodingDisambiguationPolicy()
    public static let compatible = EncodingDisambiguationPolicy()
  }

  public let itemIdentifier: String?
  public let supportedContentTypes: [UTType]
  private let file: URL?

  public init(itemIdentifier: String) {
    self.itemIdentifier = itemIdentifier
    supportedContentTypes = []
    file = nil
  }

  /// An item of the library. The system hands out a copy of its file.
  package init(file: URL, type: UTType) {
    itemIdentifier = nil
    supportedContentTypes = [type]
    self.file = file
  }

  public func loadTransferable<T: Transferable & Sendable>(type: T.Type) async throws -> T? {
    guard let file, let contentType = supportedContentTypes.first else { return nil }
    return try await T.load(file, contentType)
  }
}

extension View {
  /// iOS 16 and later.
  public func photosPicker(
    isPresented: Binding<Bool>, selection: Binding<[PhotosPickerItem]>, maxSelectionCount: Int? = nil,
    selectionBehavior: PhotosPickerSelectionBehavior = .default, matching filter: PHPickerFilter? = nil,
    preferredItemEncoding: PhotosPickerItem.EncodingDisambiguationPolicy = .automatic
  ) -> some View { modifier(Picker(isPresented: isPresented, selection: selection, limit: maxSelectionCount)) }
}

private struct Picker: ViewModifier {
  @Binding var isPresented: Bool
  @Binding var selection: [PhotosPickerItem]
  let limit: Int?
  @Environment(\.pickPhotos) private var pick

  func body(content: Content) -> some View {
    content.onChange(of: isPresented) {
      guard isPresented, let pick else { return }
      Task {
        let picked = await pick(limit)
        isPresented = false
        // A person who picks nothing changes nothing.
        if !picked.isEmpty { selection = picked }
      }
    }
  }
}

private struct PickPhotosKey: EnvironmentKey {
  static let defaultValue: (@MainActor (_ limit: Int?) async -> [PhotosPickerItem])? = nil
}

extension EnvironmentValues {
  /// The person in front of the picker.
  package var pickPhotos: (@MainActor (_ limit: Int?) async -> [PhotosPickerItem])? {
    get { self[PickPhotosKey.self] }
    set { self[PickPhotosKey.self] = newValue }
  }
}
