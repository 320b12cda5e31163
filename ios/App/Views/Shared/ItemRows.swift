import SongmingCore
import SongmingKit
import SwiftUI

/// An item in a list.
struct ItemListRow: View {
  let row: ItemRow
  let onOpen: (String) -> Void

  var body: some View {
    VStack(spacing: 0) {
      Button {
        onOpen(row.id)
      } label: {
        HStack(alignment: .top, spacing: 16) {
          VStack(alignment: .leading, spacing: 8) {
            // The byline says the same as the colour in words.
            SpacedText(row.title)
              .textStyle(.rowTitle)
              .textColor(row.read ? \.secondaryText : \.text)
              .lineLimit(3)
            ItemByline(row: row)
          }
          .frame(maxWidth: .infinity, alignment: .leading)
          if let picture = row.image {
            FilePicture(picture)
              .frame(width: 108, height: 81)
              .clipShape(RoundedRectangle(cornerRadius: 10))
          }
        }
        .padding(.horizontal, 20)
        .padding(.vertical, 16)
      }
      .buttonStyle(.row)
      RowDivider()
    }
  }
}

/// The first item of a page, with its picture in full width.
struct LeadItem: View {
  let row: ItemRow
  let onOpen: (String) -> Void

  var body: some View {
    Button {
      onOpen(row.id)
    } label: {
      VStack(alignment: .leading, spacing: 10) {
        if let picture = row.image {
          FilePicture(picture)
            .aspectRatio(16 / 9, contentMode: .fit)
            .clipShape(RoundedRectangle(cornerRadius: 14))
        }
        SpacedText(row.title).textStyle(.headline).lineLimit(3)
        if !row.summary.isEmpty {
          SpacedText(row.summary).textStyle(.detail).textColor(\.secondaryText).lineLimit(2)
        }
        ItemByline(row: row)
      }
      .padding(.horizontal, 20)
      .padding(.vertical, 14)
    }
    .buttonStyle(.row)
  }
}

/// Labels such as "unread", source and time.
private struct ItemByline: View {
  let row: ItemRow
  @Environment(\.display) private var display

  var body: some View {
    Text(text)
      .textStyle(.caption)
      .textColor(\.secondaryText)
      .lineLimit(2)
  }

  private var text: AttributedString {
    var labels = AttributedString(labels.map { "\($0)　" }.joined())
    labels.foregroundColor = display.palette.primary
    let others = row.alsoIn.isEmpty ? "" : Words.text("row_also", row.alsoIn.count + 1)
    let facts = [row.source, others, row.publishedText].filter { !$0.isEmpty }
    return labels + AttributedString(facts.joined(separator: "　"))
  }

  private var labels: [String] {
    var keys: [String] = []
    if row.flash { keys.append("row_flash") }
    if row.corrected { keys.append("row_corrected") }
    if !row.read { keys.append("row_unread") }
    return keys.map { Words.text($0) }
  }
}
