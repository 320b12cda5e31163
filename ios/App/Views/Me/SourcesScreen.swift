import SongmingCore
import SongmingKit
import SwiftUI

/// 订阅源.
struct SourcesScreen: View {
  let model: SourcesModel
  @State private var address = ""

  var body: some View {
    ScreenScaffold(Words.text("sources_title"), model: model) { sources in
      VStack(spacing: 8) {
        LabeledTextField(Words.text("sources_address"), text: $address)
          .textInputAutocapitalization(.never)
          .autocorrectionDisabled()
        WideButton(Words.text("sources_add"), kind: .tonal) { model.add(address) { address = "" } }
      }
      ForEach(sources, id: \.id) { SourceRow(source: $0, onRemove: model.remove) }
    }
  }
}

private struct SourceRow: View {
  let source: Source
  let onRemove: (String) -> Void
  @Environment(Navigator.self) private var navigator

  var body: some View {
    NavRow(
      source.title, detail: source.address,
      action: { navigator.navigate(to: .source, source.id, title: source.title) },
      trailing: {
        if source.removable {
          SymbolButton(Words.text("sources_remove", source.title), systemImage: "trash") {
            onRemove(source.id)
          }
        }
      },
      content: { SecondaryText(state) })
  }

  private var state: String {
    if source.closed { return Words.text("sources_closed") }
    if source.succeededText.isEmpty { return Words.text("sources_never") }
    return Words.text("home_updated", source.succeededText)
  }
}
