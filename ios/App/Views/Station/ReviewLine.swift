import SongmingCore
import SongmingKit
import SwiftUI

/// What a submission came through, where it is, and what is ahead.
struct ReviewLine: View {
  let stages: [SubmissionStage]

  var body: some View {
    ForEach(Array(stages.enumerated()), id: \.offset) { StageRow(stage: $1) }
  }
}

private struct StageRow: View {
  let stage: SubmissionStage
  @Environment(\.display) private var display

  var body: some View {
    HStack(spacing: 14) {
      mark.frame(width: 18, height: 18).accessibilityHidden(true)
      Text(stage.stateName)
        .textStyle(stage.current ? .smallTitle : .body)
        .textColor(stage.reached ? \.text : \.secondaryText)
        .frame(maxWidth: .infinity, alignment: .leading)
      if !stage.timeText.isEmpty { SecondaryText(stage.timeText) }
    }
    .padding(.vertical, 5)
    .accessibilityElement(children: .combine)
    .accessibilityValue(stage.placeText)
  }

  /// A full circle for what is reached, a ring for what is ahead; the current one is larger.
  @ViewBuilder private var mark: some View {
    if stage.reached {
      Circle().fill(display.palette.primary)
        .frame(width: stage.current ? 18 : 10, height: stage.current ? 18 : 10)
    } else {
      Circle().stroke(display.palette.outline, lineWidth: 2).frame(width: 10, height: 10)
    }
  }
}

/// A step of the newsroom: who, when, why, and the passages that were marked.
struct ReviewStepRow: View {
  let step: ReviewStep

  var body: some View {
    NavRow(step.stateName, detail: step.bylineText) {
      if let reason = step.reason { Text(reason).textStyle(.body) }
      ForEach(Array(step.marks.enumerated()), id: \.offset) { MarkedPassageText(mark: $1) }
    }
  }
}

private struct MarkedPassageText: View {
  let mark: MarkedPassage

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      if !mark.passage.isEmpty {
        Text(Words.text("submission_passage", mark.passage)).textStyle(.detail).textColor(\.primary)
      }
      if !mark.note.isEmpty { Text(mark.note).textStyle(.detail) }
    }
    .padding(.top, 6)
  }
}

/// Two texts of a field in one.
struct DifferenceRow: View {
  let difference: FieldDifference
  let texts: ComparedTexts
  @Environment(\.display) private var display

  var body: some View {
    NavRow(difference.name) {
      Text(text).textStyle(.body).accessibilityLabel(difference.spokenText(texts))
    }
  }

  private var text: AttributedString {
    difference.spans.map(styled).reduce(AttributedString(), +)
  }

  private func styled(_ span: DifferenceSpan) -> AttributedString {
    var text = AttributedString(span.text)
    switch span.kind {
    case .same: break
    case .removed:
      text.foregroundColor = display.palette.error
      text.strikethroughStyle = Text.LineStyle.single
    case .added:
      text.foregroundColor = display.palette.secondary
      text.underlineStyle = Text.LineStyle.single
      text.inlinePresentationIntent = .stronglyEmphasized
    }
    return text
  }
}
