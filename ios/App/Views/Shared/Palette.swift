import SwiftUI

/// The colours of the app, by what they are for. The contrast of each pair is at least 4.5:1.
struct Palette: Equatable, Sendable {
  let primary: Color
  let onPrimary: Color
  let secondary: Color
  let secondaryContainer: Color
  let onSecondaryContainer: Color
  let tertiary: Color
  let error: Color
  let onError: Color
  let background: Color
  let text: Color
  let secondaryText: Color
  let surfaceVariant: Color
  let container: Color
  let outline: Color
  let divider: Color

  static let light = Palette(
    primary: Color(hex: 0x9B2F23), onPrimary: Color(hex: 0xFFFFFF),
    secondary: Color(hex: 0x34606B), secondaryContainer: Color(hex: 0xD9E9ED),
    onSecondaryContainer: Color(hex: 0x17363E), tertiary: Color(hex: 0x7A5A00),
    error: Color(hex: 0xB3261E), onError: Color(hex: 0xFFFFFF),
    background: Color(hex: 0xFBF9F5), text: Color(hex: 0x211E19),
    secondaryText: Color(hex: 0x5C564C), surfaceVariant: Color(hex: 0xF0EBE2),
    container: Color(hex: 0xF3EEE5), outline: Color(hex: 0x857D70), divider: Color(hex: 0xE2DBCF))

  static let dark = Palette(
    primary: Color(hex: 0xF0A294), onPrimary: Color(hex: 0x4A1009),
    secondary: Color(hex: 0x9CCBD7), secondaryContainer: Color(hex: 0x254A53),
    onSecondaryContainer: Color(hex: 0xD9E9ED), tertiary: Color(hex: 0xE9C36A),
    error: Color(hex: 0xF2B8B5), onError: Color(hex: 0x601410),
    background: Color(hex: 0x15130F), text: Color(hex: 0xEAE4DA),
    secondaryText: Color(hex: 0xB9B1A3), surfaceVariant: Color(hex: 0x26231D),
    container: Color(hex: 0x1E1B16), outline: Color(hex: 0x8F8678), divider: Color(hex: 0x38342C))
}

extension Color {
  fileprivate init(hex: UInt32) {
    let component = { (shift: UInt32) in Double((hex >> shift) & 0xFF) / 255 }
    self.init(.sRGB, red: component(16), green: component(8), blue: component(0), opacity: 1)
  }
}
