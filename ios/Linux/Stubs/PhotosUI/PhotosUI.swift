// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.
import CoreTransferable
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

  public init(itemIdentifier: String) {
    self.itemIdentifier = itemIdentifier
    supportedContentTypes = []
  }

  public func loadTransferable<T: Transferable & Sendable>(type: T.Type) async throws -> T? { nil }
}

extension View {
  /// iOS 16 and later.
  public func photosPicker(
    isPresented: Binding<Bool>, selection: Binding<[PhotosPickerItem]>, maxSelectionCount: Int? = nil,
    selectionBehavior: PhotosPickerSelectionBehavior = .default, matching filter: PHPickerFilter? = nil,
    preferredItemEncoding: PhotosPickerItem.EncodingDisambiguationPolicy = .automatic
  ) -> some View { self }
}
