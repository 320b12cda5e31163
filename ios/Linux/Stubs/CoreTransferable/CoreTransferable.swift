// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.
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
  ) -> TupleTransferRepresentation<Item, (C1, C2)> { .init() }
}

public struct TupleTransferRepresentation<Item: Transferable, Value>: TransferRepresentation {}

public protocol Transferable {
  associatedtype Representation: TransferRepresentation

  @TransferRepresentationBuilder<Self> static var transferRepresentation: Representation { get }
}

public struct ReceivedTransferredFile: Sendable {
  public let file: URL
  public let isOriginalFile: Bool
}

public struct FileRepresentation<Item: Transferable>: TransferRepresentation {
  public init(
    importedContentType: UTType, shouldAttemptToOpenInPlace: Bool = false,
    importing: @escaping @Sendable (ReceivedTransferredFile) async throws -> Item
  ) {}
}
