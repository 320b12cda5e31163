import SongmingKit
import SwiftUI

extension View {
  /// Asks before something is done that cannot be undone. `title`, `body` and `confirm` are keys of the catalog.
  func confirmDialog(
    isPresented: Binding<Bool>, title: String, body: String, confirm: String,
    onConfirm: @escaping @MainActor () -> Void
  ) -> some View {
    alert(Words.text(title), isPresented: isPresented) {
      Button(Words.text(confirm), role: .destructive, action: onConfirm)
      Button(Words.text("cancel"), role: .cancel) {}
    } message: {
      Text(Words.text(body))
    }
  }
}
