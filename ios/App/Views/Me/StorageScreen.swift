import SongmingCore
import SongmingKit
import SwiftUI

/// 存储与流量.
struct StorageScreen: View {
  let model: StorageModel

  var body: some View {
    ScreenScaffold(Words.text("storage_title"), model: model) { usage in
      UsageCard(usage: usage).padding(16)
      TrafficCard(traffic: usage.traffic).padding(.horizontal, 16)
      RetentionChips(usage: usage, onChange: model.setRetention)
      WideButton(Words.text("storage_clear"), kind: .tonal, action: model.clearPictures)
    }
  }
}

private struct UsageCard: View {
  let usage: StorageUsage

  var body: some View {
    InfoCard {
      LabeledValue(
        Words.text("storage_text"),
        Words.text("storage_items", usage.items, Words.size(usage.textBytes)))
      LabeledValue(
        Words.text("storage_picture"),
        Words.text("storage_pictures", usage.pictures, Words.size(usage.pictureBytes)))
      LabeledValue(
        Words.text("storage_document"),
        Words.text("storage_documents", usage.documents, Words.size(usage.documentBytes)))
      LabeledValue(Words.text("storage_search"), Words.size(usage.searchBytes))
      LabeledValue(Words.text("storage_own"), Words.size(usage.ownBytes))
    }
  }
}

private struct TrafficCard: View {
  let traffic: Traffic

  var body: some View {
    InfoCard {
      Text(Words.text("traffic_title")).textStyle(.smallTitle)
      LabeledValue(Words.text("traffic_received"), Words.size(traffic.received))
      LabeledValue(Words.text("traffic_sent"), Words.size(traffic.sent))
      LabeledValue(Words.text("traffic_requests"), "\(traffic.requests)")
    }
  }
}

private struct RetentionChips: View {
  let usage: StorageUsage
  let onChange: (Retention) -> Void

  var body: some View {
    let retention = usage.retention
    ChipGroup(
      Words.text("storage_days"),
      terms: usage.daySteps.map { Term(code: "\($0)", name: Words.text("storage_for", $0)) },
      selected: ["\(retention.days)"]
    ) { code in
      if let days = UInt32(code) { onChange(retention.with(days: days)) }
    }
    ChipGroup(
      Words.text("storage_limit"), terms: usage.pictureSteps.map(Self.limit),
      selected: ["\(retention.pictureMegabytes)"]
    ) { code in
      if let limit = UInt32(code) { onChange(retention.with(pictureMegabytes: limit)) }
    }
    SecondaryText(Words.text("storage_metered"))
      .frame(maxWidth: .infinity, alignment: .leading)
      .padding(.horizontal, 20)
      .padding(.vertical, 8)
  }

  private static func limit(_ megabytes: UInt32) -> Term {
    let name =
      megabytes == 0
      ? Words.text("storage_no_pictures") : Words.text("storage_megabytes", megabytes)
    return Term(code: "\(megabytes)", name: name)
  }
}
