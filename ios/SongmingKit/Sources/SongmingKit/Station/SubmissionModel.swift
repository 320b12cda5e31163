import Observation
import SongmingCore

public struct SubmissionPage: Equatable, Sendable {
  public let submission: Submission
  /// What its newest version changed in the one before.
  public var differences: [FieldDifference] = []
  /// What the newsroom has instead, if it has something else under the same number.
  public var conflict: Conflict?

  public init(submission: Submission) {
    self.submission = submission
  }
}

/// One submission: how far it is, and what the newsroom said.
@Observable @MainActor
public final class SubmissionModel: ContentModel {
  @ObservationIgnored public private(set) lazy var content = ContentLoader(
    client, owner: self, isRelevant: \.affectsStation
  ) {
    try await $0.loadPage()
  }

  /// Files that were picked and not taken, until they are dismissed.
  public private(set) var refusals: [RefusedFile] = []

  private let client: any CoreClient
  private let id: String
  private let inbox: any FileInbox
  @ObservationIgnored private let adding = SerialQueue()

  public init(_ client: any CoreClient, _ id: String, inbox: any FileInbox) {
    self.client = client
    self.id = id
    self.inbox = inbox
  }

  private func loadPage() async throws -> SubmissionPage {
    let submission = try await client.submissions.get(id: id)
    if submission.unseen {
      await content.reportErrors { try await client.submissions.markSeen(id: id) }
    }
    var page = SubmissionPage(submission: submission)
    if submission.phase == .parked { page.conflict = try await client.submissions.conflict(id: id) }
    page.differences = try await client.differences(
      id, version: UInt32(clamping: submission.version))
    return page
  }

  /// The file of a thumbnail; nil for what has none.
  public func thumbnail(_ file: String) async -> String? {
    try? await client.drafts.thumbnail(file: file)
  }

  public func refresh() {
    content.perform { [client] in try await client.refreshSubmissions() }
  }

  /// `onSuccess` gets the id of what the person goes on with.
  public func perform(
    _ action: SubmissionAction, onSuccess: (@MainActor (_ id: String) -> Void)? = nil
  ) {
    content.perform(action, id, client, inbox, onSuccess: onSuccess)
  }

  /// Adds photos and videos again that the phone lost. If the core takes one of them, the submission is tried again.
  public func addAgain(_ files: [OfferedFile]) {
    if files.isEmpty { return }
    content.perform { [self] in
      let taken = try await adding.run { try await self.addPicked(files) }
      if taken { _ = try await client.submissions.retry(id: id) }
    }
  }

  /// Returns whether one of them was taken. The originals stay where the person picked them.
  private func addPicked(_ files: [OfferedFile]) async throws -> Bool {
    // Another one than that of a draft with this id, to which everything would be added.
    let batch = "again-\(id)"
    do {
      let taken = try await addReceived(files, batch)
      await inbox.clear(batch: batch)
      return taken
    } catch {
      await inbox.clear(batch: batch)
      throw error
    }
  }

  private func addReceived(_ files: [OfferedFile], _ batch: String) async throws -> Bool {
    var taken = false
    refusals += await inbox.receive(batch: batch, files: files).map(RefusedFile.init)
    for file in await inbox.waiting(batch: batch) {
      let added = try await client.drafts.addFiles(id: id, files: [NewFile(file)])
      taken = taken || added.contains { $0.id != nil }
      refusals += added.compactMap(RefusedFile.init)
    }
    return taken
  }

  public func dismissRefusals() {
    refusals = []
  }
}
