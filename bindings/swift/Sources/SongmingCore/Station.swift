import Foundation

extension ClientProtocol {
  /// 联络站: who is logged in, and how much of their work is not delivered, at once and after each change of it.
  public func accountState() -> AsyncThrowingStream<AccountState, any Error> {
    observed { try await self.account().current() }
  }

  /// 草稿: the drafts, the last changed first, at once and after each change of them; none while nobody is logged in.
  public func draftList() -> AsyncThrowingStream<[DraftRow], any Error> {
    observed { try await ofAccount { try await self.drafts().list() } ?? [] }
  }

  /// 报送: the submissions, the newest first, at once and after each change of them; none while nobody is logged in.
  public func submissionList() -> AsyncThrowingStream<[Submission], any Error> {
    observed { try await ofAccount { try await self.submissions().list() } ?? [] }
  }

  /// 报送: one submission, at once and after each change of it: what becomes of it, how much of its files arrived, its review.
  /// `Submission.sent` never goes back. A loop that is slower than the changes gets only the newest.
  ///
  /// Ends when the submission is deleted, when its account logs out, and at once if the account has no such submission.
  public func submission(_ id: String) -> AsyncThrowingStream<Submission, any Error> {
    observed { try await ofAccount { try await self.submissions().get(id: id) } }
  }

  /// What `read` returns, at once and after each change of the station, unless it is the same as before; until it is `nil`.
  private func observed<T: Equatable & Sendable>(
    _ read: @escaping @Sendable () async throws -> T?
  ) -> AsyncThrowingStream<T, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        do {
          var last: T?
          for await change in self.changes() where change == .submissions || change == .account || change == .all {
            guard let value = try await read() else { break }
            if value != last { continuation.yield(value) }
            last = value
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// What an account has; `nil` if nobody is logged in, or it has no such thing.
private func ofAccount<T>(_ read: () async throws -> T) async throws -> T? {
  do {
    return try await read()
  } catch let error as ClientError {
    if case .SignedOut = error { return nil }
    if error.code == "not-found" { return nil }
    throw error
  }
}
