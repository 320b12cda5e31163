import Observation
import SongmingCore

/// An appeal that is being written. Every edit is stored in the core's outbox at once, so that none is lost if the process
/// ends.
@Observable @MainActor
public final class AppealFormModel: ContentModel {
  /// What is written. Once it was saved it has an id, by which it is opened again after the process ended.
  public private(set) var draft: AppealDraft

  @ObservationIgnored public private(set) lazy var content = ContentLoader(
    client, owner: self, isRelevant: \.affectsForms
  ) { try await $0.loadForm() }

  private let client: any CoreClient
  private let saving = SerialQueue()
  @ObservationIgnored private var isLoaded = false

  /// A save was started and has not read `draft` yet, so it includes later edits.
  @ObservationIgnored private var isSavePending = false

  @ObservationIgnored private var sentId = ""

  public init(_ client: any CoreClient, _ id: String?) {
    self.client = client
    draft = AppealDraft(id: id, kind: .consultation)
  }

  public var kind: AppealKind {
    get { draft.kind }
    set { edit { $0.with(kind: newValue) } }
  }

  public var title: String {
    get { draft.title }
    set { edit { $0.with(title: newValue) } }
  }

  public var text: String {
    get { draft.text }
    set { edit { $0.with(text: newValue) } }
  }

  /// The code of a town of the form.
  public var town: String? {
    get { draft.town }
    set { edit { $0.with(town: newValue) } }
  }

  /// Empty for a guest without a name.
  public var name: String {
    get { draft.name ?? "" }
    set { edit { $0.with(name: newValue.isEmpty ? nil as String? : newValue) } }
  }

  public var phone: String {
    get { draft.phone ?? "" }
    set { edit { $0.with(phone: newValue.isEmpty ? nil as String? : newValue) } }
  }

  /// Takes the stored draft the first time only: later it would overwrite what is being written.
  private func loadForm() async throws -> AppealForm {
    let form = try await client.appeals.form(id: draft.id)
    if !isLoaded { draft = form.draft }
    isLoaded = true
    if !form.reason.isEmpty, let id = form.draft.id {
      await content.reportErrors { try await client.appeals.markSeen(id: id) }
    }
    return form
  }

  /// A text field also sets what it shows already, for example when it gets the focus: that is no edit.
  private func edit(_ change: (AppealDraft) -> AppealDraft) {
    let edited = change(draft)
    if edited == draft { return }
    draft = edited
    if isSavePending { return }
    isSavePending = true
    // The task retains this model: the last edit before the screen is left is stored too.
    Task { await content.reportErrors { _ = try await save() } }
  }

  /// Saves one after another, each time the newest draft. The answer says which appeal the draft belongs to from then on.
  private func save() async throws -> String {
    try await saving.run { [self] in
      isSavePending = false
      let stored = try await client.appeals.save(draft: draft)
      draft = draft.with(id: stored.id)
      return stored.id
    }
  }

  /// Without a network the appeal is queued, and sent by a later sync.
  public func send(onSent: @escaping @MainActor (_ id: String) -> Void) {
    content.perform(
      onSuccess: { [self] in onSent(sentId) },
      action: { [self] in sentId = try await client.appeals.send(id: try await save()).id })
  }

  public func delete(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [self] in
      if let id = draft.id { try await client.appeals.delete(id: id, force: false) }
    }
  }
}

extension Change {
  /// What a form offers can be other than before. What the person enters does not load it again.
  var affectsForms: Bool { self == .all || self == .catalogue }
}

extension AppealDraft {
  /// Keeps all that is not given. An optional text that is given may be nil, but not the literal: that keeps it.
  fileprivate func with(
    id: String?? = nil, kind: AppealKind? = nil, title: String? = nil, text: String? = nil,
    town: String?? = nil, name: String?? = nil, phone: String?? = nil
  ) -> AppealDraft {
    AppealDraft(
      id: id ?? self.id, kind: kind ?? self.kind, title: title ?? self.title,
      text: text ?? self.text, town: town ?? self.town, name: name ?? self.name,
      phone: phone ?? self.phone)
  }
}

extension AppealKindOption {
  /// The kind as a choice of the form.
  public var term: Term { Term(code: kind.code, name: name) }
}

extension AppealKind {
  public var code: String { "\(self)" }
}
