import SongmingCore

final class FakeAccount: AccountProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func beginLogin(redirect: String, switchAccount: Bool) async throws -> LoginRequest {
    try await calls.call("account.beginLogin", redirect, switchAccount)
  }

  func current() async throws -> AccountState {
    try await calls.call("account.current")
  }

  func finishLogin(redirect: String) async throws -> AccountState {
    try await calls.call("account.finishLogin", redirect)
  }

  func logOut() async throws {
    try await calls.call("account.logOut")
  }

  func usePlatform(secrets: SecretStore, signer: Signer?) {
    calls.callNow("account.usePlatform", secrets, signer)
  }
}

final class FakeDrafts: DraftsProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func addFiles(id: String, files: [NewFile]) async throws -> [AddedFile] {
    try await calls.call("drafts.addFiles", id, files)
  }

  func delete(id: String) async throws {
    try await calls.call("drafts.delete", id)
  }

  func differences(id: String, before: UInt32, after: UInt32) async throws -> [FieldDifference] {
    try await calls.call("drafts.differences", id, before, after)
  }

  func edit(id: String) async throws -> String {
    try await calls.call("drafts.edit", id)
  }

  func form(id: String?) async throws -> DraftForm {
    try await calls.call("drafts.form", id)
  }

  func history(id: String) async throws -> [SavedState] {
    try await calls.call("drafts.history", id)
  }

  func list() async throws -> [DraftRow] {
    try await calls.call("drafts.list")
  }

  func moveFile(file: String, place: UInt32) async throws {
    try await calls.call("drafts.moveFile", file, place)
  }

  func removeFile(file: String) async throws {
    try await calls.call("drafts.removeFile", file)
  }

  func restore(id: String, number: Int64) async throws {
    try await calls.call("drafts.restore", id, number)
  }

  func save(id: String?, values: [FieldValue]) async throws -> String {
    try await calls.call("drafts.save", id, values)
  }

  func send(id: String, unmeteredOnly: Bool) async throws {
    try await calls.call("drafts.send", id, unmeteredOnly)
  }

  func setCaption(file: String, caption: String) async throws {
    try await calls.call("drafts.setCaption", file, caption)
  }

  func thumbnail(file: String) async throws -> String? {
    try await calls.call("drafts.thumbnail", file)
  }
}

final class FakeSubmissions: SubmissionsProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func conflict(id: String) async throws -> Conflict? {
    try await calls.call("submissions.conflict", id)
  }

  func delete(id: String, force: Bool) async throws {
    try await calls.call("submissions.delete", id, force)
  }

  func get(id: String) async throws -> Submission {
    try await calls.call("submissions.get", id)
  }

  func ledger(months: UInt32) async throws -> [LedgerMonth] {
    try await calls.call("submissions.ledger", months)
  }

  func list() async throws -> [Submission] {
    try await calls.call("submissions.list")
  }

  func markSeen(id: String) async throws {
    try await calls.call("submissions.markSeen", id)
  }

  func pause(id: String) async throws -> Submission {
    try await calls.call("submissions.pause", id)
  }

  func pending() async throws -> SendReport {
    try await calls.call("submissions.pending")
  }

  func refresh() async throws -> [Submission] {
    try await calls.call("submissions.refresh")
  }

  func resume(id: String) async throws -> Submission {
    try await calls.call("submissions.resume", id)
  }

  func retry(id: String) async throws -> Submission {
    try await calls.call("submissions.retry", id)
  }

  func send(seconds: UInt32) async throws -> SendReport {
    try await calls.call("submissions.send", seconds)
  }

  func setUnmeteredOnly(on: Bool) async throws {
    try await calls.call("submissions.setUnmeteredOnly", on)
  }

  func unmeteredOnly() async throws -> Bool {
    try await calls.call("submissions.unmeteredOnly")
  }

  func withdraw(id: String) async throws -> Submission {
    try await calls.call("submissions.withdraw", id)
  }
}
