import SwiftUI

/// A row of a list that leads to another screen when it has an `action`. `trailing` is beside it, for a button of its own;
/// `content` is below the title, and part of the row if that is a button.
struct NavRow<Trailing: View, Content: View>: View {
  private let title: String
  private let detail: String
  private let systemImage: String?
  private let action: (() -> Void)?
  private let trailing: Trailing
  private let content: Content
  @Environment(\.display) private var display

  init(
    _ title: String, detail: String = "", systemImage: String? = nil, action: (() -> Void)? = nil,
    @ViewBuilder trailing: () -> Trailing, @ViewBuilder content: () -> Content
  ) {
    self.title = title
    self.detail = detail
    self.systemImage = systemImage
    self.action = action
    self.trailing = trailing()
    self.content = content()
  }

  var body: some View {
    VStack(spacing: 0) {
      HStack(spacing: 0) {
        if let action {
          Button(action: action) { row }.buttonStyle(.row)
        } else {
          row
        }
        trailing.padding(.trailing, 8)
      }
      RowDivider()
    }
  }

  private var row: some View {
    HStack(spacing: 16) {
      if let systemImage {
        Image(systemName: systemImage)
          .frame(width: 24)
          .textColor(\.primary)
          .accessibilityHidden(true)
      }
      VStack(alignment: .leading, spacing: 4) {
        VStack(alignment: .leading, spacing: 4) {
          SpacedText(title).textStyle(.rowTitle)
          if !detail.isEmpty { SecondaryText(detail) }
        }
        .accessibilityElement(children: .combine)
        content
      }
      .frame(maxWidth: .infinity, alignment: .leading)
      if action != nil { Disclosure() }
    }
    .frame(minHeight: max(64, display.minTarget))
    .padding(.horizontal, 20)
    .padding(.vertical, 6)
  }
}

extension NavRow where Trailing == EmptyView {
  init(
    _ title: String, detail: String = "", systemImage: String? = nil, action: (() -> Void)? = nil,
    @ViewBuilder content: () -> Content
  ) {
    self.init(
      title, detail: detail, systemImage: systemImage, action: action, trailing: { EmptyView() },
      content: content)
  }
}

extension NavRow where Trailing == EmptyView, Content == EmptyView {
  init(
    _ title: String, detail: String = "", systemImage: String? = nil, action: (() -> Void)? = nil
  ) {
    self.init(
      title, detail: detail, systemImage: systemImage, action: action, trailing: { EmptyView() },
      content: { EmptyView() })
  }
}

/// The arrow at the end of a row that leads to another screen.
private struct Disclosure: View {
  var body: some View {
    Image(systemName: "chevron.forward")
      .textStyle(.caption)
      .textColor(\.outline)
      .accessibilityHidden(true)
  }
}

/// The line below a row.
struct RowDivider: View {
  @Environment(\.display) private var display

  var body: some View {
    Rectangle()
      .fill(display.palette.divider)
      .frame(height: 1)
      .padding(.horizontal, 20)
      .accessibilityHidden(true)
  }
}
