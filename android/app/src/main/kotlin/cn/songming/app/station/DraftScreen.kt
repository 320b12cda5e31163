package cn.songming.app.station

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.derivedStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.LifecycleStartEffect
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.IncomingFiles
import cn.songming.app.platform.rememberCamera
import cn.songming.app.platform.rememberMediaPicker
import cn.songming.app.platform.rememberNotificationPermissionRequest
import cn.songming.app.ui.ConfirmDialog
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.contentOrNull
import cn.songming.app.ui.previewStates
import cn.songming.core.DraftFile
import cn.songming.core.DraftForm
import cn.songming.core.FieldKind
import cn.songming.core.FieldProblem
import cn.songming.core.FormField
import cn.songming.core.MarkedPassage
import cn.songming.core.MediaLimits
import cn.songming.core.ReturnNote

/** The field of a problem with the photos and videos. */
private const val MEDIA = "media"

/** 写稿件: the centre's form, photos and videos. It takes a back gesture only if [isCurrent]: beside it another screen may be shown. */
@Composable
fun DraftScreen(
    viewModel: DraftViewModel,
    files: IncomingFiles,
    isCurrent: Boolean,
    navigate: (Destination) -> Unit,
    onSent: (id: String) -> Unit,
    onBack: () -> Unit,
) {
    val requestNotifications = rememberNotificationPermissionRequest()
    LifecycleStartEffect(viewModel) { onStopOrDispose { viewModel.storeNow() } }
    // It was sent or deleted elsewhere.
    LaunchedEffect(viewModel.end) {
        when (viewModel.end) {
            DraftEnd.SENT -> viewModel.id?.let(onSent)
            DraftEnd.DELETED -> onBack()
            null -> Unit
        }
    }
    val isUnstored by remember(viewModel) { derivedStateOf { viewModel.isUnstored } }
    BackHandler(enabled = isCurrent && isUnstored) { viewModel.leave(onBack) }
    viewModel.leaveError?.let { error ->
        LeaveDialog(
            error = error,
            onStay = viewModel::stay,
            onLeave = {
                viewModel.leaveUnstored()
                onBack()
            },
        )
    }
    val state = viewModel.content.collectAsScreenState()
    val limit = state.uiState.contentOrNull?.form?.media?.maxFiles?.toInt() ?: 1
    DraftScreen(
        state = state,
        editor = DraftEditor(
            value = viewModel.values::get,
            caption = viewModel.captions::get,
            onEdit = viewModel::edit,
            incoming = viewModel.incoming,
            refusals = viewModel.refusals,
            showsProblems = viewModel.showsProblems,
        ),
        onPick = rememberMediaPicker(limit, viewModel::addPicked),
        onCapture = rememberCamera(files, viewModel::addCapture),
        onDismissRefusals = viewModel::dismissRefusals,
        fileActions = DraftFileActions(viewModel::thumbnail, viewModel::editCaption, viewModel::moveFile, viewModel::removeFile),
        onSetUnmeteredOnly = viewModel::setUnmeteredOnly,
        onSend = {
            requestNotifications()
            viewModel.send(onSent)
        },
        onOpenReview = { viewModel.id?.let { navigate(Destination(Screen.SUBMISSION, it)) } },
        onOpenHistory = { viewModel.openHistory { navigate(Destination(Screen.DRAFT_HISTORY, it)) } },
        onDelete = { viewModel.delete(onBack) },
        onBack = { if (viewModel.isUnstored) viewModel.leave(onBack) else onBack() },
    )
}

/** What is being written, in the frame in which it is drawn. */
private class DraftEditor(
    val value: (code: String) -> String,
    val caption: (file: String) -> String,
    val onEdit: (code: String, value: String) -> Unit,
    val incoming: Int,
    val refusals: List<RefusedFile>,
    val showsProblems: Boolean,
)

