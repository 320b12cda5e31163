import SongmingCore
import SwiftUI

/// Text with the matches of a search, bold and coloured.
struct HighlightedText: View {
  private let text: String
  private let ranges: [TextRange]
  @Environment(\.display) private var display

  init(_ text: String, _ ranges: [TextRange]) {
    self.text = text
    self.ranges = ranges
  }

  var body: some View { Text(highlighted) }

  private var highlighted: AttributedString {
    var marked = AttributedString(text).withCjkSpacing()
    for range in ranges {
      guard let found = Range<String.Index>(range, in: text),
        let start = AttributedString.Index(found.lowerBound, within: marked),
        let end = AttributedString.Index(found.upperBound, within: marked)
      else { continue }
      marked[start..<end].foregroundColor = display.palette.primary
      marked[start..<end].inlinePresentationIntent = .stronglyEmphasized
    }
    return marked
  }
}
