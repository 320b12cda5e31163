import Foundation
import SongmingKit

/// An inbox in memory.
@MainActor
final class FakeInbox: FileInbox {
  var files: [IncomingFile] = []

  /// What cannot be received, by the name.
  var unread: [UnreadFile] = []

  /// How many files waited at most, and how often somebody asked for them.
  private(set) var most = 0
  private(set) var asked = 0

  func receive(batch: String, files offered: [OfferedFile]) async -> [UnreadFile] {
    offered.compactMap { file in
      if let failed = unread.first(where: { $0.name == file.name }) { return failed }
      files.append(IncomingFile(path: "/\(batch)/\(file.name)", name: file.name))
      most = max(most, files.count)
      return nil
    }
  }

  func receiveCapture(batch: String, capture: URL) async -> [UnreadFile] {
    await receive(batch: batch, files: picked(capture.lastPathComponent))
  }

  func waiting(batch: String) async -> [IncomingFile] {
    asked += 1
    return files.filter { $0.path.hasPrefix("/\(batch)/") }
  }

  func remove(_ file: IncomingFile) async {
    files.removeAll { $0 == file }
  }

  func clear(batch: String) async {
    files.removeAll { $0.path.hasPrefix("/\(batch)/") }
  }
}

/// Files of the system's picker, for an inbox that does not copy them.
func picked(_ names: String...) -> [OfferedFile] {
  names.map { name in
    OfferedFile(name: name) { _ in throw CocoaError(.fileReadUnknown) }
  }
}

/// Pauses of a person who types, which end when the test says so.
final class Pauses: @unchecked Sendable {
  private let lock = NSLock()
  private var begun: [UUID: CheckedContinuation<Void, any Error>] = [:]

  /// How many are under way.
  var count: Int { lock.withLock { begun.count } }

  func pause() async throws {
    let id = UUID()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = lock.withLock {
          if !Task.isCancelled { begun[id] = continuation }
          return Task.isCancelled
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let continuation = lock.withLock { begun.removeValue(forKey: id) }
      continuation?.resume(throwing: CancellationError())
    }
  }

  /// Ends all that are under way.
  func end() {
    let ending = lock.withLock {
      defer { begun = [:] }
      return begun.values
    }
    for continuation in ending { continuation.resume() }
  }
}