@Composable
private fun DraftScreen(
    state: ScreenState<DraftPage>,
    editor: DraftEditor,
    onPick: () -> Unit,
    onCapture: () -> Unit,
    onDismissRefusals: () -> Unit,
    fileActions: DraftFileActions,
    onSetUnmeteredOnly: (Boolean) -> Unit,
    onSend: () -> Unit,
    onOpenReview: () -> Unit,
    onOpenHistory: () -> Unit,
    onDelete: () -> Unit,
    onBack: () -> Unit,
) {
    var deleting by rememberSaveable { mutableStateOf(false) }
    var removing by rememberSaveable { mutableStateOf<String?>(null) }
    val actions = DraftFileActions(fileActions.thumbnail, fileActions.onEditCaption, fileActions.onMove, onRemove = { removing = it })
    val version = state.uiState.contentOrNull?.form?.version?.toInt() ?: 1
    val title = if (version > 1) stringResource(R.string.draft_version, version) else stringResource(R.string.draft_title)
    ScreenScaffold(title = title, state = state, onBack = onBack, tag = "write draft") { page ->
        val form = page.form
        form.returned?.let { note -> item("returned") { ReturnCard(note, form.fields) } }
        if (version > 1) {
            item("review") {
                NavRow(
                    title = stringResource(R.string.draft_review),
                    detail = stringResource(R.string.draft_review_body),
                    onClick = onOpenReview,
                )
            }
        }
        items(form.fields, key = { "field ${it.code}" }) { field ->
            DraftField(field, editor.value(field.code), problemOf(form, field.code, editor.showsProblems)) { editor.onEdit(field.code, it) }
        }
        media(form, editor, actions, onPick, onCapture, onDismissRefusals)
        if (page.differences.isNotEmpty()) item("differences") { SectionHeader(stringResource(R.string.draft_differences, version - 1)) }
        items(page.differences, key = { "difference ${it.code}" }) { DifferenceRow(it) }
        item("send") { SendPart(page, editor.showsProblems, onSetUnmeteredOnly, onSend) }
        if (form.id != null) item("more") { StoredPart(form, onOpenHistory, onDelete = { deleting = true }) }
    }
    if (deleting) {
        ConfirmDialog(
            title = R.string.draft_delete_title,
            body = R.string.draft_delete_files_body,
            confirm = R.string.delete,
            onDismiss = { deleting = false },
            onConfirm = onDelete,
        )
    }
    removing?.let { file ->
        ConfirmDialog(
            title = R.string.draft_remove_title,
            body = R.string.draft_remove_body,
            confirm = R.string.draft_remove_confirm,
            onDismiss = { removing = null },
            onConfirm = { fileActions.onRemove(file) },
        )
    }
}

/** What the publisher refused stays until it is sent again; what is missing is shown after an attempt to send. */
private fun problemOf(form: DraftForm, field: String, showsProblems: Boolean): String? {
    val problems = if (showsProblems) form.refused + form.problems else form.refused
    return problems.find { it.field == field }?.reason
}

/** What the reviewer said of the version before. */
@Composable
private fun ReturnCard(note: ReturnNote, fields: List<FormField>) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(stringResource(R.string.draft_return), style = MaterialTheme.typography.titleMedium)
        SecondaryText(listOfNotNull(note.role, note.reviewer, note.timeText).filter { it.isNotEmpty() }.joinToString("　"))
        Text(note.reason, Modifier.padding(vertical = 8.dp), style = MaterialTheme.typography.bodyLarge)
        for (mark in note.marks) {
            val name = fields.find { it.code == mark.field }?.name ?: mark.field
            val passage = if (mark.passage.isEmpty()) "" else stringResource(R.string.draft_return_passage, mark.passage)
            Column(Modifier.padding(vertical = 4.dp).semantics(mergeDescendants = true) {}) {
                SecondaryText(stringResource(R.string.draft_return_field, name, passage))
                Text(mark.note, style = MaterialTheme.typography.bodyMedium)
            }
        }
    }
}

private fun LazyListScope.media(
    form: DraftForm,
    editor: DraftEditor,
    actions: DraftFileActions,
    onPick: () -> Unit,
    onCapture: () -> Unit,
    onDismissRefusals: () -> Unit,
) {
    item("media") {
        SectionHeader(stringResource(R.string.draft_media))
        SecondaryText(stringResource(R.string.draft_media_limit, form.media.maxFiles.toInt()), fieldWidth)
        problemOf(form, MEDIA, editor.showsProblems)?.let { ProblemText(it, fieldWidth) }
    }
    itemsIndexed(form.files, key = { _, file -> "file ${file.id}" }) { place, file ->
        DraftFileCard(file, editor.caption(file.id), place, form.files.size, actions)
    }
    item("add") {
        if (editor.incoming > 0) {
            SecondaryText(
                stringResource(R.string.draft_adding, editor.incoming),
                fieldWidth.semantics { liveRegion = LiveRegionMode.Polite },
            )
        }
        if (editor.refusals.isNotEmpty()) RefusalCard(editor.refusals, onDismissRefusals)
        OutlinedButton(onPick, fieldWidth.heightIn(min = 60.dp)) { Text(stringResource(R.string.draft_pick)) }
        OutlinedButton(onCapture, fieldWidth.heightIn(min = 60.dp)) { Text(stringResource(R.string.draft_capture)) }
    }
}

