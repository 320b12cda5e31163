import SongmingCore
import SongmingKit
import SwiftUI

/// 关于.
struct AboutScreen: View {
  let model: AboutModel
  let version: String
  @Environment(SyncController.self) private var sync
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("about_title"), model: model) { incidents in
      AboutTexts(version: version)
      if !incidents.isEmpty {
        SectionHeader(Words.text("about_incidents"))
        ForEach(Array(incidents.enumerated()), id: \.offset) { _, incident in
          InfoCard { Text(incident.words).textStyle(.detail) }.padding(16)
        }
        Button(Words.text("state_read"), action: model.acknowledgeIncidents).buttonStyle(.text)
      }
      consent
    }
  }

  @ViewBuilder private var consent: some View {
    let isMissing = sync.state.isConsentMissing
    WideButton(Words.text(isMissing ? "consent_accept" : "about_withdraw"), kind: .outlined) {
      navigator.setConsent(isMissing)
    }
    if !isMissing { SecondaryText(Words.text("about_withdraw_body")).padding(.horizontal, 20) }
  }
}

private struct AboutTexts: View {
  let version: String

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      Text(Words.text("app_name")).textStyle(.headline)
      SecondaryText(version)
      Text(Words.text("about_body"))
      Text(Words.text("consent_body"))
      ConsentDetails()
    }
    .textStyle(.body)
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(20)
  }
}
