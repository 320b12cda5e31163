import SongmingCore
import SongmingKit
import SwiftUI

/// The actions at the bottom of an item.
struct ItemActionBar: View {
  let page: ItemPage
  let model: ItemModel
  @Environment(\.display) private var display
  @Environment(Navigator.self) private var navigator
  @Environment(ExternalActions.self) private var external

  var body: some View {
    let row = page.article.row
    HStack(spacing: 0) {
      ItemAction(
        row.favourite ? "favourite_on" : "favourite_off", systemImage: row.favourite ? "heart.fill" : "heart",
        isOn: row.favourite
      ) { model.setFavourite(!row.favourite) }
      ItemAction(
        row.liked ? "like_on" : "like_off", systemImage: row.liked ? "hand.thumbsup.fill" : "hand.thumbsup",
        isOn: row.liked
      ) { model.setLiked(!row.liked) }
      ItemAction("listen", systemImage: "headphones") {
        model.addToListening { navigator.navigate(to: .listening) }
      }
      ItemAction("share", systemImage: "square.and.arrow.up") {
        external.share(title: row.title, address: page.article.url)
      }
    }
    .background(display.palette.container)
  }
}

/// `name` is a key of the catalog.
private struct ItemAction: View {
  private let name: String
  private let systemImage: String
  private let isOn: Bool
  private let action: () -> Void

  init(_ name: String, systemImage: String, isOn: Bool = false, action: @escaping () -> Void) {
    self.name = name
    self.systemImage = systemImage
    self.isOn = isOn
    self.action = action
  }

  var body: some View {
    Button(action: action) {
      VStack(spacing: 4) {
        Image(systemName: systemImage)
          .textColor(isOn ? \.primary : \.text)
          .accessibilityHidden(true)
        Text(Words.text(name)).textStyle(.smallLabel)
      }
      .frame(maxWidth: .infinity, minHeight: 60)
    }
    .buttonStyle(.row)
    .accessibilityAddTraits(isOn ? .isSelected : [])
  }
}

/// The actions behind the button in the bar.
struct ItemMenu: View {
  let page: ItemPage
  let model: ItemModel
  @Environment(Navigator.self) private var navigator
  @Environment(ExternalActions.self) private var external

  var body: some View {
    Menu {
      Button(Words.text(page.offline.kept ? "keep_off" : "keep_on")) {
        model.setOffline(!page.offline.kept)
      }
      Button(Words.text("story_title")) { navigator.navigate(to: .story, page.article.row.id) }
      if let address = page.article.url {
        Button(Words.text("article_original")) { external.open(address) }
      }
      Button(Words.text("mark_unread")) { model.markUnread(onSuccess: navigator.back) }
      if page.hidden {
        Button(Words.text("hide_off")) { model.setHidden(false, onSuccess: {}) }
      } else {
        Button(Words.text("hide")) { model.setHidden(true, onSuccess: navigator.back) }
      }
    } label: {
      Image(systemName: "ellipsis.circle").target()
    }
    .accessibilityLabel(Words.text("more"))
  }
}
