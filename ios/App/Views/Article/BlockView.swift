import SongmingCore
import SongmingKit
import SwiftUI

/// A block of an article. `onLoadPicture` gets the address of a picture that is not on the phone.
struct BlockView: View {
  let block: Block
  let onLoadPicture: (String) -> Void

  var body: some View {
    content.frame(maxWidth: .infinity, alignment: .leading)
  }

  @ViewBuilder private var content: some View {
    switch block {
    case .paragraph(let spans):
      StyledText(spans).textStyle(.body)
    case .heading(let level, let spans):
      StyledText(spans)
        .textStyle(level <= 2 ? .title : .rowTitle)
        .padding(.top, 10)
        .accessibilityAddTraits(.isHeader)
    case .listing(_, let items):
      ListBlock(items: items)
    case .quote(let paragraphs):
      QuoteBlock(paragraphs: paragraphs)
    case .code(let text):
      CodeBlock(text: text)
    case .table(let caption, let rows):
      TableBlock(caption: caption, rows: rows)
    case .image, .video, .audio:
      MediaBlock(block: block, onLoadPicture: onLoadPicture)
    case .rule:
      RowDivider()
    }
  }
}

private struct ListBlock: View {
  let items: [ListItem]
  @State private var shown = Self.page

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      ForEach(Array(items.prefix(shown).enumerated()), id: \.offset) { _, item in
        HStack(alignment: .firstTextBaseline, spacing: 0) {
          Text(item.number.map { "\($0)." } ?? "•")
            .textColor(\.primary)
            .frame(minWidth: 28, alignment: .leading)
          StyledText(item.spans)
        }
        .textStyle(.body)
        .padding(.leading, CGFloat(item.level) * 20)
      }
      if shown < items.count { ShowMoreButton(remaining: items.count - shown) { shown += Self.page } }
    }
  }

  /// Items that are drawn at first, and more with each tap.
  private static let page = 100
}

/// Shows more of a long block, of which `remaining` parts are not drawn yet.
struct ShowMoreButton: View {
  let remaining: Int
  let action: () -> Void

  var body: some View {
    Button(Words.text("rest", remaining), action: action).buttonStyle(.text)
  }
}

private struct QuoteBlock: View {
  let paragraphs: [Paragraph]
  @Environment(\.display) private var display

  var body: some View {
    VStack(alignment: .leading, spacing: 10) {
      ForEach(Array(paragraphs.enumerated()), id: \.offset) { _, paragraph in
        StyledText(paragraph.spans)
      }
    }
    .textStyle(.body)
    .textColor(\.secondaryText)
    .padding(.leading, 18)
    .overlay(alignment: .leading) {
      Rectangle().fill(display.palette.primary).frame(width: 3).accessibilityHidden(true)
    }
  }
}

private struct CodeBlock: View {
  let text: String
  @Environment(\.display) private var display

  var body: some View {
    ScrollView(.horizontal) {
      Text(text).textStyle(.detail).fontDesign(.monospaced).padding(14)
    }
    .background(display.palette.surfaceVariant, in: RoundedRectangle(cornerRadius: 8))
  }
}
