import SongmingKit
import SwiftUI

extension View {
  /// Sets the font and the line height of the texts inside.
  func textStyle(_ style: TextStyle) -> some View { modifier(TextStyleModifier(style: style)) }

  func textColor(_ color: KeyPath<Palette, Color>) -> some View {
    modifier(TextColorModifier(color: color))
  }

  /// A target that is large enough to be tapped, also where it is empty.
  func target() -> some View { modifier(TargetModifier()) }
}

private struct TextStyleModifier: ViewModifier {
  let style: TextStyle
  @Environment(\.display) private var display

  func body(content: Content) -> some View {
    content.font(display.font(style)).lineSpacing(display.lineSpacing(style))
  }
}

private struct TextColorModifier: ViewModifier {
  let color: KeyPath<Palette, Color>
  @Environment(\.display) private var display

  func body(content: Content) -> some View {
    content.foregroundStyle(display.palette[keyPath: color])
  }
}

private struct TargetModifier: ViewModifier {
  @Environment(\.display) private var display

  func body(content: Content) -> some View {
    content
      .frame(minWidth: display.minTarget, minHeight: display.minTarget)
      .contentShape(Rectangle())
  }
}

/// Text with space between Chinese characters and Latin letters or digits.
struct SpacedText: View {
  private let text: AttributedString

  init(_ text: String) { self.text = AttributedString(text).withCjkSpacing() }

  var body: some View { Text(text) }
}

extension AttributedString {
  /// With space where a Chinese character meets a Latin letter or a digit; the characters are the same.
  func withCjkSpacing() -> AttributedString {
    let plain = String(characters)
    var spaced = self
    for range in CjkSpacing.spacedCharacters(of: plain) {
      let before = range.lowerBound > plain.startIndex ? plain.index(before: range.lowerBound) : nil
      // The system adds the space after a character.
      if let before, !Self.isHan(plain[before]) { spaced.space(after: before, in: plain) }
      if range.upperBound < plain.endIndex, !Self.isHan(plain[range.upperBound]) {
        spaced.space(after: range.lowerBound, in: plain)
      }
    }
    return spaced
  }

  private mutating func space(after index: String.Index, in plain: String) {
    let offset = plain.distance(from: plain.startIndex, to: index)
    let start = characters.index(startIndex, offsetBy: offset)
    self[start..<characters.index(after: start)].kern = Self.spacing
  }

  private static func isHan(_ character: Character) -> Bool {
    ("\u{3400}"..."\u{9FFF}").contains(character)
  }

  /// Points.
  private static let spacing: CGFloat = 3
}

/// Small text beside or below what is more important.
struct SecondaryText: View {
  private let text: String

  init(_ text: String) { self.text = text }

  var body: some View { Text(text).textStyle(.caption).textColor(\.secondaryText) }
}

/// Small text that draws attention, for example to what is new.
struct AccentText: View {
  private let text: String

  init(_ text: String) { self.text = text }

  var body: some View { Text(text).textStyle(.caption).textColor(\.primary) }
}

/// The title of a section of a page, and with `onMore` a button that leads to all of it.
struct SectionHeader: View {
  private let title: String
  private let detail: String
  private let onMore: (() -> Void)?

  init(_ title: String, detail: String = "", onMore: (() -> Void)? = nil) {
    self.title = title
    self.detail = detail
    self.onMore = onMore
  }

  var body: some View {
    HStack {
      Text(title)
        .textStyle(.title)
        .accessibilityAddTraits(.isHeader)
        .frame(maxWidth: .infinity, alignment: .leading)
      if let onMore {
        Button(detail.isEmpty ? Words.text("more") : detail, action: onMore)
          .buttonStyle(.text)
          .accessibilityLabel(Words.text("more_of", title))
      } else if !detail.isEmpty {
        SecondaryText(detail).padding(.trailing, 12)
      }
    }
    .padding(.leading, 20)
    .padding(.trailing, 8)
    .padding(.top, 24)
  }
}
