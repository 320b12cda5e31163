import SongmingKit
import SwiftUI

/// 我的, and its settings.
struct MeDestination: View {
  let place: ScreenPlace

  var body: some View {
    switch place.destination.screen {
    case .storage: StorageScreen(model: place.model { StorageModel($0) })
    case .offline: OfflineScreen(model: place.model { OfflineModel($0) })
    case .subscriptions: SubscriptionsScreen(model: place.model { SubscriptionsModel($0) })
    case .towns: TownsScreen(model: place.model { TownsModel($0) })
    case .sources: SourcesScreen(model: place.model { SourcesModel($0) })
    case .about: AboutScreen(model: place.model { AboutModel($0) }, version: Self.version)
    default: MeScreen(model: place.session.display, account: place.session.account)
    }
  }

  private static var version: String {
    Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? ""
  }
}
