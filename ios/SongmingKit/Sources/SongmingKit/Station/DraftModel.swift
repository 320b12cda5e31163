import Foundation
import Observation
import SongmingCore

/// A submission that is being written. What is typed is stored at each pause and when the screen is left; each store is a
/// state that the person can go back to, so that there is none for every letter.
@Observable @MainActor
public final class DraftModel: ContentModel {
  @ObservationIgnored public private(set) lazy var content = ContentLoader(
    client, owner: self,
    isRelevant: { [weak self] in self?.isOver == false && $0.affectsStation },
    load: { try await $0.loadPage() })

  /// Nil until something is stored.
  public private(set) var id: String?

  /// The values of the form by their codes, and what stands under the photos by the ids of the files.
  public let values = EditedTexts()
  public let captions = EditedTexts()

  /// How many files are on their way into the draft.
  public private(set) var incoming = 0
  public private(set) var refusals: [RefusedFile] = []

  /// What is missing is shown once the person tried to send.
  public private(set) var showsProblems = false

  /// Nil while it can be written.
  public private(set) var end: DraftEnd?

  /// Why the screen could not be left: what is typed is not stored.
  public private(set) var leaveError: ClientError?

  private let client: any CoreClient
  private let inbox: any FileInbox
  @ObservationIgnored private let pause: @Sendable () async throws -> Void
  @ObservationIgnored private let storing = SerialQueue()
  @ObservationIgnored private let placing = SerialQueue()
  @ObservationIgnored private let importing = SerialQueue()

  /// Photos that were taken and have no place in the inbox yet.
  @ObservationIgnored private var captures: [URL] = []
  @ObservationIgnored private var edits = 0
  @ObservationIgnored private var pendingSave: Task<Void, Never>?

  /// How many files were not added so far.
  @ObservationIgnored private var refused = 0

  /// It was sent or deleted: the screen is about to be left.
  @ObservationIgnored private var isOver = false

  /// `pause` takes as long as a person who stops typing; what was typed is stored after it.
  public init(
    _ client: any CoreClient, _ id: String?, inbox: any FileInbox,
    pause: @escaping @Sendable () async throws -> Void = {
      try await Task.sleep(for: .milliseconds(700))
    }
  ) {
    self.client = client
    self.id = id
    self.inbox = inbox
    self.pause = pause
    // What the process could not add before it ended.
    if id != nil { importFiles([]) }
  }

  /// Not while something is being stored: what is read then would be older than what is typed, and seem to be newer.
  private func loadPage() async throws -> DraftPage {
    try await storing.run { [self] in
      let form = try await formOrEnd()
      values.load(Dictionary(form.values.map { ($0.code, $0.value) }) { $1 })
      captions.load(Dictionary(form.files.map { ($0.id, $0.caption) }) { $1 })
      var differences: [FieldDifference] = []
      if let stored = form.id {
        differences = try await client.differences(stored, version: form.version)
      }
      let unmeteredOnly = try await client.submissions.unmeteredOnly()
      return DraftPage(form: form, unmeteredOnly: unmeteredOnly, differences: differences)
    }
  }

  private func formOrEnd() async throws -> DraftForm {
    do {
      return try await client.drafts.form(id: id)
    } catch let error as ClientError {
      if error.isRejected { end = Self.ends[error.code] ?? end }
      throw error
    }
  }

  /// What the core's refusals say of the draft, by their codes.
  private static let ends: [String: DraftEnd] = ["submission-sent": .sent, "not-found": .deleted]

  /// Whether something is typed that is not stored yet.
  public var isUnstored: Bool { !values.unsaved.isEmpty || !captions.unsaved.isEmpty }

