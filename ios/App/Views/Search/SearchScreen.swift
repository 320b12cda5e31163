import SongmingCore
import SongmingKit
import SwiftUI

/// 搜索: suggestions while words are typed, then results.
struct SearchScreen: View {
  let model: SearchModel
  @Environment(\.display) private var display

  var body: some View {
    VStack(spacing: 0) {
      SearchField(model: model)
      StatusBanner()
      content.frame(maxWidth: .infinity, maxHeight: .infinity)
    }
    .background(display.palette.background)
    .navigationTitle(Words.text("home_search"))
    .navigationBarTitleDisplayMode(.inline)
    .task { await model.loadWhileShown() }
  }

  @ViewBuilder private var content: some View {
    if let error = model.state.error {
      ErrorMessage(error: error, onRetry: { model.search() })
    } else if let results = model.state.results {
      ResultList(model: model, results: results)
    } else {
      SuggestionList(model: model)
    }
  }
}

private struct SearchField: View {
  let model: SearchModel
  @FocusState private var isFocused: Bool

  var body: some View {
    HStack(spacing: 0) {
      TextField(
        Words.text("home_search"), text: Binding(get: { model.words }, set: { edit($0) }),
        prompt: Text(Words.text("search_hint"))
      )
      .textStyle(.body)
      .submitLabel(.search)
      .onSubmit { model.search() }
      .focused($isFocused)
      .target()
      if !model.words.isEmpty {
        SymbolButton(Words.text("search_clear"), systemImage: "xmark.circle.fill") { model.edit("") }
      }
    }
    .padding(.horizontal, 20)
    // With words it was opened by a link.
    .onAppear { isFocused = model.words.isEmpty }
  }

  /// A text field also sets what it has, for example when it gets the focus: results would disappear.
  private func edit(_ words: String) {
    if words != model.words { model.edit(words) }
  }
}

private struct SuggestionList: View {
  let model: SearchModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenList {
      ForEach(Array(model.state.suggestions.enumerated()), id: \.offset) { _, suggestion in
        Button {
          model.follow(suggestion) { navigator.navigate(to: $0) }
        } label: {
          HighlightedText(suggestion.text, suggestion.highlights)
            .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
            .padding(.horizontal, 20)
            .padding(.vertical, 8)
        }
        .buttonStyle(.row)
      }
      if model.words.isEmpty, !model.state.suggestions.isEmpty {
        Button(Words.text("search_forget"), action: model.clearHistory).buttonStyle(.text)
      }
    }
  }
}

private struct ResultList: View {
  let model: SearchModel
  let results: [SearchHit]
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenList {
      if model.state.offersElderMode { ElderModeCard(onEnable: model.enableElderMode) }
      FilterChips(model: model)
      if !model.state.isComplete { SecondaryText(Words.text("search_incomplete")).padding(20) }
      if results.isEmpty {
        InlineMessage(
          title: Words.text("search_none", model.words), text: Words.text("search_none_body"))
      }
      ForEach(results, id: \.row.id) { result in
        ResultRow(result: result) { navigator.open(result.row.id) }
      }
      LoadMore(rows: results.count, action: model.loadMore)
    }
  }
}

private struct ResultRow: View {
  let result: SearchHit
  let action: () -> Void

  var body: some View {
    Button(action: action) {
      VStack(alignment: .leading, spacing: 6) {
        HighlightedText(result.row.title, result.titleHighlights).textStyle(.rowTitle)
        if !result.snippet.isEmpty {
          HighlightedText(result.snippet, result.snippetHighlights)
            .textStyle(.detail)
            .textColor(\.secondaryText)
        }
        SecondaryText("\(result.row.source)　\(result.row.publishedText)")
      }
      .padding(.horizontal, 20)
      .padding(.vertical, 14)
    }
    .buttonStyle(.row)
  }
}

/// Offers 长辈版 to a person who searched for one of its names.
private struct ElderModeCard: View {
  let onEnable: () -> Void

  var body: some View {
    InfoCard {
      Text(Words.text("me_elder")).textStyle(.rowTitle)
      Text(Words.text("me_elder_body")).textStyle(.detail)
      Button(action: onEnable) {
        Text(Words.text("elder_on")).frame(minHeight: 44)
      }
      .buttonStyle(.filled)
    }
    .padding(16)
  }
}

private struct FilterChips: View {
  let model: SearchModel

  var body: some View {
    let (filter, order) = (model.state.filter, model.state.order)
    FlowLayout {
      ChoiceChip(
        Words.text("search_newest"), isSelected: order == .newest, action: model.toggleNewestFirst)
      ChoiceChip(Words.text("row_unread"), isSelected: filter.unread, action: model.toggleUnread)
      ChoiceChip(
        Words.text("me_favourites"), isSelected: filter.favourite, action: model.toggleFavourite)
      ForEach(model.state.modules, id: \.code) { module in
        ChoiceChip(module.name, isSelected: filter.module == module.code) {
          model.toggleModule(module.code)
        }
      }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(.horizontal, 20)
  }
}
