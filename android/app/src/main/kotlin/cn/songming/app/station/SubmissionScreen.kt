package cn.songming.app.station

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.rememberMediaPicker
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Conflict
import cn.songming.core.DifferenceKind
import cn.songming.core.DifferenceSpan
import cn.songming.core.FieldDifference
import cn.songming.core.MarkedPassage
import cn.songming.core.ReviewStep
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction
import cn.songming.core.SubmissionFile
import cn.songming.core.SubmissionPhase
import cn.songming.core.SubmissionProblem
import cn.songming.core.SubmissionStage
import cn.songming.core.UploadState

/** Photos and videos that are picked at once to find the lost ones. */
private const val MOST_LOST = 20

@Composable
fun SubmissionScreen(viewModel: SubmissionViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val pick = rememberMediaPicker(limit = MOST_LOST, onPicked = viewModel::addAgain)
    SubmissionScreen(
        state = viewModel.content.collectAsScreenState(),
        refusals = viewModel.refusals,
        onDismissRefusals = viewModel::dismissRefusals,
        thumbnail = viewModel::thumbnail,
        onRefresh = viewModel::refresh,
        onAction = { action ->
            when (action) {
                SubmissionAction.ADD_FILE -> pick()
                SubmissionAction.EDIT -> viewModel.perform(action) { draft -> navigate(Destination(Screen.DRAFT, draft)) }
                SubmissionAction.DELETE -> viewModel.perform(action) { onBack() }
                else -> viewModel.perform(action)
            }
        },
        navigate = navigate,
        onBack = onBack,
    )
}

@Composable
private fun SubmissionScreen(
    state: ScreenState<SubmissionPage>,
    refusals: List<RefusedFile>,
    onDismissRefusals: () -> Unit,
    thumbnail: suspend (file: String) -> String?,
    onRefresh: () -> Unit,
    onAction: (SubmissionAction) -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(
        title = stringResource(R.string.submission_title),
        state = state,
        onBack = onBack,
        tag = "submission",
        onRefresh = onRefresh,
    ) { (submission, differences, conflict) ->
        item { StateCard(submission) }
        if (conflict != null) conflict(conflict)
        item {
            SubmissionButtons(
                actions = submission.actions,
                modifier = Modifier.widthIn(max = MaxContentWidth).padding(horizontal = 20.dp, vertical = 4.dp),
                onAction = onAction,
            )
        }
        if (refusals.isNotEmpty()) item { RefusalCard(refusals, onDismissRefusals) }
        submission.item?.let { published ->
            item {
                NavRow(
                    title = stringResource(R.string.submission_published),
                    detail = stringResource(R.string.submission_published_body),
                    onClick = { navigate(Destination(Screen.ITEM, published)) },
                )
            }
        }
        if (submission.events.isNotEmpty()) item { SectionHeader(stringResource(R.string.submission_events)) }
        // The newest first: it says what is to be done.
        items(submission.events.asReversed(), key = { "event ${it.sequence}" }) { ReviewStepRow(it) }
        if (differences.isNotEmpty()) {
            item { SectionHeader(stringResource(R.string.submission_differences, submission.version.toInt() - 1)) }
        }
        items(differences, key = { "difference ${it.code}" }) { DifferenceRow(it) }
        if (submission.files.isNotEmpty()) item { SectionHeader(stringResource(R.string.submission_files)) }
        items(submission.files, key = { "file ${it.id}" }) { file ->
            Row(
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 4.dp),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                MediaThumbnail(file, thumbnail, Modifier.padding(end = 14.dp).size(width = 108.dp, height = 81.dp).clip(RoundedCornerShape(10.dp)))
                FileProgress(file)
            }
        }
    }
}

@Composable
private fun StateCard(submission: Submission) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(
            submission.title.ifEmpty { stringResource(R.string.submission_untitled) },
            Modifier.padding(bottom = 8.dp).semantics { heading() },
            style = MaterialTheme.typography.titleLarge,
        )
        ReviewLine(submission.stages)
        SendingNotes(submission)
        submission.problem?.let { ProblemDetails(it) }
    }
}

