import SongmingCore
import SongmingKit
import SwiftUI

/// 写稿件: the centre's form, photos and videos.
struct DraftScreen: View {
  let model: DraftModel
  @State private var isDeleting = false
  @State private var removing: String?
  @State private var isPicking = false
  @Environment(Navigator.self) private var navigator
  @Environment(\.requestNotifications) private var requestNotifications
  @Environment(\.scenePhase) private var scenePhase

  var body: some View {
    ScreenScaffold(title, model: model) { page in
      returned(page.form)
      ForEach(page.form.fields, id: \.code) { field in
        DraftField(
          field: field, value: model.values[field.code],
          problem: page.form.problem(of: field.code, showsProblems: model.showsProblems),
          onEdit: { model.edit(field.code, $0) })
      }
      DraftMedia(model: model, form: page.form, isPicking: $isPicking, onRemove: { removing = $0 })
      differences(page)
      DraftSending(model: model, page: page, onSend: send)
      if page.form.id != nil { stored(page.form) }
    }
    .mediaPicker(isPresented: $isPicking, limit: Int(form?.media.maxFiles ?? 1), onPicked: model.addPicked)
    .confirmDialog(
      isPresented: $isDeleting, title: "draft_delete_title", body: "draft_delete_files_body", confirm: "delete"
    ) { model.delete(onSuccess: navigator.back) }
    .confirmDialog(
      isPresented: isRemoving, title: "draft_remove_title", body: "draft_remove_body", confirm: "draft_remove_confirm"
    ) { [removing] in
      if let removing { model.removeFile(removing) }
    }
    .modifier(DraftLeaving(model: model))
    // It was sent or deleted elsewhere.
    .onChange(of: model.end, initial: true) {
      switch model.end {
      case .sent: if let id = model.id { showSubmission(id) }
      case .deleted: navigator.back()
      case nil: break
      }
    }
    .onChange(of: scenePhase) { if scenePhase != .active { model.storeNow() } }
    .onDisappear { model.storeNow() }
  }

  private var form: DraftForm? { model.content.state.value?.form }

  private var title: String {
    let version = form?.version ?? 1
    return version > 1 ? Words.text("draft_version", version) : Words.text("draft_title")
  }

  private var isRemoving: Binding<Bool> {
    Binding(get: { removing != nil }, set: { if !$0 { removing = nil } })
  }

  private func send() {
    requestNotifications()
    model.send(onSent: showSubmission)
  }

  /// The submission's screen shows how far it is.
  private func showSubmission(_ id: String) { navigator.replace(with: Destination(.submission, id)) }

  @ViewBuilder
  private func returned(_ form: DraftForm) -> some View {
    if let note = form.returned { ReturnCard(note: note, form: form) }
    if form.version > 1, let id = form.id {
      NavRow(
        Words.text("draft_review"), detail: Words.text("draft_review_body"),
        action: { navigator.navigate(to: .submission, id) })
    }
  }

  @ViewBuilder
  private func differences(_ page: DraftPage) -> some View {
    if !page.differences.isEmpty { SectionHeader(Words.text("draft_differences", page.form.version - 1)) }
    ForEach(page.differences, id: \.code) { DifferenceRow(difference: $0, texts: .versions) }
  }

  /// What a stored draft has beyond a new one.
  @ViewBuilder
  private func stored(_ form: DraftForm) -> some View {
    NavRow(
      Words.text("draft_history"), detail: form.historyText,
      action: { model.openHistory { navigator.navigate(to: .draftHistory, $0) } })
    Button(Words.text("draft_delete")) { isDeleting = true }.buttonStyle(.text)
  }
}

/// Leaving stores what is typed. The system's button and gesture would leave although that failed, so they are replaced; of two
/// panes the right one has a button of its own.
private struct DraftLeaving: ViewModifier {
  let model: DraftModel
  @Environment(Navigator.self) private var navigator
  @Environment(\.horizontalSizeClass) private var width

