import SongmingKit
import SwiftUI

/// Asks for consent before anything is sent; both answers have a button of the same size.
struct ConsentScreen: View {
  let model: ConsentModel

  var body: some View {
    ConsentPage {
      Text(Words.text("app_name")).textStyle(.smallTitle).textColor(\.primary)
      Text(Words.text("consent_title")).textStyle(.headline).accessibilityAddTraits(.isHeader)
      Text(Words.text("consent_body"))
      ConsentDetails()
      Text(Words.text("consent_refusal")).textStyle(.detail).textColor(\.secondaryText)
      WideButton(Words.text("consent_accept"), kind: .filled) { model.setConsent(true) }
      WideButton(Words.text("consent_refuse"), kind: .outlined) { model.setConsent(false) }
    }
  }
}

/// After a refusal, when nothing is sent: the person can accept after all, or browse what is on the phone.
struct ConsentRefusedScreen: View {
  let model: ConsentModel

  var body: some View {
    ConsentPage {
      Text(Words.text("state_refused_title")).textStyle(.headline).accessibilityAddTraits(.isHeader)
      Text(Words.text("state_refused_body"))
      WideButton(Words.text("consent_accept"), kind: .filled) { model.setConsent(true) }
      WideButton(Words.text("refused_read"), kind: .outlined, action: model.browse)
    }
  }
}

private struct ConsentPage<Content: View>: View {
  @ViewBuilder let content: Content

  var body: some View {
    ScrollView {
      VStack(alignment: .leading, spacing: 18) { content }
        .textStyle(.body)
        .padding(28)
        .frame(maxWidth: maxContentWidth)
        .frame(maxWidth: .infinity)
    }
  }
}

/// The details of the privacy statement, behind a button.
struct ConsentDetails: View {
  @State private var isExpanded = false

  var body: some View {
    Button(Words.text(isExpanded ? "consent_less" : "consent_more")) { isExpanded.toggle() }
      .buttonStyle(.text)
    if isExpanded {
      ForEach(Words.paragraphs("consent_details"), id: \.self) { Text($0).textStyle(.detail) }
    }
  }
}