  /// Stores what is typed before the screen is left. If that fails, the screen stays, and ``leaveError`` says why.
  public func leave(onLeft: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onLeft) { [self] in
      do {
        try await store()
      } catch {
        leaveError = ClientError(error)
        throw error
      }
    }
  }

  public func stay() {
    leaveError = nil
  }

  /// The person leaves although what is typed cannot be stored.
  public func leaveUnstored() {
    leaveError = nil
    isOver = true
  }

  /// The screen was left, maybe by a gesture that no view can hold up.
  public func close() {
    content.close()
    pendingSave?.cancel()
    storeNow()
  }

  public func edit(_ code: String, _ value: String) {
    values.edit(code, value)
    storeAtPause()
  }

  public func editCaption(_ file: String, _ caption: String) {
    captions.edit(file, caption)
    storeAtPause()
  }

  private func storeAtPause() {
    edits += 1
    if pendingSave != nil { return }
    pendingSave = Task {
      // The first edit is stored at once: after the process ended the screen finds the draft by its id.
      if id != nil { await awaitPause() }
      pendingSave = nil
      await content.reportErrors { try await store() }
    }
  }

  /// Returns early if the task is cancelled: the screen is left.
  private func awaitPause() async {
    for _ in 0..<Self.maxPauses {
      let before = edits
      do { try await pause() } catch { return }
      if edits == before { return }
    }
  }

  /// Stores what is typed; to be called when the app leaves the foreground.
  public func storeNow() {
    Task { await content.reportErrors { try await store() } }
  }

  /// Returns the id of the draft; nil if there is none yet and nothing to store, unless `create` is true.
  @discardableResult
  private func store(create: Bool = false) async throws -> String? {
    try await storing.run { [self] in
      if isOver { return id }
      let typed = values.unsaved
      if !typed.isEmpty || (create && id == nil) {
        let fields = typed.sorted { $0.key < $1.key }.map { FieldValue(code: $0, value: $1) }
        id = try await client.drafts.save(id: id, values: fields)
        values.wereStored(typed)
      }
      for (file, caption) in captions.unsaved {
        try await client.drafts.setCaption(file: file, caption: caption)
        captions.wereStored([file: caption])
      }
      return id
    }
  }

  /// Adds what the person picked, one after the other: the phone needs room for one copy only.
  public func addPicked(_ files: [OfferedFile]) {
    if files.isEmpty { return }
    importFiles(
      files.map { file in
        { [inbox] draft in await inbox.receive(batch: draft, files: [file]) }
      })
  }

  /// Adds a photo that the person took. It gets its place in the inbox at once, and not after the files before it: until then
  /// it is lost if the process ends.
  public func addCapture(_ file: URL) {
    captures.append(file)
    incoming += 1
    content.perform { [self] in
      defer { incoming -= 1 }
      try await placing.run { try await self.placeCaptures() }
      try await importing.run { try await self.addAll([]) }
    }
  }

  /// A photo that could not be written to its file.
  public func captureFailed(_ error: any Error) {
    let noSpace = (error as? CocoaError)?.code == .fileWriteOutOfSpace
    refuse([RefusedFile(name: Words.text("draft_file_photo"), reason: "", noSpace: noSpace)])
  }

  private func placeCaptures() async throws {
    if isOver || captures.isEmpty { return }
    guard let draft = try await store(create: true) else { return }
    while let file = captures.first {
      refuse(await inbox.receiveCapture(batch: draft, capture: file).map(RefusedFile.init))
      captures.removeFirst()
    }
  }

  /// Puts files into the inbox of the draft, and returns those that were not received.
  private typealias FileReception = @MainActor (_ draft: String) async -> [UnreadFile]

  /// Adds what waits for this draft already, and then what each of the receptions brings. It goes on to its end if the
  /// screen is left. What the core could not store, because the phone is full for example, waits for the next time.
  private func importFiles(_ receptions: [FileReception]) {
    incoming += receptions.count
    content.perform { [self] in
      try await importing.run { try await self.addAll(receptions) }
    }
  }

  private func addAll(_ receptions: [FileReception]) async throws {
    var left = receptions.count
    defer { incoming -= left }
    if isOver { return }
    guard let draft = try await store(create: true) else { return }
    try await addWaiting(draft)
    for receive in receptions {
      refuse(await receive(draft).map(RefusedFile.init))
      try await addWaiting(draft)
      incoming -= 1
      left -= 1
    }
  }

  /// To be called within ``importing``.
  private func addWaiting(_ draft: String) async throws {
    for file in await inbox.waiting(batch: draft) {
      let added = try await client.drafts.addFiles(id: draft, files: [NewFile(file)])
      refuse(added.compactMap(RefusedFile.init))
      await inbox.remove(file)
    }
  }

  private func refuse(_ files: [RefusedFile]) {
    refused += files.count
    refusals += files
  }

  public func dismissRefusals() {
    refusals = []
  }

  public func removeFile(_ file: String) {
    content.perform { [self] in
      try await storing.run { [self] in
        try await client.drafts.removeFile(file: file)
        captions.forget(file)
      }
    }
  }

  public func moveFile(_ file: String, to place: Int) {
    content.perform { [client] in
      try await client.drafts.moveFile(file: file, place: UInt32(clamping: place))
    }
  }

  /// The file of a thumbnail; nil for what the platform has to show itself.
  public func thumbnail(_ file: String) async -> String? {
    try? await client.drafts.thumbnail(file: file)
  }

  public func setUnmeteredOnly(_ on: Bool) {
    content.perform { [client] in try await client.submissions.setUnmeteredOnly(on: on) }
  }

  /// Without a network it is queued, and sent later. If something is missing, the fields say what. It is not sent without
  /// a photo that could not be added since the person tapped: they may not have seen that.
  public func send(onSent: @escaping @MainActor (_ id: String) -> Void) {
    let refusedBefore = refused
    content.perform(onResult: onSent) { [self] in
      // What is being added belongs to it.
      try await placing.run { try await self.placeCaptures() }
      return try await importing.run { try await self.sendNow(unlessRefusedSince: refusedBefore) }
    }
  }

  /// Returns the id of the draft; nil if it was not sent because a file was refused.
  private func sendNow(unlessRefusedSince refusedBefore: Int) async throws -> String? {
    guard let draft = try await store(create: true) else { return nil }
    try await addWaiting(draft)
    if refused > refusedBefore { return nil }
    let unmeteredOnly = try await client.submissions.unmeteredOnly()
    // What was typed while files were added.
    try await store()
    isOver = true
    do {
      try await client.drafts.send(id: draft, unmeteredOnly: unmeteredOnly)
    } catch {
      isOver = false
      showsProblems = true
      throw error
    }
    return draft
  }

  /// Stores what is typed, so that it is in the history that is shown next.
  public func openHistory(onStored: @escaping @MainActor (_ id: String) -> Void) {
    content.perform(onResult: onStored) { try await self.store(create: true) }
  }

  public func delete(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [self] in
      try await importing.run { try await self.storing.run { try await self.deleteNow() } }
    }
  }

  /// To be called within ``importing`` and ``storing``.
  private func deleteNow() async throws {
    isOver = true
    guard let id else { return }
    do {
      try await client.drafts.delete(id: id)
    } catch {
      isOver = false
      throw error
    }
    await inbox.clear(batch: id)
  }

  /// Pauses after which what is typed is stored even if the person goes on typing.
  private static let maxPauses = 15
}
