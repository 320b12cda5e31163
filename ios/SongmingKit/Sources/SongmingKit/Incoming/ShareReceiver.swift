import Foundation
import Observation
import SongmingCore

/// What is shared is a batch of the inbox: its files, and these texts.
public enum ShareBatch {
  static let prefix = "shared-"

  /// The fields that every form of a centre has.
  public static let title = "title"
  public static let text = "text"

  /// The text with the id of the draft that a batch became.
  static let draft = "draft"

  public static func newName() -> String { prefix + UUID().uuidString }
}

/// What other apps share becomes a draft. The share extension receives it; it waits on the phone until somebody is
/// logged in.
@Observable @MainActor
public final class ShareReceiver {
  /// The screen that a share leads to, until ``opened(_:)``.
  public private(set) var destination: Destination?

  /// Whether something was shared that will be a draft as soon as somebody is logged in.
  public private(set) var isWaiting = false

  @ObservationIgnored private let client: any CoreClient
  @ObservationIgnored private let files: IncomingFiles
  @ObservationIgnored private var last: Task<Void, Never>?
  @ObservationIgnored private var announced: Set<String> = []

  public init(client: any CoreClient, files: IncomingFiles) {
    self.client = client
    self.files = files
  }

  /// A later one stays.
  public func opened(_ destination: Destination) {
    if self.destination == destination { self.destination = nil }
  }

  /// Makes drafts of what waits, if somebody is logged in; to be called when the app comes to the foreground and
  /// after each login.
  public func createDrafts() async {
    await inTurn { await $0.createAll() }
  }

  /// The person does not want what waits for a login.
  public func discard() async {
    await inTurn { receiver in
      for batch in await receiver.files.batches(prefix: ShareBatch.prefix) { await receiver.files.clear(batch: batch) }
      receiver.isWaiting = false
    }
  }

  /// One after the other: a batch becomes one draft.
  private func inTurn(_ action: @escaping @MainActor (ShareReceiver) async -> Void) async {
    let before = last
    let current = Task {
      await before?.value
      await action(self)
    }
    last = current
    await current.value
  }

  private func createAll() async {
    let all = await files.batches(prefix: ShareBatch.prefix)
    guard !all.isEmpty, let account = try? await client.account.current() else {
      // Without an answer of the core it is done after the next login, or when the app is opened again.
      if all.isEmpty { isWaiting = false }
      return
    }
    if account.phase != .loggedOut {
      for batch in all {
        if let id = await createDraft(batch) { destination = Destination(.draft, id) }
      }
      isWaiting = false
      return
    }
    await files.deleteOlder(prefix: ShareBatch.prefix, age: Self.kept)
    let waiting = await files.batches(prefix: ShareBatch.prefix)
    isWaiting = !waiting.isEmpty
    // The person is led to the login once, right after the share, and not whenever they open the app.
    if !announced.isSuperset(of: waiting) { destination = Destination(.login) }
    announced = Set(waiting)
  }

  /// Returns the id of the draft, whose screen adds the files; nil if there is none yet: then it is made when the app
  /// is opened again.
  private func createDraft(_ batch: String) async -> String? {
    do {
      let begun = await files.readText(batch: batch, name: ShareBatch.draft)
      // An earlier process may have ended before the files were the draft's.
      let exists = begun.isEmpty ? false : try await client.drafts.list().contains { $0.id == begun }
      let id = exists ? begun : try await beginDraft(batch)
      try await files.moveFiles(batch: batch, to: id)
      return id
    } catch {
      return nil
    }
  }

  private func beginDraft(_ batch: String) async throws -> String {
    var values: [FieldValue] = []
    for field in [ShareBatch.title, ShareBatch.text] {
      let value = await files.readText(batch: batch, name: field)
      if !value.allSatisfy(\.isWhitespace) { values.append(FieldValue(code: field, value: value)) }
    }
    let id = try await client.drafts.save(id: nil, values: values)
    try await files.writeText(batch: batch, name: ShareBatch.draft, text: id)
    return id
  }

  /// Seconds for which something waits for a login: 30 days.
  private static let kept: TimeInterval = 30 * 24 * 60 * 60
}
