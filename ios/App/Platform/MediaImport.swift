import CoreTransferable
import Foundation
import PhotosUI
import SongmingKit
import SwiftUI
import UniformTypeIdentifiers

/// Photos and videos from the system's picker, which needs no permission: the app gets what the person picks and
/// nothing else.
enum MediaImport {
  /// What a picker is to hand out: `.compatible` makes JPEG of HEIC and H.264 of HEVC, which every newsroom can open.
  static let encoding = PhotosPickerItem.EncodingDisambiguationPolicy.compatible
  static let filter = PHPickerFilter.any(of: [.images, .videos])

  /// What was picked, to be received in an inbox.
  static func offered(_ items: [PhotosPickerItem]) -> [OfferedFile] {
    items.enumerated().map { place, item in
      OfferedFile(name: name(of: item, place: place + 1)) { folder in
        guard let picked = try await item.loadTransferable(type: PickedFile.self) else {
          throw CocoaError(.fileReadUnknown)
        }
        defer { try? FileManager.default.removeItem(at: picked.url.deletingLastPathComponent()) }
        let file = folder.appendingPathComponent(picked.url.lastPathComponent)
        try FileManager.default.moveItem(at: picked.url, to: file)
        return file
      }
    }
  }

  /// Without access to the library the picker tells no file name.
  private static func name(of item: PhotosPickerItem, place: Int) -> String {
    let type = item.supportedContentTypes.first { $0.preferredFilenameExtension != nil }
    return ["\(place)", type?.preferredFilenameExtension].compactMap(\.self).joined(separator: ".")
  }
}

/// A file of the picker, copied before the picker deletes it.
private struct PickedFile: Transferable {
  let url: URL

  static var transferRepresentation: some TransferRepresentation {
    FileRepresentation(importedContentType: .movie) { try PickedFile(copyOf: $0) }
    FileRepresentation(importedContentType: .image) { try PickedFile(copyOf: $0) }
  }

  private init(copyOf received: ReceivedTransferredFile) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    url = folder.appendingPathComponent(received.file.lastPathComponent)
    try FileManager.default.copyItem(at: received.file, to: url)
  }
}
