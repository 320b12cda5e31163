package cn.songming.app.station

import androidx.annotation.StringRes
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.text.withStyle
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.SecondaryText
import cn.songming.core.DifferenceKind
import cn.songming.core.DifferenceSpan
import cn.songming.core.FieldDifference
import cn.songming.core.MarkedPassage
import cn.songming.core.ReviewStep
import cn.songming.core.SubmissionStage

/** What a submission came through, where it is, and what is ahead. */
@Composable
fun ReviewLine(stages: List<SubmissionStage>) {
    val (here, ahead) = stringResource(R.string.submission_stage_here) to stringResource(R.string.submission_stage_ahead)
    for (stage in stages) {
        val description = if (stage.current) here else if (stage.reached) "" else ahead
        Row(
            modifier = Modifier.fillMaxWidth().padding(vertical = 5.dp)
                .semantics(mergeDescendants = true) { if (description.isNotEmpty()) stateDescription = description },
            verticalAlignment = Alignment.CenterVertically,
        ) {
            StageMark(stage)
            Text(
                stage.stateName,
                Modifier.weight(1f).padding(start = 14.dp, end = 8.dp),
                style = if (stage.current) MaterialTheme.typography.titleMedium else MaterialTheme.typography.bodyLarge,
                color = if (stage.reached) MaterialTheme.colorScheme.onSurface else MaterialTheme.colorScheme.onSurfaceVariant,
            )
            if (stage.timeText.isNotEmpty()) SecondaryText(stage.timeText)
        }
    }
}

/** A full circle for what is reached, a ring for what is ahead; the current one is larger. */
@Composable
private fun StageMark(stage: SubmissionStage) {
    val circle = if (stage.reached) {
        Modifier.background(MaterialTheme.colorScheme.primary, CircleShape)
    } else {
        Modifier.border(2.dp, MaterialTheme.colorScheme.outline, CircleShape)
    }
    Box(Modifier.size(18.dp), contentAlignment = Alignment.Center) {
        Box(Modifier.size(if (stage.current) 18.dp else 10.dp).then(circle).clearAndSetSemantics {})
    }
}

/** A step of the newsroom: who, when, why, and the passages that were marked. */
@Composable
fun ReviewStepRow(step: ReviewStep) {
    NavRow(
        title = step.stateName,
        detail = listOfNotNull(
            stringResource(R.string.submission_version, step.version.toInt()), step.atText, step.role, step.reviewer,
        ).filter { it.isNotEmpty() }.joinToString("　"),
    ) {
        step.reason?.let { Text(it, style = MaterialTheme.typography.bodyLarge) }
        for (mark in step.marks) MarkedPassageText(mark)
    }
}

@Composable
private fun MarkedPassageText(mark: MarkedPassage) {
    Column(Modifier.padding(top = 6.dp)) {
        if (mark.passage.isNotEmpty()) {
            Text(
                stringResource(R.string.submission_passage, mark.passage),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.primary,
            )
        }
        if (mark.note.isNotEmpty()) Text(mark.note, style = MaterialTheme.typography.bodyMedium)
    }
}

/**
 * Two texts of a field in one: what the newest version changed, or what the phone and the newsroom alone have. [removed] and [added]
 * are what a screen reader says of a span of the first and of the second one.
 */
@Composable
fun DifferenceRow(
    difference: FieldDifference,
    @StringRes removed: Int = R.string.submission_removed,
    @StringRes added: Int = R.string.submission_added,
) {
    val removedStyle = SpanStyle(color = MaterialTheme.colorScheme.error, textDecoration = TextDecoration.LineThrough)
    val addedStyle = SpanStyle(
        color = MaterialTheme.colorScheme.secondary, fontWeight = FontWeight.SemiBold, textDecoration = TextDecoration.Underline,
    )
    val spoken = difference.spans.map { spokenText(it, removed, added) }.joinToString("")
    NavRow(title = difference.name) {
        Text(
            buildAnnotatedString {
                for (span in difference.spans) {
                    when (span.kind) {
                        DifferenceKind.SAME -> append(span.text)
                        DifferenceKind.REMOVED -> withStyle(removedStyle) { append(span.text) }
                        DifferenceKind.ADDED -> withStyle(addedStyle) { append(span.text) }
                    }
                }
            },
            modifier = Modifier.semantics { contentDescription = spoken },
            style = MaterialTheme.typography.bodyLarge,
        )
    }
}

@Composable
private fun spokenText(span: DifferenceSpan, @StringRes removed: Int, @StringRes added: Int): String = when (span.kind) {
    DifferenceKind.SAME -> span.text
    DifferenceKind.REMOVED -> stringResource(removed, span.text)
    DifferenceKind.ADDED -> stringResource(added, span.text)
}
