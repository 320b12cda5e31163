import SongmingCore
import SongmingKit
import SwiftUI

/// Industry, policies and the radar.
struct IndustryDestination: View {
  let place: ScreenPlace

  var body: some View {
    let title = place.destination.title
    switch place.destination.screen {
    case .industry: IndustryScreen(model: place.model { IndustryModel($0) })
    case .sector:
      IndustryPageScreen(
        model: place.model { IndustryPageModel($0, .sector(code: place.argument)) }, title: title)
    case .park:
      IndustryPageScreen(
        model: place.model { IndustryPageModel($0, .park(code: place.argument)) }, title: title)
    case .policies: PoliciesScreen(model: place.model { PoliciesModel($0) })
    case .calendar: PolicyCalendarScreen(model: place.model { PolicyCalendarModel($0) })
    case .radar: RadarScreen(model: place.model { RadarModel($0) })
    case .radarHits:
      RadarHitsScreen(
        model: place.model { RadarHitsModel($0, rule: place.optionalArgument) }, title: title)
    default: RadarRuleDestination(place: place)
    }
  }
}

/// After the end of the process the form is as the person left it.
private struct RadarRuleDestination: View {
  let place: ScreenPlace

  var body: some View {
    let edited = RadarRuleDraft(encoded: place.savedText)
    let model = place.model { RadarRuleModel($0, place.optionalArgument, edited: edited) }
    RadarRuleScreen(model: model)
      .onChange(of: model.edited) { place.save(model.edited?.encoded() ?? "") }
  }
}
