import SongmingCore
import SongmingKit
import SwiftUI

/// 我的镇街.
struct TownsScreen: View {
  let model: TownsModel
  @Environment(\.requestNotifications) private var requestNotifications

  var body: some View {
    ScreenScaffold(Words.text("towns_title"), model: model) { towns in
      SecondaryText(Words.text("towns_body"))
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(20)
      ForEach(towns, id: \.term.code) { town in
        SwitchRow(town.term.name, isOn: town.chosen) { isChosen in
          if isChosen { requestNotifications() }
          model.setChosen(town.term.code, isChosen)
        }
      }
    }
  }
}
