/// Runs one operation after another, in the order of the calls. An actor alone is not enough: at each `await` of one of its
/// calls another call may run.
actor AsyncMutex {
  private var last: Task<Void, Never>?

  func withLock<T: Sendable>(_ operation: @escaping @Sendable () async throws -> T) async throws -> T {
    let before = last
    let current = Task {
      await before?.value
      return try await operation()
    }
    last = Task { _ = try? await current.value }
    return try await current.value
  }
}
