import Foundation

/// Waits for a call of the client, and stops waiting as soon as the task is cancelled: then it throws
/// `CancellationError`, and the call goes on to its end.
///
/// A plain `try await client.sync(budget: nil)` is not interrupted by a cancellation: it returns when the sync is over.
public func whileWanted<T: Sendable>(_ call: @escaping @Sendable () async throws -> T) async throws -> T {
  let wait = Wait<T>()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      wait.begin(continuation)
      Task {
        do {
          wait.end(.success(try await call()))
        } catch {
          wait.end(.failure(error))
        }
      }
    }
  } onCancel: {
    wait.end(.failure(CancellationError()))
  }
}

/// Resumes once, with whatever comes first; a cancellation may come before the waiting begins.
private final class Wait<T: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var continuation: CheckedContinuation<T, any Error>?
  private var outcome: Result<T, any Error>?

  func begin(_ continuation: CheckedContinuation<T, any Error>) {
    let early = lock.withLock {
      self.continuation = outcome == nil ? continuation : nil
      return outcome
    }
    if let early { continuation.resume(with: early) }
  }

  func end(_ outcome: Result<T, any Error>) {
    let waiting = lock.withLock {
      defer { continuation = nil }
      self.outcome = self.outcome ?? outcome
      return continuation
    }
    waiting?.resume(with: outcome)
  }
}
