import SongmingCore
import SwiftUI

/// Text with its formatting and its links, which the action `openURL` of the environment opens.
struct StyledText: View {
  private let spans: [Span]
  @Environment(\.display) private var display

  init(_ spans: [Span]) { self.spans = spans }

  var body: some View { Text(text) }

  private var text: AttributedString {
    spans.map(styled).reduce(AttributedString(), +).withCjkSpacing()
  }

  private func styled(_ span: Span) -> AttributedString {
    var text = AttributedString(span.text)
    var intent: InlinePresentationIntent = []
    if span.bold { intent.insert(.stronglyEmphasized) }
    if span.italic { intent.insert(.emphasized) }
    if span.code { intent.insert(.code) }
    if !intent.isEmpty { text.inlinePresentationIntent = intent }
    if span.struck { text.strikethroughStyle = Text.LineStyle.single }
    if let address = span.href, let url = URL(string: address) {
      text.link = url
      text.foregroundColor = display.palette.secondary
      text.underlineStyle = Text.LineStyle.single
    }
    return text
  }
}

extension [Span] {
  /// Without formatting. Struck text is left out: without its line it would read as if it were valid.
  var plainText: String { filter { !$0.struck }.map(\.text).joined() }
}
