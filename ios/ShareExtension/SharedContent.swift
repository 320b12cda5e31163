import Foundation
import SongmingKit
import UIKit
import UniformTypeIdentifiers

/// What another app shares.
struct SharedContent: Sendable {
  var title = ""
  var text = ""
  var files: [OfferedFile] = []

  var isEmpty: Bool { title.isBlank && text.isBlank && files.isEmpty }
}

extension SharedContent {
  /// Files of one share: several times what the centre takes, and few enough for an app that means harm.
  private static let maxFiles = 30

  /// Characters of a shared text.
  private static let maxText = 50_000

  /// It comes from outside and is not trusted. The items belong to the main actor.
  @MainActor
  init(of items: [NSExtensionItem]) async {
    title = Self.limited(items.lazy.compactMap { $0.attributedTitle?.string }.first { !$0.isBlank } ?? "")
    var texts = items.compactMap { $0.attributedContentText?.string }
    for provider in items.flatMap({ $0.attachments ?? [] }) {
      if let type = Self.fileType(of: provider) {
        if files.count < Self.maxFiles { files.append(Self.file(provider, type)) }
      } else if let text = await Self.text(of: provider) {
        texts.append(text)
      }
    }
    var seen: Set<String> = []
    let different = texts.filter { !$0.isBlank && seen.insert($0).inserted }
    text = Self.limited(different.joined(separator: "\n"))
  }

  private static func limited(_ text: String) -> String { String(text.prefix(maxText)) }

  /// JPEG if the other app offers it, because every newsroom can open it.
  private static func fileType(of provider: NSItemProvider) -> UTType? {
    [.jpeg, .image, .movie].first { provider.hasItemConformingToTypeIdentifier($0.identifier) }
  }

  private static func file(_ provider: NSItemProvider, _ type: UTType) -> OfferedFile {
    OfferedFile(name: provider.suggestedName ?? "") { folder in
      try await withCheckedThrowingContinuation { continuation in
        _ = provider.loadFileRepresentation(forTypeIdentifier: type.identifier) { passing, error in
          // The file is deleted when this returns.
          continuation.resume(
            with: Result {
              guard let passing else { throw error ?? CocoaError(.fileReadUnknown) }
              let copy = folder.appendingPathComponent(passing.lastPathComponent)
              try FileManager.default.copyItem(at: passing, to: copy)
              return copy
            })
        }
      }
    }
  }

  private static func text(of provider: NSItemProvider) async -> String? {
    if provider.hasItemConformingToTypeIdentifier(UTType.plainText.identifier) {
      return await withCheckedContinuation { continuation in
        _ = provider.loadObject(ofClass: String.self) { text, _ in continuation.resume(returning: text) }
      }
    }
    guard provider.hasItemConformingToTypeIdentifier(UTType.url.identifier) else { return nil }
    let address: URL? = await withCheckedContinuation { continuation in
      _ = provider.loadObject(ofClass: URL.self) { address, _ in continuation.resume(returning: address) }
    }
    // The path of a file of another app says nothing to anybody.
    return address?.isFileURL == false ? address?.absoluteString : nil
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
