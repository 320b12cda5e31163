package cn.songming.app.government

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.platform.rememberNotificationPermissionRequest
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.ConfirmDialog
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.AppealDraft
import cn.songming.core.AppealForm
import cn.songming.core.AppealKind
import cn.songming.core.AppealKindOption
import cn.songming.core.Term

/** 投诉建议: the form of an appeal. Name and phone number are optional. */
@Composable
fun AppealFormScreen(viewModel: AppealFormViewModel, onSent: (id: String) -> Unit, onBack: () -> Unit) {
    val requestNotifications = rememberNotificationPermissionRequest()
    AppealFormScreen(
        state = viewModel.content.collectAsScreenState(),
        draft = viewModel.draft,
        onEdit = viewModel::edit,
        onSend = {
            requestNotifications()
            viewModel.send(onSent)
        },
        onDelete = { viewModel.delete(onBack) },
        onBack = onBack,
    )
}

@Composable
private fun AppealFormScreen(
    state: ScreenState<AppealForm>,
    draft: AppealDraft,
    onEdit: ((AppealDraft) -> AppealDraft) -> Unit,
    onSend: () -> Unit,
    onDelete: () -> Unit,
    onBack: () -> Unit,
) {
    var confirming by rememberSaveable { mutableStateOf(false) }
    val fullWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    ScreenScaffold(title = stringResource(R.string.appeal_new), state = state, onBack = onBack, tag = "write appeal") { form ->
        if (form.reason.isNotEmpty()) {
            item {
                InfoCard(fullWidth) {
                    Text(form.reason, style = MaterialTheme.typography.bodyLarge, color = MaterialTheme.colorScheme.error)
                }
            }
        }
        item {
            ChipGroup(
                title = stringResource(R.string.appeal_kind),
                terms = form.kinds.map { Term(it.kind.name, it.name) },
                selected = listOf(draft.kind.name),
                single = true,
                onToggle = { name -> onEdit { it.copy(kind = AppealKind.valueOf(name)) } },
            )
        }
        item {
            OutlinedTextField(
                value = draft.title,
                onValueChange = { text -> onEdit { it.copy(title = text) } },
                modifier = fullWidth.testTag("appeal title"),
                label = { Text(stringResource(R.string.appeal_title)) },
                singleLine = true,
            )
            OutlinedTextField(
                value = draft.text,
                onValueChange = { text -> onEdit { it.copy(text = text) } },
                modifier = fullWidth.testTag("appeal text"),
                label = { Text(stringResource(R.string.appeal_text)) },
                minLines = 5,
                supportingText = { Text(stringResource(R.string.appeal_text_hint)) },
            )
        }
        item {
            ChipGroup(
                title = stringResource(R.string.appeal_town),
                terms = form.towns,
                selected = listOfNotNull(draft.town),
                single = true,
                onToggle = { code -> onEdit { it.copy(town = code.takeIf { it != draft.town }) } },
            )
        }
        item {
            SecondaryText(stringResource(R.string.appeal_guest), fullWidth)
            OutlinedTextField(
                value = draft.name.orEmpty(),
                onValueChange = { text -> onEdit { it.copy(name = text.ifEmpty { null }) } },
                modifier = fullWidth,
                label = { Text(stringResource(R.string.appeal_name)) },
                singleLine = true,
            )
            OutlinedTextField(
                value = draft.phone.orEmpty(),
                onValueChange = { text -> onEdit { it.copy(phone = text.ifEmpty { null }) } },
                modifier = fullWidth,
                label = { Text(stringResource(R.string.appeal_phone)) },
                singleLine = true,
                keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Phone),
            )
        }
        item {
            Button(onClick = onSend, modifier = fullWidth.heightIn(min = 60.dp)) { Text(stringResource(R.string.appeal_send)) }
            SecondaryText(
                stringResource(R.string.appeal_kept),
                Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp),
            )
        }
        if (draft.id != null) {
            item { TextButton(onClick = { confirming = true }) { Text(stringResource(R.string.appeal_delete)) } }
        }
    }
    if (confirming) {
        ConfirmDialog(
            title = R.string.draft_delete_title,
            body = R.string.draft_delete_body,
            confirm = R.string.delete,
            onDismiss = { confirming = false },
            onConfirm = onDelete,
        )
    }
}

private class AppealFormPreviews : PreviewParameterProvider<ScreenState<AppealForm>> {
    private val draft = AppealDraft(kind = AppealKind.CONSULTATION)
    private val form = AppealForm(
        draft = draft,
        reason = "",
        kinds = listOf(AppealKindOption(AppealKind.CONSULTATION, "Consultation")),
        towns = listOf(Term("sample", "Sample town")),
    )
    override val values = previewStates(form, form.copy(reason = "Sample reason."))
}

@Preview
@Composable
private fun AppealFormPreview(@PreviewParameter(AppealFormPreviews::class) state: ScreenState<AppealForm>) = PreviewTheme {
    AppealFormScreen(
        state = state,
        draft = AppealDraft(id = "1", kind = AppealKind.CONSULTATION, title = "Sample title"),
        onEdit = {},
        onSend = {},
        onDelete = {},
        onBack = {},
    )
}
