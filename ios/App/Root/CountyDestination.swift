import SongmingCore
import SongmingKit
import SwiftUI

/// Government, party and services.
struct CountyDestination: View {
  let place: ScreenPlace

  var body: some View {
    switch place.destination.screen {
    case .government: GovernmentScreen(model: place.model { GovernmentModel($0) })
    case .notices:
      NoticesScreen(
        model: place.model { NoticesModel($0, module: place.argument) }, title: place.destination.title)
    case .guides: GuidesScreen(model: place.model { GuidesModel($0) })
    case .appeal: AppealScreen(model: place.model { AppealModel($0, place.argument) })
    case .appealForm: AppealFormDestination(place: place)
    case .party: PartyScreen(model: place.model { PartyModel($0) })
    case .study:
      StudyScreen(
        model: place.model { StudyModel($0, series: place.argument) }, series: place.argument)
    default: ServiceScreen(model: place.model { ServiceModel($0) })
    }
  }
}

/// After the end of the process the draft that was begun here is opened again, not a second one.
private struct AppealFormDestination: View {
  let place: ScreenPlace

  var body: some View {
    let saved = place.savedText
    let model = place.model { AppealFormModel($0, saved.isEmpty ? nil : saved) }
    AppealFormScreen(model: model)
      .onChange(of: model.draft.id) { place.save(model.draft.id ?? "") }
  }
}
