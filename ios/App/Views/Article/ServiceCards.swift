import SongmingCore
import SongmingKit
import SwiftUI

/// 办事指南: the materials to bring, which the person ticks, and the steps.
struct GuideCard: View {
  let guide: Guide
  let model: ItemModel
  @Environment(ExternalActions.self) private var external

  var body: some View {
    InfoCard {
      LabeledValue(Words.text("guide_conditions"), guide.conditions)
      LabeledValue(Words.text("guide_time"), guide.timeLimit)
      LabeledValue(Words.text("guide_place"), guide.place)
      LabeledValue(Words.text("guide_fee"), guide.fee)
      materials
      steps
      FlowLayout {
        DialButtons(phones: guide.phones)
        if let address = guide.online {
          Button(Words.text("guide_online")) { external.open(address) }.buttonStyle(.tonal)
        }
      }
    }
  }

  @ViewBuilder private var materials: some View {
    if !guide.materials.isEmpty {
      HStack {
        Text(Words.text(guide.ready ? "guide_ready" : "guide_materials"))
          .textStyle(.smallTitle)
          .frame(maxWidth: .infinity, alignment: .leading)
        if guide.materials.contains(where: \.ticked) {
          Button(Words.text("guide_clear"), action: model.clearMaterials).buttonStyle(.text)
        }
      }
    }
    ForEach(guide.materials, id: \.text) { material in
      MaterialRow(material: material) { model.toggleMaterial(material) }
    }
  }

  @ViewBuilder private var steps: some View {
    if !guide.steps.isEmpty {
      Text(Words.text("guide_steps")).textStyle(.smallTitle).padding(.top, 8)
      ForEach(Array(guide.steps.enumerated()), id: \.offset) { index, step in
        HStack(alignment: .firstTextBaseline, spacing: 0) {
          Text("\(index + 1).").textColor(\.primary).frame(minWidth: 28, alignment: .leading)
          Text(step)
        }
        .textStyle(.body)
        .padding(.vertical, 5)
        .accessibilityElement(children: .combine)
      }
    }
  }
}

private struct MaterialRow: View {
  let material: SongmingCore.Material
  let action: () -> Void

  var body: some View {
    Button(action: action) {
      HStack(spacing: 12) {
        Image(systemName: material.ticked ? "checkmark.square.fill" : "square")
          .textColor(\.primary)
          .accessibilityHidden(true)
        Text(material.text).textStyle(.body)
      }
      .frame(minHeight: 60)
    }
    .buttonStyle(.row)
    .accessibilityAddTraits(material.ticked ? .isSelected : [])
  }
}

private struct DialButtons: View {
  let phones: [Telephone]
  @Environment(ExternalActions.self) private var external

  var body: some View {
    ForEach(Array(phones.enumerated()), id: \.offset) { _, phone in
      Button(Words.text("dial", phone.text)) { external.dial(phone.number) }.buttonStyle(.tonal)
    }
  }
}

/// 服务: where, when, and how to reach it.
struct EntryCard: View {
  let entry: ServiceEntry
  @Environment(Navigator.self) private var navigator
  @Environment(ExternalActions.self) private var external

  var body: some View {
    InfoCard {
      if let opening = entry.opening {
        Text(opening.words).textStyle(.smallTitle).textColor(\.secondary)
      }
      LabeledValue(Words.text("service_hours"), entry.hours)
      LabeledValue(Words.text("service_address"), entry.address)
      LabeledValue(Words.text("service_phone"), entry.phone)
      FlowLayout {
        DialButtons(phones: entry.phones)
        if let address = entry.address {
          Button(Words.text("service_map")) { external.showOnMap(address) }.buttonStyle(.tonal)
        }
        target
      }
    }
  }

  @ViewBuilder private var target: some View {
    switch entry.target {
    case .page(let url):
      Button(Words.text("service_page")) { external.open(url) }.buttonStyle(.tonal)
    case .screen(let name):
      if let screen = DeepLinks.screen(named: name) {
        Button(Words.text("service_screen")) { navigator.navigate(to: screen) }.buttonStyle(.tonal)
      }
    case .miniProgramme(let name):
      SecondaryText(Words.text("service_programme", name))
    case .phone, .address, .article:
      EmptyView()
    }
  }
}
