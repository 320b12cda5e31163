import SongmingCore
import SongmingKit
import SwiftUI

/// 政务.
struct GovernmentScreen: View {
  let model: GovernmentModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("tab_government"), model: model) { page in
      appeals(page.appeals)
      if page.guides.isEmpty && page.notices.isEmpty {
        InlineMessage(title: Words.text("list_empty"), text: Words.text("state_empty_body"))
      } else {
        guides(page.guides)
        notices(page.notices)
      }
    }
    .toolbar {
      ToolbarItem(placement: .topBarTrailing) {
        SymbolButton(Words.text("home_search"), systemImage: "magnifyingglass") {
          navigator.navigate(to: .search)
        }
      }
    }
  }

  @ViewBuilder
  private func appeals(_ all: [Appeal]) -> some View {
    SectionHeader(Words.text("government_appeals"))
    if all.isEmpty {
      SecondaryText(Words.text("appeals_none"))
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(.horizontal, 20)
    }
    ForEach(all, id: \.id) { appeal in
      AppealListRow(appeal: appeal) { navigator.navigate(to: appeal.destination) }
    }
    Button {
      navigator.navigate(to: .appealForm)
    } label: {
      Text(Words.text("appeal_new")).frame(maxWidth: .infinity)
    }
    .buttonStyle(.tonal)
    .padding(.horizontal, 20)
    .padding(.vertical, 10)
  }

  @ViewBuilder
  private func guides(_ all: [ItemRow]) -> some View {
    SectionHeader(
      Words.text("government_guides"), onMore: { navigator.navigate(to: .guides) })
    ForEach(all, id: \.id) { GuideListRow(guide: $0, onOpen: navigator.open) }
  }

  @ViewBuilder
  private func notices(_ all: [NoticeRow]) -> some View {
    let title = Words.text("government_notices")
    SectionHeader(title, onMore: { navigator.navigate(to: .notices, "government", title: title) })
    ForEach(all, id: \.row.id) { NoticeListRow(notice: $0, onOpen: navigator.open) }
  }
}
