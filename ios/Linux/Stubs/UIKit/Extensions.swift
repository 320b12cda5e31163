// What Apple's Foundation has and that of Linux lacks, as far as the app and its extension use it.
import Foundation

open class NSExtensionItem: NSObject {
  open var attributedTitle: NSAttributedString?
  open var attributedContentText: NSAttributedString?
  open var attachments: [NSItemProvider]?
}

open class NSExtensionContext: NSObject, @unchecked Sendable {
  open var inputItems: [Any] { [] }

  open func completeRequest(returningItems items: [Any]?, completionHandler: (@Sendable (Bool) -> Void)? = nil) {}

  open func cancelRequest(withError error: any Error) {}
}

/// Unlike the rest of this module it works, for a file: tests share one.
open class NSItemProvider: NSObject, @unchecked Sendable {
  private let file: URL?
  private let text: String?
  private let address: URL?
  public let registeredTypeIdentifiers: [String]
  open var suggestedName: String?

  private init(file: URL? = nil, text: String? = nil, address: URL? = nil, type: String) {
    self.file = file
    self.text = text
    self.address = address
    registeredTypeIdentifiers = [type]
    suggestedName = file?.deletingPathExtension().lastPathComponent
  }

  public convenience init?(contentsOf fileURL: URL!) {
    let movies: Set = ["mp4", "mov"]
    self.init(file: fileURL, type: movies.contains(fileURL.pathExtension) ? "public.movie" : "public.image")
  }

  public convenience init(object: NSString) {
    self.init(text: "\(object)", type: "public.plain-text")
  }

  public convenience init(object: NSURL) {
    self.init(address: URL(string: object.absoluteString), type: "public.url")
  }

  open func hasItemConformingToTypeIdentifier(_ typeIdentifier: String) -> Bool {
    registeredTypeIdentifiers.contains(typeIdentifier)
  }

  /// The file exists until the handler returns.
  @discardableResult
  open func loadFileRepresentation(
    forTypeIdentifier typeIdentifier: String, completionHandler: @escaping @Sendable (URL?, (any Error)?) -> Void
  ) -> Progress {
    let passing = FileManager.default.temporaryDirectory.appendingPathComponent("item-\(UUID().uuidString)")
    do {
      guard let file else { throw CocoaError(.fileReadUnknown) }
      try FileManager.default.createDirectory(at: passing, withIntermediateDirectories: true)
      let copy = passing.appendingPathComponent(file.lastPathComponent)
      try FileManager.default.copyItem(at: file, to: copy)
      completionHandler(copy, nil)
    } catch {
      completionHandler(nil, error)
    }
    try? FileManager.default.removeItem(at: passing)
    return Progress(totalUnitCount: 1)
  }

  @discardableResult
  open func loadObject(
    ofClass type: String.Type, completionHandler: @escaping @Sendable (String?, (any Error)?) -> Void
  ) -> Progress {
    completionHandler(text, nil)
    return Progress(totalUnitCount: 1)
  }

  @discardableResult
  open func loadObject(
    ofClass type: URL.Type, completionHandler: @escaping @Sendable (URL?, (any Error)?) -> Void
  ) -> Progress {
    completionHandler(address, nil)
    return Progress(totalUnitCount: 1)
  }
}
