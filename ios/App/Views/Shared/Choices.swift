import SongmingCore
import SwiftUI

/// A setting that is on or off. The whole row can be tapped.
struct SwitchRow: View {
  private let title: String
  private let detail: String
  private let isOn: Bool
  private let onChange: (Bool) -> Void

  init(_ title: String, detail: String = "", isOn: Bool, onChange: @escaping (Bool) -> Void) {
    self.title = title
    self.detail = detail
    self.isOn = isOn
    self.onChange = onChange
  }

  var body: some View {
    Button {
      onChange(!isOn)
    } label: {
      HStack(spacing: 12) {
        words.frame(maxWidth: .infinity, alignment: .leading)
        Toggle("", isOn: .constant(isOn)).labelsHidden().allowsHitTesting(false)
      }
      .padding(.horizontal, 20)
      .padding(.vertical, 10)
    }
    .buttonStyle(.row)
    .accessibilityRepresentation {
      Toggle(isOn: Binding(get: { isOn }, set: { onChange($0) })) { words }
    }
  }

  private var words: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(title).textStyle(.rowTitle)
      if !detail.isEmpty { SecondaryText(detail) }
    }
  }
}

/// A choice that is selected or not.
struct ChoiceChip: View {
  private let title: String
  private let isSelected: Bool
  private let action: () -> Void

  init(_ title: String, isSelected: Bool, action: @escaping () -> Void) {
    self.title = title
    self.isSelected = isSelected
    self.action = action
  }

  var body: some View {
    Button(action: action) {
      HStack(spacing: 6) {
        // Not by colour alone.
        if isSelected { Image(systemName: "checkmark").accessibilityHidden(true) }
        Text(title)
      }
    }
    .buttonStyle(ActionButtonStyle(kind: isSelected ? .tonal : .outlined))
    .accessibilityAddTraits(isSelected ? .isSelected : [])
  }
}

/// Chips for several of `terms`, or for one of them. `onToggle` gets the code of the chip that was tapped.
struct ChipGroup: View {
  private let title: String
  private let terms: [Term]
  private let selected: [String]
  private let onToggle: (String) -> Void

  init(
    _ title: String = "", terms: [Term], selected: [String], onToggle: @escaping (String) -> Void
  ) {
    self.title = title
    self.terms = terms
    self.selected = selected
    self.onToggle = onToggle
  }

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      if !title.isEmpty {
        Text(title).textStyle(.smallTitle).padding(.top, 14)
      }
      FlowLayout(spacing: 10) {
        ForEach(terms, id: \.code) { term in
          ChoiceChip(term.name, isSelected: selected.contains(term.code)) { onToggle(term.code) }
        }
      }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(.horizontal, 20)
    .accessibilityElement(children: .contain)
    .accessibilityLabel(title)
  }
}
