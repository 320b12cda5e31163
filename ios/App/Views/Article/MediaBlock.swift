import SongmingCore
import SongmingKit
import SwiftUI

/// A picture, a video or a sound of an article.
struct MediaBlock: View {
  let block: Block
  let onLoadPicture: (String) -> Void

  var body: some View {
    switch block {
    case .image(let src, let alt, let caption, let width, let height, let file, let placeholder, let href):
      Figure(
        picture: Picture(
          url: src, width: width, height: height, alt: alt, file: file, placeholder: placeholder),
        caption: caption.plainText, link: href, onLoad: { onLoadPicture(src) })
    case .video(let src, _, let posterFile, _, let caption):
      VStack(alignment: .leading, spacing: 8) {
        FilePicture(
          file: posterFile, placeholder: nil,
          alt: caption.isEmpty ? Words.text("film") : caption.plainText
        )
        .aspectRatio(16 / 9, contentMode: .fit)
        .clipShape(RoundedRectangle(cornerRadius: 10))
        ExternalPlayer(caption: caption.plainText, address: src)
      }
    case .audio(let src, _, let caption):
      ExternalPlayer(caption: caption.plainText, address: src)
    default:
      EmptyView()
    }
  }
}

/// A picture with its caption and, if it is a link, a button that opens it. A picture that is not on the phone is downloaded
/// when the person taps a button: it can cost money.
struct Figure: View {
  let picture: Picture
  let caption: String
  let link: String?
  let onLoad: () -> Void
  @Environment(\.openURL) private var openURL

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      FilePicture(picture)
        .aspectRatio(aspectRatio, contentMode: .fit)
        .clipShape(RoundedRectangle(cornerRadius: 10))
        .overlay { if picture.file == nil { loadButton } }
      if let link, let url = URL(string: link) {
        Button(Words.text("picture_link")) { openURL(url) }.buttonStyle(.text)
      }
      if !caption.isEmpty { SecondaryText(caption) }
    }
  }

  private var loadButton: some View {
    Button(Words.text("picture_load"), action: onLoad)
      .buttonStyle(.filled)
      .accessibilityLabel(
        Words.text("of", Words.text("picture_load"), picture.alt.isEmpty ? caption : picture.alt))
  }

  private var aspectRatio: CGFloat {
    guard let width = picture.width, let height = picture.height, height > 0 else { return 16 / 9 }
    return min(max(CGFloat(width) / CGFloat(height), 0.5), 3)
  }
}

/// Plays a video or a sound from the network in another app.
private struct ExternalPlayer: View {
  let caption: String
  let address: String
  @Environment(ExternalActions.self) private var external

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      if !caption.isEmpty { SecondaryText(caption) }
      Button(Words.text("play_online"), systemImage: "play.fill") { external.open(address) }
        .buttonStyle(.tonal)
        .accessibilityLabel(Words.text("of", Words.text("play_online"), caption))
    }
  }
}
