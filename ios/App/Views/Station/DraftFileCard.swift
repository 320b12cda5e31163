import SongmingCore
import SongmingKit
import SwiftUI

/// A photo or video of a draft, at `place` of `count`.
struct DraftFileCard: View {
  let model: DraftModel
  let file: DraftFile
  let place: Int
  let count: Int
  let onRemove: () -> Void

  var body: some View {
    InfoCard {
      HStack(alignment: .top, spacing: 14) {
        MediaThumbnail(file: file, name: name, load: model.thumbnail)
        VStack(alignment: .leading, spacing: 4) {
          Text(file.name).textStyle(.body)
          if file.missing { ProblemText(Words.text("draft_file_missing")) }
          ForEach(file.notes, id: \.self) { SecondaryText($0) }
        }
      }
      LabeledTextField(
        Words.text("draft_caption"),
        text: Binding(get: { model.captions[file.id] }, set: { model.editCaption(file.id, $0) }),
        name: action("draft_caption"))
      FlowLayout {
        if place > 0 { button("draft_file_up") { model.moveFile(file.id, to: place - 1) } }
        if place < count - 1 { button("draft_file_down") { model.moveFile(file.id, to: place + 1) } }
        button("draft_file_remove", action: onRemove)
      }
    }
    .cardMargins()
  }

  /// The files of one phone have names that are hard to tell apart.
  private var name: String {
    let caption = model.captions[file.id]
    return Words.text("draft_file_place", place + 1, caption.isEmpty ? file.name : caption)
  }

  private func action(_ word: String) -> String { Words.text("draft_file_action", Words.text(word), name) }

  private func button(_ word: String, action pressed: @escaping () -> Void) -> some View {
    Button(Words.text(word), action: pressed).buttonStyle(.text).accessibilityLabel(action(word))
  }
}

/// A photo or video: the core's thumbnail, or else the word for what it is.
struct MediaThumbnail: View {
  private let id: ThumbnailId
  private let name: String
  private let isVideo: Bool
  /// What the system can show if the core has no thumbnail.
  private let original: String?
  private let load: (_ file: String) async -> String?
  @State private var path: String?

  init(file: DraftFile, name: String, load: @escaping (_ file: String) async -> String?) {
    id = ThumbnailId(file: file.id, state: "\(file.missing)")
    self.name = name
    isVideo = file.mediaType.isVideo
    original = isVideo || file.missing ? nil : file.path
    self.load = load
  }

  init(file: SubmissionFile, load: @escaping (_ file: String) async -> String?) {
    id = ThumbnailId(file: file.id, state: "\(file.state)")
    name = file.name
    isVideo = file.kind.isVideo
    original = nil
    self.load = load
  }

  var body: some View {
    let kind = Words.text(isVideo ? "draft_file_video" : "draft_file_photo")
    FilePicture(file: path, placeholder: nil, alt: Words.text("draft_file_action", kind, name))
      .overlay {
        if path == nil { SecondaryText(kind).accessibilityHidden(true) }
      }
      .frame(width: 108, height: 81)
      .clipShape(RoundedRectangle(cornerRadius: 10))
      .task(id: id) { path = await load(id.file) ?? original }
  }
}

/// The thumbnail is read again when this changes.
private struct ThumbnailId: Hashable {
  let file: String
  let state: String
}

extension String {
  fileprivate var isVideo: Bool { hasPrefix("video/") }
}