/** The fields to change. */
@Composable
private fun ProblemDetails(problem: SubmissionProblem) {
    // The reason of a single field is the whole reason.
    for (field in problem.fields.filter { it.reason != problem.text }) Text(field.reason, style = MaterialTheme.typography.bodyMedium)
}

/** What is on the phone beside what the newsroom has under the same number. */
private fun LazyListScope.conflict(conflict: Conflict) {
    item("conflict") {
        SectionHeader(stringResource(R.string.submission_conflict))
        Column(Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp)) {
            SecondaryText(stringResource(R.string.submission_conflict_body))
            if (conflict.receivedText.isNotEmpty()) SecondaryText(stringResource(R.string.submission_conflict_received, conflict.receivedText))
            val (here, there) = conflict.filesOnlyHere.toInt() to conflict.filesOnlyThere.toInt()
            if (here > 0 || there > 0) SecondaryText(stringResource(R.string.submission_conflict_files, here, there))
        }
    }
    items(conflict.fields, key = { "conflict ${it.code}" }) {
        DifferenceRow(it, removed = R.string.submission_only_here, added = R.string.submission_only_there)
    }
}

/** For previews: a submission that was returned. */
internal val previewSubmission = Submission(
    id = "1",
    version = 1,
    title = "Sample title",
    phase = SubmissionPhase.DELIVERED,
    state = "returned",
    stateName = "Returned",
    problem = null,
    files = listOf(
        SubmissionFile(id = "f", name = "photo.jpg", kind = "image/jpeg", size = 100uL, sent = 40uL, state = UploadState.SENDING, stateName = "Sending"),
    ),
    sent = 40uL,
    size = 100uL,
    waitsForUnmetered = false,
    unmeteredOnly = false,
    created = 0,
    changed = 0,
    changedText = "10:00",
    received = 0,
    events = listOf(
        ReviewStep(
            sequence = 1, version = 1, state = "returned", stateName = "Returned", at = 0, atText = "10:00", role = "First review",
            reviewer = "Sample name", reason = "Sample reason.",
            marks = listOf(MarkedPassage(field = "text", start = 0u, end = 6u, passage = "Sample", note = "Sample note.")),
        ),
    ),
    item = null,
    unseen = true,
    stages = listOf(
        SubmissionStage(state = "delivered", stateName = "Delivered", reached = true, current = false, timeText = "9:00"),
        SubmissionStage(state = "returned", stateName = "Returned", reached = true, current = true, timeText = "10:00"),
    ),
    actions = listOf(SubmissionAction.EDIT, SubmissionAction.WITHDRAW, SubmissionAction.DELETE),
)

private class SubmissionPreviews : PreviewParameterProvider<ScreenState<SubmissionPage>> {
    private val parked = previewSubmission.copy(
        phase = SubmissionPhase.PARKED, state = "parked", stateName = "Parked", events = emptyList(),
        problem = SubmissionProblem(code = "invalid", text = "Sample reason.", fields = emptyList(), file = null, otherTitle = null, otherText = null),
        actions = listOf(SubmissionAction.RETRY, SubmissionAction.EDIT, SubmissionAction.DELETE),
    )
    private val conflict = Conflict(
        fields = listOf(
            FieldDifference(
                code = "title",
                name = "Title",
                spans = listOf(DifferenceSpan(DifferenceKind.REMOVED, "Here"), DifferenceSpan(DifferenceKind.ADDED, "There")),
            ),
        ),
        filesOnlyHere = 1u,
        filesOnlyThere = 2u,
        received = 0,
        receivedText = "10:00",
    )
    override val values = previewStates(
        SubmissionPage(previewSubmission), SubmissionPage(parked), SubmissionPage(parked, conflict = conflict),
    )
}

@Preview
@Composable
private fun SubmissionPreview(@PreviewParameter(SubmissionPreviews::class) state: ScreenState<SubmissionPage>) =
    PreviewTheme {
        SubmissionScreen(
            state = state,
            refusals = listOf(RefusedFile("a.txt", "This is no photo.")),
            onDismissRefusals = {},
            thumbnail = { null },
            onRefresh = {},
            onAction = {},
            navigate = {},
            onBack = {},
        )
    }
