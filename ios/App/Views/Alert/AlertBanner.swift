import SongmingCore
import SongmingKit
import SwiftUI

/// A current alert. Words and a symbol say what its colour says; an exercise has another colour than a real alert.
struct AlertBanner: View {
  let alert: AlertRow
  let onOpen: (String) -> Void
  @Environment(\.display) private var display

  var body: some View {
    Button {
      onOpen(alert.row.id)
    } label: {
      HStack(alignment: .top, spacing: 14) {
        Image(systemName: alert.real ? "exclamationmark.triangle.fill" : "info.circle")
          .accessibilityHidden(true)
        VStack(alignment: .leading, spacing: 4) {
          Text(alert.headline).textStyle(.rowTitle)
          Text(alert.words).textStyle(.detail)
          if !alert.instruction.isEmpty { Text(alert.instruction).textStyle(.detail) }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
      }
      .padding(16)
      .textColor(alert.real ? \.onError : \.onSecondaryContainer)
      .background(background, in: RoundedRectangle(cornerRadius: 14))
    }
    .buttonStyle(.row)
    .padding(.horizontal, 16)
    .padding(.vertical, 8)
  }

  private var background: Color {
    alert.real ? display.palette.error : display.palette.secondaryContainer
  }
}
