import Foundation

/// A file that waits to be added to a draft, with the name that the person knows it by.
public struct IncomingFile: Equatable, Hashable, Sendable {
  public let path: String
  public let name: String

  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

/// A file that was not received: it cannot be read, or the phone has no room for it.
public struct UnreadFile: Equatable, Hashable, Sendable {
  public let name: String
  public let noSpace: Bool

  public init(name: String, noSpace: Bool = false) {
    self.name = name
    self.noSpace = noSpace
  }
}

/// A photo or video that was picked, taken or shared. The platform hands its content out once, and for a while only.
public struct OfferedFile: Sendable {
  /// The name that the person knows it by.
  public let name: String

  /// Puts a complete copy into the folder, and returns its address. Throws if the content cannot be read.
  public let copy: @Sendable (_ folder: URL) async throws -> URL

  public init(name: String, copy: @escaping @Sendable (_ folder: URL) async throws -> URL) {
    self.name = name
    self.copy = copy
  }
}

/// Photos and videos on their way into a draft. They are copied at once, and wait in a folder of their draft until
/// the core has them: also if the process ends in between.
public protocol FileInbox: Sendable {
  /// Copies the files into the folder `batch`, and returns those that were not received.
  func receive(batch: String, files: [OfferedFile]) async -> [UnreadFile]

  /// Moves a photo that was taken into the folder `batch`. It stays where it is if that fails; once moved, a repeated
  /// call does nothing.
  func receiveCapture(batch: String, capture: URL) async -> [UnreadFile]

  /// What waits in the folder `batch`, in the order in which it was received.
  func waiting(batch: String) async -> [IncomingFile]

  func remove(_ file: IncomingFile) async

  /// Deletes the folder `batch` with everything in it.
  func clear(batch: String) async
}
