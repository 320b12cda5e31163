import SongmingKit
import SwiftUI

/// What concerns every screen: an incident of the storage, missing consent or network, stale content.
struct StatusBanner: View {
  @Environment(SyncController.self) private var sync

  var body: some View {
    if let incident = sync.state.incident {
      Banner(incident.words) { sync.acknowledgeIncident() }
    }
    switch sync.state.status {
    case .consentMissing:
      Banner(Words.text("state_unagreed"), detail: Words.text("state_unagreed_do"))
    case .offline(let stale):
      Banner(Words.text("state_offline"), detail: stale)
    case .failed(let error):
      ErrorBanner(error: error, onRetry: sync.refresh)
    case .stale(let words):
      Banner(words)
    case nil:
      EmptyView()
    }
  }
}
