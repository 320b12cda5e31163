import SongmingCore
import SongmingKit
import SwiftUI

/// A deadline and how near it is; the colour repeats the words.
struct DeadlineText: View {
  private let deadline: Deadline?

  init(_ deadline: Deadline?) { self.deadline = deadline }

  var body: some View {
    if let deadline {
      Text(deadline.text).textStyle(.caption).textColor(Self.color(deadline.light))
    }
  }

  private static func color(_ light: DeadlineStatus) -> KeyPath<Palette, Color> {
    switch light {
    case .none: \.secondaryText
    case .near: \.secondary
    case .behind: \.tertiary
    case .overdue: \.error
    }
  }
}
