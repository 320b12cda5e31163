import SongmingCore
import SongmingKit
import SwiftUI

/// One item of any kind.
struct ItemScreen: View {
  let model: ItemModel
  @Environment(\.display) private var display

  var body: some View {
    VStack(spacing: 0) {
      ActionErrorBanner(model.content)
      StatusBanner()
      StateContent(model.content.state, onRetry: model.content.retry) { page in
        ItemContent(page: page, model: model)
      }
      .frame(maxWidth: .infinity, maxHeight: .infinity)
    }
    .background(display.palette.background)
    .navigationTitle("")
    .navigationBarTitleDisplayMode(.inline)
    .toolbar {
      ToolbarItem(placement: .topBarTrailing) {
        if let page = model.content.state.value { ItemMenu(page: page, model: model) }
      }
    }
    .task { await model.loadWhileShown() }
  }
}

private struct ItemContent: View {
  let page: ItemPage
  let model: ItemModel
  /// The row at the top of the screen: that of a block has its number.
  @State private var topRow: Int?
  @Environment(\.scenePhase) private var scenePhase
  @Environment(Navigator.self) private var navigator
  @Environment(ExternalActions.self) private var external

  init(page: ItemPage, model: ItemModel) {
    self.page = page
    self.model = model
    let block = page.article.place.map { Int($0.block) }
    _topRow = State(initialValue: block == 0 ? nil : block)
  }

  var body: some View {
    VStack(spacing: 0) {
      ScrollView {
        LazyVStack(alignment: .leading, spacing: 18) { ArticleRows(page: page, model: model) }
          .scrollTargetLayout()
          .padding(.horizontal, 20)
          .padding(.bottom, 48)
          .frame(maxWidth: maxContentWidth)
          .frame(maxWidth: .infinity)
      }
      .scrollPosition(id: $topRow, anchor: .top)
      // Text can be selected and copied: a number, an address, a sentence.
      .textSelection(.enabled)
      .environment(\.openURL, OpenURLAction { open($0) })
      ItemActionBar(page: page, model: model)
    }
    .onDisappear { saveReadingPosition() }
    .onChange(of: scenePhase) { if scenePhase == .background { saveReadingPosition() } }
  }

  /// Links of the publisher's items are opened in the app, and all others outside of it.
  private func open(_ link: URL) -> OpenURLAction.Result {
    if let destination = DeepLinks.destination(of: link, host: Publisher.host) {
      navigator.navigate(to: destination)
    } else {
      external.open(link.absoluteString)
    }
    return .handled
  }

  /// How much of the block is above the screen is not known here.
  private func saveReadingPosition() {
    let blocks = page.article.blocks.count
    let block = min(max(0, topRow ?? 0), max(0, blocks - 1))
    model.saveReadingPosition(block: UInt32(block), permille: 0)
  }
}

/// What is above the blocks of an article, the blocks, and what is below them.
private struct ArticleRows: View {
  let page: ItemPage
  let model: ItemModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    let article = page.article
    VStack(alignment: .leading, spacing: 18) {
      ArticleHead(article: article, onLoadPicture: model.loadPicture)
      TopicCard(details: page.details, model: model)
    }
    .id(-1)
    ForEach(Array(article.blocks.enumerated()), id: \.offset) { number, block in
      BlockView(block: block, onLoadPicture: model.loadPicture).id(number)
    }
    if article.capped { SecondaryText(Words.text("article_capped")) }
    if !article.documents.isEmpty {
      SectionHeader(Words.text("article_documents"))
      ForEach(Array(article.documents.enumerated()), id: \.offset) { DocumentRow(document: $1) }
    }
    if !article.versions.isEmpty {
      NavRow(
        Words.text("story_title"), detail: Words.text("story_versions", article.row.versions),
        action: { navigator.navigate(to: .story, article.row.id) })
      ForEach(article.versions, id: \.id) { ItemListRow(row: $0, onOpen: navigator.open) }
    }
  }
}
