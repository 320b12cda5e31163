import SongmingCore
import SongmingKit
import SwiftUI

/// News and lists.
struct ReadingDestination: View {
  let place: ScreenPlace

  var body: some View {
    switch place.destination.screen {
    case .home: HomeScreen(model: place.model { HomeModel($0) })
    case .item: ItemScreen(model: place.model { ItemModel($0, place.argument) })
    case .story: StoryScreen(model: place.model { StoryModel($0, place.argument) })
    case .channels: ChannelsScreen(model: place.model { ChannelsModel($0) })
    case .search: SearchDestination(place: place)
    case .alerts: AlertsScreen(model: place.model { AlertsModel($0) })
    case .listening:
      ListeningScreen(
        player: place.session.player, onPlay: place.session.controls.play,
        onPause: place.session.controls.pause)
    default: ListDestination(place: place)
    }
  }
}

private struct ListDestination: View {
  let place: ScreenPlace

  var body: some View {
    switch place.destination.screen {
    case .module: list(.module(code: place.argument), place.destination.title)
    case .channel: list(.channel(code: place.argument), place.destination.title)
    case .source: list(.source(id: place.argument), place.destination.title)
    case .favourites: list(.favourites, Words.text("me_favourites"), empty: "favourites_none")
    case .history: list(.history, Words.text("me_history"), empty: "history_none")
    default: list(.hidden, Words.text("me_hidden"), empty: "hidden_none")
    }
  }

  private func list(_ scope: Scope, _ title: String, empty: String = "list_empty_body") -> some View {
    ItemListScreen(
      model: place.model { ItemListModel($0, scope) }, title: title, emptyText: Words.text(empty))
  }
}

/// After the end of the process the search is repeated.
private struct SearchDestination: View {
  let place: ScreenPlace

  var body: some View {
    let model = place.model { SearchModel($0, words: place.savedText) }
    SearchScreen(model: model)
      .onChange(of: model.words) { place.save(model.words) }
  }
}
