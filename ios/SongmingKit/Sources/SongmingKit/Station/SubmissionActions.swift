import SongmingCore

extension CoreClient {
  /// Performs what the person chose for a submission, and returns the id of what they go on with. After `edit` that is
  /// the draft to open: another one if the submission conflicts.
  func perform(_ action: SubmissionAction, _ id: String, _ inbox: any FileInbox) async throws
    -> String
  {
    switch action {
    // The person picks the file on the submission's screen, which adds it.
    case .addFile: break
    case .retry: _ = try await submissions.retry(id: id)
    case .edit: return try await drafts.edit(id: id)
    case .pause: _ = try await submissions.pause(id: id)
    case .resume: _ = try await submissions.resume(id: id)
    case .withdraw: _ = try await submissions.withdraw(id: id)
    case .delete:
      // The person confirmed that nothing more will be seen of it.
      try await submissions.delete(id: id, force: true)
      await inbox.clear(batch: id)
    }
    return id
  }

  /// Sends what waits and asks what the newsroom did, for somebody who is logged in. Without a network the status banner
  /// says so.
  func refreshSubmissions() async throws {
    guard try await account.current().phase == .loggedIn else { return }
    do {
      _ = try await submissions.refresh()
    } catch ClientError.Offline {
      // What is on the phone stays, and is sent once there is a network.
    }
  }

  /// What one version changed in the one before; nothing if that is no longer on this phone.
  func differences(_ id: String, version: UInt32) async throws -> [FieldDifference] {
    if version < 2 { return [] }
    do {
      return try await drafts.differences(id: id, before: version - 1, after: version)
    } catch ClientError.Rejected {
      return []
    }
  }
}

extension ContentLoader {
  func perform(
    _ action: SubmissionAction, _ id: String, _ client: any CoreClient, _ inbox: any FileInbox,
    onSuccess: (@MainActor (_ id: String) -> Void)?
  ) {
    guard let onSuccess else {
      return perform { _ = try await client.perform(action, id, inbox) }
    }
    perform(onResult: onSuccess) { try await client.perform(action, id, inbox) }
  }
}

extension SubmissionAction {
  /// Whether the person cannot undo it.
  public var needsConfirmation: Bool { self == .withdraw || self == .delete }
}
