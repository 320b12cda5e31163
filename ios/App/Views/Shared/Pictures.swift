import SongmingCore
import SongmingKit
import SwiftUI
import UIKit

/// A picture that the core has stored as a file; until it is decoded, and without a file, its placeholder. It fills the
/// frame that it gets.
struct FilePicture: View {
  private let source: PictureSource
  private let name: String
  @State private var image: UIImage?
  @Environment(\.display) private var display

  init(file: String?, placeholder: String?, alt: String) {
    source = PictureSource(file: file, placeholder: placeholder)
    name = alt.isEmpty ? Words.text("picture") : alt
  }

  init(_ picture: Picture) {
    self.init(file: picture.file, placeholder: picture.placeholder, alt: picture.alt)
  }

  var body: some View {
    display.palette.surfaceVariant
      .overlay {
        if let image { Image(uiImage: image).resizable().scaledToFill() }
      }
      .clipped()
      .accessibilityElement(children: .ignore)
      .accessibilityLabel(name)
      .accessibilityAddTraits(.isImage)
      .task(id: source) {
        for await decoded in PictureDecoder.shared.images(of: source) { image = decoded }
      }
  }
}

struct PictureSource: Hashable, Sendable {
  let file: String?
  let placeholder: String?
}

/// Decodes beside the main thread, and keeps what was decoded: scrolling back shows it at once. The core has scaled the files
/// to the screen.
final class PictureDecoder: Sendable {
  static let shared = PictureDecoder()
  private let decoded = PictureCache()

  /// The placeholder, and then the picture; each only if it is there.
  func images(of source: PictureSource) -> AsyncStream<UIImage> {
    AsyncStream { continuation in
      let work = Task.detached(priority: .userInitiated) { [decoded] in
        if let file = source.file, let image = decoded[file] {
          continuation.yield(image)
        } else {
          if let placeholder = source.placeholder,
            let image = decoded.image(placeholder, make: { Self.decode(placeholder: placeholder) })
          {
            continuation.yield(image)
          }
          if !Task.isCancelled, let file = source.file,
            let image = decoded.image(file, make: { Self.decode(file: file) })
          {
            continuation.yield(image)
          }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in work.cancel() }
    }
  }

  private static func decode(file: String) -> UIImage? {
    let image = UIImage(contentsOfFile: file)
    // Without this the main thread would decode it when it is drawn.
    return image?.preparingForDisplay() ?? image
  }

  private static func decode(placeholder: String) -> UIImage? {
    placeholderImage(placeholder: placeholder).flatMap { UIImage(data: $0.bitmapFile) }
  }
}

/// Decoded pictures, as long as there is memory for them.
private final class PictureCache: @unchecked Sendable {
  private let images = NSCache<NSString, UIImage>()

  init() { images.countLimit = 60 }

  subscript(_ key: String) -> UIImage? { images.object(forKey: NSString(string: key)) }

  func image(_ key: String, make: () -> UIImage?) -> UIImage? {
    if let image = self[key] { return image }
    let image = make()
    if let image { images.setObject(image, forKey: NSString(string: key)) }
    return image
  }
}
