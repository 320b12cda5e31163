import SongmingCore

/// Runs one operation after another, in the order of the calls, also if the caller's task is cancelled.
@MainActor
final class SerialQueue {
  private var last: Task<Void, Never>?

  func run<Result: Sendable>(_ operation: @escaping @MainActor () async throws -> Result)
    async throws -> Result
  {
    let before = last
    let current = Task {
      await before?.value
      return try await operation()
    }
    last = Task { _ = try? await current.value }
    return try await current.value
  }
}

/// Edits a setting that the core only reads and writes as a whole. Edits run one after another, and each starts from the
/// stored value: a second tap can come before the first one is on the screen, and must not undo it.
@MainActor
public final class SerialEditor<Setting: Sendable> {
  private let editing = SerialQueue()
  private let read: @MainActor () async throws -> Setting
  private let write: @MainActor (Setting) async throws -> Void

  public init(
    read: @escaping @MainActor () async throws -> Setting,
    write: @escaping @MainActor (Setting) async throws -> Void
  ) {
    self.read = read
    self.write = write
  }

  public func edit(_ change: @escaping @MainActor (Setting) -> Setting) async throws {
    try await editing.run { [read, write] in try await write(change(try await read())) }
  }
}

extension SerialEditor where Setting == DisplayChoice {
  /// Edits what the person chose, not the policy that follows from it: 长辈版 has sizes of its own, and can be switched off
  /// again.
  public static func display(_ client: any CoreClient) -> SerialEditor {
    SerialEditor(
      read: { try await client.settings.displayChoice() },
      write: { try await client.settings.setDisplay(choice: $0) })
  }
}
