import Foundation

/// Waits for a call of the client, and stops waiting as soon as the task is cancelled. The call itself is not cancelled: it
/// runs to its end.
///
/// A plain `try await client.sync(budget: nil)` does not end at a cancellation: it returns when the sync is over.
///
/// - Throws: `CancellationError` if the task is cancelled; otherwise what the call throws.
public func withCancellation<T: Sendable>(_ call: @escaping @Sendable () async throws -> T) async throws -> T {
  let continuation = OneShotContinuation<T>()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { checked in
      continuation.set(checked)
      Task {
        do {
          continuation.resume(with: .success(try await call()))
        } catch {
          continuation.resume(with: .failure(error))
        }
      }
    }
  } onCancel: {
    continuation.resume(with: .failure(CancellationError()))
  }
}

/// Resumes its continuation once, with the first result. The result may come before the continuation is set.
private final class OneShotContinuation<T: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var continuation: CheckedContinuation<T, any Error>?
  private var result: Result<T, any Error>?

  func set(_ continuation: CheckedContinuation<T, any Error>) {
    let early = lock.withLock {
      self.continuation = result == nil ? continuation : nil
      return result
    }
    if let early { continuation.resume(with: early) }
  }

  func resume(with result: Result<T, any Error>) {
    let waiting = lock.withLock {
      defer { continuation = nil }
      self.result = self.result ?? result
      return continuation
    }
    waiting?.resume(with: result)
  }
}
