import SwiftUI

extension View {
  /// As wide as a row, with its content at the leading edge.
  func rowWidth() -> some View {
    frame(maxWidth: .infinity, alignment: .leading)
      .padding(.horizontal, 20)
      .padding(.vertical, 6)
  }

  /// A card among rows.
  func cardMargins() -> some View {
    padding(.horizontal, 16).padding(.vertical, 8)
  }
}

/// A button as wide as a row.
struct WideButton: View {
  private let title: String
  private let kind: ActionButtonStyle.Kind
  private let action: () -> Void

  init(_ title: String, kind: ActionButtonStyle.Kind = .filled, action: @escaping () -> Void) {
    self.title = title
    self.kind = kind
    self.action = action
  }

  var body: some View {
    Button(action: action) { Text(title).frame(maxWidth: .infinity) }
      .buttonStyle(ActionButtonStyle(kind: kind))
      .padding(.horizontal, 20)
      .padding(.vertical, 8)
  }
}

/// What is wrong.
struct ProblemText: View {
  private let text: String

  init(_ text: String) { self.text = text }

  var body: some View { Text(text).textStyle(.detail).textColor(\.error) }
}
