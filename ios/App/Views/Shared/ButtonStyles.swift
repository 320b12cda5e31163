import SwiftUI

/// A button with words, at least as large as the smallest target.
struct ActionButtonStyle: ButtonStyle {
  enum Kind: Sendable {
    /// What a screen is mainly for.
    case filled
    case tonal
    case outlined
    /// Without a border.
    case text
  }

  let kind: Kind
  @Environment(\.display) private var display
  @Environment(\.isEnabled) private var isEnabled

  func makeBody(configuration: Configuration) -> some View {
    configuration.label
      .textStyle(.label)
      .multilineTextAlignment(.center)
      .padding(.horizontal, 16)
      .padding(.vertical, 8)
      .foregroundStyle(foreground)
      .frame(minWidth: display.minTarget, minHeight: display.minTarget)
      .background(background, in: Self.shape)
      .overlay { if kind == .outlined { Self.shape.strokeBorder(display.palette.outline) } }
      .contentShape(Rectangle())
      .opacity(configuration.isPressed ? 0.6 : isEnabled ? 1 : 0.4)
  }

  private static let shape = RoundedRectangle(cornerRadius: 22)

  private var foreground: Color {
    switch kind {
    case .filled: display.palette.onPrimary
    case .tonal: display.palette.onSecondaryContainer
    case .outlined, .text: display.palette.primary
    }
  }

  private var background: Color {
    switch kind {
    case .filled: display.palette.primary
    case .tonal: display.palette.secondaryContainer
    case .outlined, .text: .clear
    }
  }
}

extension ButtonStyle where Self == ActionButtonStyle {
  static var filled: Self { ActionButtonStyle(kind: .filled) }
  static var tonal: Self { ActionButtonStyle(kind: .tonal) }
  static var outlined: Self { ActionButtonStyle(kind: .outlined) }
  static var text: Self { ActionButtonStyle(kind: .text) }
}

/// A row, a card or a picture that can be tapped everywhere.
struct RowButtonStyle: ButtonStyle {
  @Environment(\.display) private var display

  func makeBody(configuration: Configuration) -> some View {
    configuration.label
      .multilineTextAlignment(.leading)
      .frame(maxWidth: .infinity, minHeight: display.minTarget, alignment: .leading)
      .frame(minWidth: display.minTarget)
      .contentShape(Rectangle())
      .background(configuration.isPressed ? display.palette.surfaceVariant : .clear)
  }
}

extension ButtonStyle where Self == RowButtonStyle {
  static var row: Self { RowButtonStyle() }
}

/// A button with a symbol instead of words, which VoiceOver needs.
struct SymbolButton: View {
  private let name: String
  private let systemImage: String
  private let action: () -> Void

  init(_ name: String, systemImage: String, action: @escaping () -> Void) {
    self.name = name
    self.systemImage = systemImage
    self.action = action
  }

  var body: some View {
    Button(action: action) { Image(systemName: systemImage).target() }
      .buttonStyle(.plain)
      .textColor(\.primary)
      .accessibilityLabel(name)
  }
}