@Composable
private fun SendPart(page: DraftPage, showsProblems: Boolean, onSetUnmeteredOnly: (Boolean) -> Unit, onSend: () -> Unit) {
    SwitchRow(
        title = stringResource(R.string.draft_unmetered),
        detail = stringResource(R.string.draft_unmetered_body),
        checked = page.unmeteredOnly,
        onCheckedChange = onSetUnmeteredOnly,
    )
    if (page.form.obstacle.isNotEmpty()) ProblemText(page.form.obstacle, fieldWidth)
    if (showsProblems && page.form.problems.isNotEmpty()) {
        InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp).semantics { liveRegion = LiveRegionMode.Polite }) {
            Text(stringResource(R.string.draft_problems), style = MaterialTheme.typography.titleSmall)
            for (problem in page.form.problems) ProblemText(problem.reason, Modifier.padding(vertical = 2.dp))
        }
    }
    Button(onSend, fieldWidth.heightIn(min = 60.dp)) { Text(stringResource(R.string.draft_send)) }
    SecondaryText(stringResource(R.string.draft_kept), fieldWidth)
}

/** What a stored draft has beyond a new one. */
@Composable
private fun StoredPart(form: DraftForm, onOpenHistory: () -> Unit, onDelete: () -> Unit) {
    NavRow(
        title = stringResource(R.string.draft_history),
        detail = listOf(
            stringResource(R.string.draft_saved, form.changedText), stringResource(R.string.draft_history_count, form.history.toInt()),
        ).joinToString("　"),
        onClick = onOpenHistory,
    )
    TextButton(onDelete) { Text(stringResource(R.string.draft_delete)) }
}

private class DraftPreviews : PreviewParameterProvider<ScreenState<DraftPage>> {
    private val photo = DraftFile(
        id = "1",
        name = "IMG_1.jpg",
        mediaType = "image/jpeg",
        size = 1u,
        caption = "",
        notes = listOf("The place was removed."),
        path = "",
        missing = false,
    )
    private val form = DraftForm(
        id = "1",
        version = 1u,
        fields = listOf(
            FormField("title", "Title", FieldKind.TEXT, required = true, min = null, max = 60u, hint = "Who did what", options = emptyList()),
            FormField("text", "Text", FieldKind.LONG_TEXT, required = true, min = 10u, max = null, hint = "", options = emptyList()),
        ),
        values = emptyList(),
        problems = listOf(FieldProblem("title", "Enter a title.")),
        obstacle = "",
        refused = emptyList(),
        files = listOf(photo),
        media = MediaLimits(maxFiles = 9u, maxPhotoEdge = 4096u, maxPhotoBytes = 1u, maxVideoBytes = 1u, types = emptyList()),
        history = 3u,
        returned = null,
        changed = 0,
        changedText = "10:00",
    )
    private val returned = ReturnNote(
        time = 0,
        timeText = "10:00",
        role = "First review",
        reviewer = "Sample editor",
        reason = "Name the park.",
        marks = listOf(MarkedPassage(field = "title", start = 0u, end = 2u, passage = "Sample", note = "Which one?")),
    )
    override val values = previewStates(
        DraftPage(form.copy(id = null, files = emptyList()), unmeteredOnly = false),
        DraftPage(form.copy(version = 2u, returned = returned), unmeteredOnly = true),
    )
}

@Preview
@Composable
private fun DraftPreview(@PreviewParameter(DraftPreviews::class) state: ScreenState<DraftPage>) = PreviewTheme {
    DraftScreen(
        state = state,
        editor = DraftEditor(
            value = { "Sample" },
            caption = { "" },
            onEdit = { _, _ -> },
            incoming = 1,
            refusals = listOf(RefusedFile("a.txt", "This is no photo.")),
            showsProblems = true,
        ),
        onPick = {},
        onCapture = {},
        onDismissRefusals = {},
        fileActions = DraftFileActions(thumbnail = { null }, onEditCaption = { _, _ -> }, onMove = { _, _ -> }, onRemove = {}),
        onSetUnmeteredOnly = {},
        onSend = {},
        onOpenReview = {},
        onOpenHistory = {},
        onDelete = {},
        onBack = {},
    )
}
