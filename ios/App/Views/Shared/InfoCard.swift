import SwiftUI

/// A card with facts, mostly a `LabeledValue` each.
struct InfoCard<Content: View>: View {
  @ViewBuilder let content: Content
  @Environment(\.display) private var display

  var body: some View {
    VStack(alignment: .leading, spacing: 6) { content }
      .frame(maxWidth: .infinity, alignment: .leading)
      .padding(.horizontal, 18)
      .padding(.vertical, 14)
      .background(display.palette.container, in: RoundedRectangle(cornerRadius: 14))
  }
}

/// A label and its value; nothing if there is no value.
struct LabeledValue: View {
  private let label: String
  private let value: String?
  @Environment(\.display) private var display

  init(_ label: String, _ value: String?) {
    self.label = label
    self.value = value
  }

  var body: some View {
    if let value, !value.isEmpty {
      ViewThatFits(in: .horizontal) {
        HStack(alignment: .firstTextBaseline, spacing: 8) {
          Text(label)
            .textColor(\.secondaryText)
            // Four characters and space: values are aligned at every text size.
            .frame(minWidth: display.size(.detail) * 5, alignment: .leading)
          Text(value)
        }
        VStack(alignment: .leading) {
          Text(label).textColor(\.secondaryText)
          Text(value)
        }
      }
      .textStyle(.detail)
      .padding(.vertical, 2)
      .accessibilityElement(children: .combine)
    }
  }
}
