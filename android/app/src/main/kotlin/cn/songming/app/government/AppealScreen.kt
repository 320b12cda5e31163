package cn.songming.app.government

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.ConfirmDialog
import cn.songming.app.ui.DeadlineText
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LabeledValue
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Appeal
import cn.songming.core.AppealKind
import cn.songming.core.AppealState

@Composable
fun AppealScreen(viewModel: AppealViewModel, onBack: () -> Unit) =
    AppealScreen(viewModel.content.collectAsScreenState(), viewModel::refresh, onDelete = { viewModel.delete(onBack) }, onBack)

@Composable
private fun AppealScreen(state: ScreenState<Appeal>, onRefresh: () -> Unit, onDelete: () -> Unit, onBack: () -> Unit) {
    var confirming by rememberSaveable { mutableStateOf(false) }
    ScreenScaffold(title = stringResource(R.string.government_appeals), state = state, onBack = onBack, tag = "appeal") { appeal ->
        item { AppealCard(appeal) }
        if (appeal.events.isNotEmpty()) item { SectionHeader(stringResource(R.string.appeal_events)) }
        items(appeal.events) { event ->
            NavRow(
                title = event.stageText,
                detail = listOfNotNull(event.timeText, event.office).filter { it.isNotEmpty() }.joinToString("　"),
            ) {
                if (event.text.isNotEmpty()) Text(event.text, style = MaterialTheme.typography.bodyLarge)
            }
        }
        item { TextButton(onClick = onRefresh) { Text(stringResource(R.string.appeal_ask)) } }
        item { TextButton(onClick = { confirming = true }) { Text(stringResource(R.string.appeal_delete)) } }
    }
    if (confirming) {
        ConfirmDialog(
            title = R.string.appeal_delete_title,
            body = R.string.appeal_delete_body,
            confirm = R.string.delete,
            onDismiss = { confirming = false },
            onConfirm = onDelete,
        )
    }
}

@Composable
private fun AppealCard(appeal: Appeal) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(appeal.title, style = MaterialTheme.typography.titleLarge)
        SecondaryText("${appeal.kindText}　${appeal.stateText}")
        Text(appeal.text, Modifier.padding(vertical = 10.dp), style = MaterialTheme.typography.bodyLarge)
        LabeledValue(stringResource(R.string.appeal_town), appeal.town?.name)
        // Number and code can be selected and copied.
        SelectionContainer {
            Column {
                LabeledValue(stringResource(R.string.appeal_number), appeal.number)
                LabeledValue(stringResource(R.string.appeal_code), appeal.code)
            }
        }
        DeadlineText(appeal.answerBy)
        if (appeal.reason.isNotEmpty()) {
            Text(appeal.reason, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.error)
        }
    }
}

private class AppealPreviews : PreviewParameterProvider<ScreenState<Appeal>> {
    private val waiting = Appeal(
        id = "1",
        kind = AppealKind.COMPLAINT,
        kindText = "Complaint",
        title = "Sample title",
        text = "Sample text.",
        town = null,
        name = null,
        phone = null,
        state = AppealState.QUEUED,
        stateText = "Waiting",
        reason = "",
        changed = 0,
        changedText = "",
        number = null,
        code = null,
        received = null,
        acceptBy = null,
        answerBy = null,
        events = emptyList(),
        unseen = false,
        editable = false,
    )
    override val values = previewStates(waiting, waiting.copy(state = AppealState.ACCEPTED, stateText = "Accepted", number = "N-1", code = "C-1"))
}

@Preview
@Composable
private fun AppealPreview(@PreviewParameter(AppealPreviews::class) state: ScreenState<Appeal>) =
    PreviewTheme { AppealScreen(state, onRefresh = {}, onDelete = {}, onBack = {}) }
