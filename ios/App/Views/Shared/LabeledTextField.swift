import SwiftUI

/// A text field with its label above it, which is also its name, and a hint below.
struct LabeledTextField: View {
  private let label: String
  private let hint: String
  private let lines: Int
  private let name: String
  @Binding private var text: String
  @FocusState private var isFocused: Bool
  @Environment(\.display) private var display

  /// `lines`: how many are visible at first; with more than one, it grows with its text. `name`: what VoiceOver says where
  /// several fields have the same label.
  init(_ label: String, text: Binding<String>, hint: String = "", lines: Int = 1, name: String? = nil) {
    self.label = label
    self.name = name ?? label
    self.hint = hint
    self.lines = lines
    _text = text
  }

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(label).textStyle(.caption).textColor(\.secondaryText).accessibilityHidden(true)
      // Without a prompt it would show its label a second time.
      TextField(label, text: $text, prompt: Text(verbatim: ""), axis: lines > 1 ? .vertical : .horizontal)
        .lineLimit(lines...)
        .textFieldStyle(.plain)
        .textStyle(.body)
        .focused($isFocused)
        .accessibilityLabel(name)
        .padding(.horizontal, 14)
        .padding(.vertical, 10)
        .frame(maxWidth: .infinity, minHeight: display.minTarget, alignment: .leading)
        .overlay { RoundedRectangle(cornerRadius: 8).strokeBorder(display.palette.outline) }
        // The text alone is a smaller target than what is drawn.
        .contentShape(Rectangle())
        .onTapGesture { isFocused = true }
      if !hint.isEmpty { SecondaryText(hint) }
    }
    .padding(.horizontal, 20)
    .padding(.vertical, 8)
  }
}
