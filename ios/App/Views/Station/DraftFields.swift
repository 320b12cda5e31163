import SongmingCore
import SongmingKit
import SwiftUI

/// A field of the centre's form, by its kind, with what is wrong with it.
struct DraftField: View {
  let field: FormField
  let value: String
  let problem: String?
  let onEdit: (String) -> Void

  /// The value of a confirmed field.
  private static let confirmed = "true"

  var body: some View {
    VStack(alignment: .leading, spacing: 0) {
      input
      if let problem { ProblemText(problem).rowWidth() }
    }
  }

  @ViewBuilder private var input: some View {
    switch field.kind {
    case .text: textField(lines: 1)
    case .longText: textField(lines: 6)
    case .date: DateInput(field: field, value: value, hint: hint, onEdit: onEdit)
    case .choice:
      ChipGroup(
        field.label, terms: field.options, selected: [value],
        // A choice that was made by mistake is taken back by a second tap.
        onToggle: { onEdit($0 == value ? "" : $0) })
      if !hint.isEmpty { SecondaryText(hint).rowWidth() }
    case .confirm:
      SwitchRow(
        field.name, detail: field.hint, isOn: value == Self.confirmed,
        onChange: { onEdit($0 ? Self.confirmed : "") })
    }
  }

  private func textField(lines: Int) -> some View {
    LabeledTextField(field.label, text: Binding(get: { value }, set: { onEdit($0) }), hint: hint, lines: lines)
  }

  /// A problem takes the place of the hint.
  private var hint: String { problem == nil ? field.hint : "" }
}

private struct DateInput: View {
  let field: FormField
  let value: String
  let hint: String
  let onEdit: (String) -> Void
  @State private var isPicking = false

  var body: some View {
    HStack(alignment: .top, spacing: 0) {
      LabeledTextField(
        field.label, text: Binding(get: { value }, set: { onEdit($0) }),
        hint: hint.isEmpty ? Words.text("draft_date_hint") : hint
      )
      // The keyboards for numbers have no hyphen.
      .keyboardType(.numbersAndPunctuation)
      SymbolButton(Words.text("draft_date_pick"), systemImage: "calendar") { isPicking = true }
        .padding(.top, 28)
        .padding(.trailing, 12)
    }
    .sheet(isPresented: $isPicking) {
      DayPicker(title: field.label, day: FormDay.date(of: value) ?? .now) {
        isPicking = false
        onEdit(FormDay.value(of: $0))
      }
    }
  }
}

/// The platform's calendar, on the day that is entered or else today.
private struct DayPicker: View {
  let title: String
  @State var day: Date
  let onPick: (Date) -> Void

  var body: some View {
    ScrollView {
      VStack(spacing: 16) {
        DatePicker(title, selection: $day, displayedComponents: .date).datePickerStyle(.graphical)
        WideButton(Words.text("share_done")) { onPick(day) }
      }
      .padding(.vertical, 24)
      .padding(.horizontal, 12)
    }
  }
}
