import SongmingCore
import SwiftUI

/// What a text is, which decides its size, weight and line height.
enum TextStyle: CaseIterable, Sendable {
  /// The title of a page or of its first item.
  case headline
  /// The title of a section.
  case title
  /// The title of a row.
  case rowTitle
  /// The title of a card or of a group of choices.
  case smallTitle
  case body
  case detail
  case caption
  /// The words of a button.
  case label
  case smallLabel
}

/// How everything is drawn: colours, sizes of texts, and the smallest target. The sizes come from the core's policy, which
/// follows the accessibility rules and the person's choice; the system's text size scales them.
struct DisplayStyle: Equatable, Sendable {
  let palette: Palette
  /// The side of the smallest square that can be tapped: at least 44 points, in 长辈版 at least 60.
  let minTarget: CGFloat
  private let sizes: Sizes
  private let lineHeight: CGFloat

  private struct Sizes: Equatable, Sendable {
    let title: CGFloat
    let headline: CGFloat
    let body: CGFloat
    let caption: CGFloat
  }

  /// `policy`: nil until it is read. `scale`: that of the system's text size.
  init(policy: DisplayPolicy?, isDark: Bool, scale: CGFloat = 1) {
    palette = isDark ? .dark : .light
    minTarget = max(Self.systemTarget, CGFloat(policy?.minTarget ?? 0))
    lineHeight = CGFloat(policy?.lineHeight ?? 1.5)
    let text = policy?.text ?? TextSizes(title: 24, headline: 18, body: 17, caption: 14)
    sizes = Sizes(
      title: CGFloat(text.title) * scale, headline: CGFloat(text.headline) * scale,
      body: CGFloat(text.body) * scale, caption: CGFloat(text.caption) * scale)
  }

  private static let systemTarget: CGFloat = 44

  func size(_ style: TextStyle) -> CGFloat {
    switch style {
    case .headline: sizes.title
    case .title: (sizes.title + sizes.headline) / 2
    case .rowTitle: sizes.headline
    case .smallTitle, .body: sizes.body
    case .detail, .label: (sizes.body + sizes.caption) / 2
    case .caption, .smallLabel: sizes.caption
    }
  }

  func font(_ style: TextStyle) -> Font {
    .system(size: size(style), weight: weight(style))
  }

  private func weight(_ style: TextStyle) -> Font.Weight {
    switch style {
    case .headline, .title: .semibold
    case .rowTitle, .smallTitle, .label, .smallLabel: .medium
    case .body, .detail, .caption: .regular
    }
  }

  /// Points between two lines, beyond the height that the system's Chinese font has by itself.
  func lineSpacing(_ style: TextStyle) -> CGFloat {
    let height: CGFloat =
      switch style {
      case .headline, .title, .label, .smallLabel: 1.4
      case .rowTitle: 1.45
      case .caption: 1.5
      case .smallTitle, .body, .detail: lineHeight
      }
    return max(0, size(style) * (height - Self.naturalLineHeight))
  }

  static let naturalLineHeight: CGFloat = 1.2
}

private enum DisplayStyleKey: EnvironmentKey {
  static let defaultValue = DisplayStyle(policy: nil, isDark: false)
}

extension EnvironmentValues {
  var display: DisplayStyle {
    get { self[DisplayStyleKey.self] }
    set { self[DisplayStyleKey.self] = newValue }
  }
}

/// Draws its content by the policy, which is nil until it is read.
struct Themed<Content: View>: View {
  let policy: DisplayPolicy?
  @ViewBuilder let content: Content
  @Environment(\.colorScheme) private var systemScheme
  // Of 1 the system would return a rounded number.
  @ScaledMetric(relativeTo: .body) private var hundred: CGFloat = 100

  var body: some View {
    content
      .textStyle(.body)
      .textColor(\.text)
      .tint(style.palette.primary)
      .environment(\.display, style)
      .preferredColorScheme(chosenScheme)
  }

  private var chosenScheme: ColorScheme? {
    switch policy?.theme {
    case .light: .light
    case .dark: .dark
    case .system, nil: nil
    }
  }

  private var style: DisplayStyle {
    DisplayStyle(
      policy: policy, isDark: (chosenScheme ?? systemScheme) == .dark, scale: hundred / 100)
  }
}
