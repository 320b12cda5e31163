// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. A
// file is imported by the first representation of its content type.
import Foundation
import UniformTypeIdentifiers

public protocol TransferRepresentation<Item>: Sendable {
  associatedtype Item: Transferable
}

@resultBuilder
public struct TransferRepresentationBuilder<Item: Transferable> {
  public static func buildBlock<Content: TransferRepresentation<Item>>(_ content: Content) -> Content { content }

  public static func buildBlock<C1: TransferRepresentation<Item>, C2: TransferRepresentation<Item>>(
    _ content1: C1, _ content2: C2
  ) -> TupleTransferRepresentation<Item, (C1, C2)> { .init(parts: [content1, content2]) }
}

public struct TupleTransferRepresentation<Item: Transferable, Value>: TransferRepresentation {
  fileprivate let parts: [any TransferRepresentation<Item>]
}

public protocol Transferable {
  associatedtype Representation: TransferRepresentation

  @TransferRepresentationBuilder<Self> static var transferRepresentation: Representation { get }
}

public struct ReceivedTransferredFile: Sendable {
  public let file: URL
  public let isOriginalFile: Bool
}

public struct FileRepresentation<Item: Transferable>: TransferRepresentation {
  fileprivate let contentType: UTType
  fileprivate let importing: @Sendable (ReceivedTransferredFile) async throws -> Item

  public init(
    importedContentType: UTType, shouldAttemptToOpenInPlace: Bool = false,
    importing: @escaping @Sendable (ReceivedTransferredFile) async throws -> Item
  ) {
    contentType = importedContentType
    self.importing = importing
  }
}

/// What imports a file, if it takes the content type.
private protocol FileImporting {
  func load(_ file: URL, _ type: UTType) async throws -> Any?
}

extension FileRepresentation: FileImporting {
  fileprivate func load(_ file: URL, _ type: UTType) async throws -> Any? {
    guard type.conforms(to: contentType) else { return nil }
    return try await importing(ReceivedTransferredFile(file: file, isOriginalFile: false))
  }
}

extension TupleTransferRepresentation: FileImporting {
  fileprivate func load(_ file: URL, _ type: UTType) async throws -> Any? {
    for part in parts {
      if let loaded = try await (part as? any FileImporting)?.load(file, type) { return loaded }
    }
    return nil
  }
}

extension Transferable {
  /// Imports a file, which is the caller's to delete; nil if no representation takes its content type.
  package static func load(_ file: URL, _ type: UTType) async throws -> Self? {
    try await (transferRepresentation as? any FileImporting)?.load(file, type) as? Self
  }
}
