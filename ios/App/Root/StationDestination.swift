import SongmingCore
import SongmingKit
import SwiftUI

/// 联络站.
struct StationDestination: View {
  let place: ScreenPlace

  var body: some View {
    let files = place.session.files
    switch place.destination.screen {
    case .station: StationScreen(model: place.model { StationModel($0, inbox: files) })
    case .login: LoginScreen(model: place.model { AccountModel($0) })
    case .draft: DraftDestination(place: place)
    case .draftHistory: DraftHistoryScreen(model: place.model { DraftHistoryModel($0, place.argument) })
    case .submission:
      SubmissionScreen(model: place.model { SubmissionModel($0, place.argument, inbox: files) })
    default: LedgerScreen(model: place.model { LedgerModel($0) })
    }
  }
}

/// After the end of the process the draft that was begun here is opened again, not a second one.
private struct DraftDestination: View {
  let place: ScreenPlace

  var body: some View {
    let saved = place.savedText
    let model = place.model {
      DraftModel($0, saved.isEmpty ? nil : saved, inbox: place.session.files)
    }
    DraftScreen(model: model)
      .onChange(of: model.id) { place.save(model.id ?? "") }
  }
}
