import SongmingCore
import SongmingKit
import SwiftUI

/// Title, byline, correction and picture.
struct ArticleHead: View {
  let article: Article
  let onLoadPicture: (String) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      SpacedText(article.row.title).textStyle(.headline).accessibilityAddTraits(.isHeader)
      SecondaryText(article.byline)
      if let correction = article.correction { CorrectionCard(correction: correction) }
      if let lead = article.lead {
        Figure(
          picture: lead, caption: "", link: nil, onLoad: { onLoadPicture(lead.url) })
      }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
  }
}

private struct CorrectionCard: View {
  let correction: Correction

  var body: some View {
    InfoCard {
      Text(Words.text("article_corrected", correction.timeText))
        .textStyle(.smallTitle)
        .textColor(\.primary)
      if !correction.reason.isEmpty { Text(correction.reason).textStyle(.detail) }
      ForEach(Array(correction.changes.enumerated()), id: \.offset) { _, change in
        if !change.before.isEmpty {
          Text(Words.text("article_before", change.before))
            .strikethrough()
            .textStyle(.caption)
            .textColor(\.secondaryText)
        }
        if !change.after.isEmpty {
          Text(Words.text("article_after", change.after)).textStyle(.caption)
        }
      }
    }
  }
}

/// A document, opened from the phone if it is there, and else from the web.
struct DocumentRow: View {
  let document: Document
  @Environment(ExternalActions.self) private var external

  var body: some View {
    NavRow(document.title, detail: detail, action: open)
  }

  private func open() {
    if let file = document.file { external.openFile(file) } else { external.open(document.url) }
  }

  private var detail: String {
    let place = Words.text(document.file == nil ? "document_web" : "document_here")
    return document.bytes.map { "\(place)　\(Words.size($0))" } ?? place
  }
}
