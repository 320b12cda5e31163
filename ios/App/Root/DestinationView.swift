import SongmingCore
import SongmingKit
import SwiftUI

/// The screen of a destination, with its model and its navigator.
struct DestinationView: View {
  private let place: ScreenPlace
  private let isBeside: Bool
  @State private var navigator: Navigator

  /// `isBeside`: whether it is the left one of two panes.
  init(
    _ route: Route, tab: Screen, scene: SceneModel, session: AppSession, isBeside: Bool = false
  ) {
    let destination = route.destination
    place = ScreenPlace(
      destination: destination, scene: scene, session: session,
      key: ModelStore.key(tab: tab, depth: route.depth, destination))
    self.isBeside = isBeside
    _navigator = State(
      initialValue: Navigator(
        scene.backStack, tab: tab, depth: route.depth, destination,
        onConsent: { session.consent.setConsent($0) }))
  }

  var body: some View {
    content
      .environment(navigator)
      .onChange(of: isBeside, initial: true) { navigator.isBeside = isBeside }
  }

  @ViewBuilder private var content: some View {
    switch place.destination.screen {
    case .home, .item, .story, .module, .channel, .source, .channels, .favourites, .history,
      .hidden, .search, .listening, .alerts:
      ReadingDestination(place: place)
    case .government, .notices, .guides, .appeal, .appealForm, .party, .study, .service:
      CountyDestination(place: place)
    case .industry, .sector, .park, .policies, .calendar, .radar, .radarHits, .radarRule:
      IndustryDestination(place: place)
    case .station, .login, .draft, .draftHistory, .submission, .ledger:
      StationDestination(place: place)
    case .me, .storage, .offline, .subscriptions, .towns, .sources, .about:
      MeDestination(place: place)
    }
  }
}

/// A destination in its window.
@MainActor
struct ScreenPlace {
  let destination: Destination
  let scene: SceneModel
  let session: AppSession
  let key: String

  var argument: String { destination.argument }
  /// Nil if the destination has none.
  var optionalArgument: String? { argument.isEmpty ? nil : argument }

  /// The model of the screen, made when it is first shown.
  func model<Model: ScreenModel>(_ make: (any CoreClient) -> Model) -> Model {
    scene.models.model(for: key) { make(session.client) }
  }

  /// A text of the screen that survives the end of the process; at first the argument.
  var savedText: String { scene.text(key) ?? argument }

  func save(_ text: String) { scene.save(text, for: key) }
}
