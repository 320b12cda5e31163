import SongmingCore
import SongmingKit
import SwiftUI

/// What an item has beyond its article, by its topic.
struct TopicCard: View {
  let details: ItemDetails
  let model: ItemModel

  var body: some View {
    switch details {
    case .plain: EmptyView()
    case .notice(let notice): NoticeCard(notice: notice)
    case .policy(let policy): PolicyCard(policy: policy)
    case .guide(let guide): GuideCard(guide: guide, model: model)
    case .activity(let activity): ActivityCard(activity: activity)
    case .entry(let entry): EntryCard(entry: entry)
    case .alert(let detail): AlertCard(detail: detail, onAcknowledge: model.acknowledgeAlert)
    }
  }
}

private struct NoticeCard: View {
  let notice: NoticeRow
  @Environment(Navigator.self) private var navigator

  var body: some View {
    InfoCard {
      LabeledValue(Words.text("notice_issuer"), notice.issuer)
      LabeledValue(Words.text("notice_number"), notice.documentNumber)
      LabeledValue(Words.text("notice_issued"), notice.issuedText)
      LabeledValue(Words.text("notice_topic"), notice.topic?.name)
      LabeledValue(Words.text("notice_validity"), notice.validity)
      ForEach(notice.replacedBy, id: \.self) { id in
        Button(Words.text("notice_new")) { navigator.open(id) }.buttonStyle(.text)
      }
      ForEach(notice.replaces, id: \.self) { id in
        Button(Words.text("notice_old")) { navigator.open(id) }.buttonStyle(.text)
      }
    }
  }
}

private struct PolicyCard: View {
  let policy: PolicyRow

  var body: some View {
    InfoCard {
      LabeledValue(Words.text("notice_issuer"), policy.issuer)
      LabeledValue(Words.text("policy_for"), policy.appliesTo)
      LabeledValue(Words.text("policy_sizes"), Self.names(policy.sizes))
      LabeledValue(Words.text("policy_sectors"), Self.names(policy.sectors))
      LabeledValue(Words.text("policy_parks"), Self.names(policy.parks))
      LabeledValue(Words.text("policy_contact"), policy.contact)
      DeadlineText(policy.deadline)
    }
  }

  private static func names(_ terms: [Term]) -> String {
    terms.map(\.name).joined(separator: "、")
  }
}

private struct ActivityCard: View {
  let activity: Activity
  @Environment(ExternalActions.self) private var external

  var body: some View {
    InfoCard {
      LabeledValue(Words.text("activity_time"), activity.timeText)
      LabeledValue(Words.text("activity_place"), activity.place)
      LabeledValue(Words.text("activity_contact"), activity.contact)
      LabeledValue(Words.text("activity_sign_up"), activity.signUp)
      if activity.over {
        SecondaryText(Words.text("activity_over"))
      } else {
        Button(Words.text("activity_calendar")) { external.addToCalendar(activity.calendar) }
          .buttonStyle(.tonal)
      }
    }
  }
}

private struct AlertCard: View {
  let detail: AlertDetail
  let onAcknowledge: (String) -> Void
  @Environment(Navigator.self) private var navigator

  var body: some View {
    let alert = detail.alert
    InfoCard {
      Text(alert.words).textStyle(.smallTitle).textColor(alert.real ? \.error : \.secondary)
      LabeledValue(Words.text("alert_event"), alert.event)
      LabeledValue(Words.text("alert_areas"), alert.areas.joined(separator: "、"))
      LabeledValue(Words.text("alert_from"), alert.effectiveText)
      LabeledValue(Words.text("alert_until"), alert.expiresText)
      LabeledValue(Words.text("alert_instruction"), alert.instruction)
      if alert.acknowledged {
        SecondaryText(Words.text("alert_acknowledged"))
      } else if alert.acknowledge {
        Button(Words.text("alert_acknowledge")) { onAcknowledge(alert.identifier) }
          .buttonStyle(.filled)
      }
      ForEach(others, id: \.identifier) { other in
        NavRow(other.headline, detail: other.words, action: { navigator.open(other.row.id) })
      }
    }
  }

  private var others: [AlertRow] {
    detail.chain.filter { $0.identifier != detail.alert.identifier }
  }
}