  func body(content: Content) -> some View {
    content
      .navigationBarBackButtonHidden(true)
      .toolbar {
        ToolbarItem(placement: .topBarLeading) {
          if width != .regular {
            SymbolButton(Words.text("back"), systemImage: "chevron.backward", action: leave)
          }
        }
      }
      .alert(Words.text("draft_leave_title"), isPresented: isAsking) {
        Button(Words.text("draft_leave_stay"), role: .cancel, action: model.stay)
        Button(Words.text("draft_leave_unstored"), role: .destructive) {
          model.leaveUnstored()
          navigator.back()
        }
      } message: {
        Text(model.leaveError?.explanation ?? "")
      }
  }

  private var isAsking: Binding<Bool> {
    Binding(get: { model.leaveError != nil }, set: { if !$0 { model.stay() } })
  }

  private func leave() {
    if model.isUnstored { model.leave(onLeft: navigator.back) } else { navigator.back() }
  }
}

/// What the reviewer said of the version before.
private struct ReturnCard: View {
  let note: ReturnNote
  let form: DraftForm

  var body: some View {
    InfoCard {
      Text(Words.text("draft_return")).textStyle(.smallTitle)
      SecondaryText(note.bylineText)
      Text(note.reason).textStyle(.body)
      ForEach(Array(note.marks.enumerated()), id: \.offset) { _, mark in
        VStack(alignment: .leading, spacing: 2) {
          SecondaryText(place(of: mark))
          Text(mark.note).textStyle(.detail)
        }
        .padding(.vertical, 4)
        .accessibilityElement(children: .combine)
      }
    }
    .cardMargins()
  }

  private func place(of mark: MarkedPassage) -> String {
    let passage = mark.passage.isEmpty ? "" : Words.text("draft_return_passage", mark.passage)
    return Words.text("draft_return_field", form.name(of: mark.field), passage)
  }
}

private struct DraftMedia: View {
  let model: DraftModel
  let form: DraftForm
  @Binding var isPicking: Bool
  let onRemove: (_ file: String) -> Void
  @Environment(\.clerkTools) private var tools

  /// The field of a problem with the photos and videos.
  private static let field = "media"

  var body: some View {
    SectionHeader(Words.text("draft_media"))
    SecondaryText(Words.text("draft_media_limit", form.media.maxFiles)).rowWidth()
    if let problem = form.problem(of: Self.field, showsProblems: model.showsProblems) {
      ProblemText(problem).rowWidth()
    }
    ForEach(Array(form.files.enumerated()), id: \.element.id) { place, file in
      DraftFileCard(model: model, file: file, place: place, count: form.files.count) { onRemove(file.id) }
    }
    if model.incoming > 0 { SecondaryText(Words.text("draft_adding", model.incoming)).rowWidth() }
    if !model.refusals.isEmpty { RefusalCard(refusals: model.refusals, onDismiss: model.dismissRefusals) }
    WideButton(Words.text("draft_pick"), kind: .outlined) { isPicking = true }
    if tools.hasCamera { WideButton(Words.text("draft_capture"), kind: .outlined, action: takePhoto) }
  }

  private func takePhoto() {
    Task { [model, tools] in
      do {
        if let file = try await tools.takePhoto() { model.addCapture(file) }
      } catch {
        model.captureFailed(error)
      }
    }
  }
}

private struct DraftSending: View {
  let model: DraftModel
  let page: DraftPage
  let onSend: () -> Void

  var body: some View {
    SwitchRow(
      Words.text("draft_unmetered"), detail: Words.text("draft_unmetered_body"), isOn: page.unmeteredOnly,
      onChange: model.setUnmeteredOnly)
    if !page.form.obstacle.isEmpty { ProblemText(page.form.obstacle).rowWidth() }
    if model.showsProblems, !page.form.problems.isEmpty {
      InfoCard {
        Text(Words.text("draft_problems")).textStyle(.smallTitle)
        ForEach(page.form.problems, id: \.field) { ProblemText($0.reason) }
      }
      .cardMargins()
    }
    WideButton(Words.text("draft_send"), action: onSend)
    SecondaryText(Words.text("draft_kept")).rowWidth()
  }
}
