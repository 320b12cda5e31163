package cn.songming.app.industry

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Button
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
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.platform.rememberNotificationPermissionRequest
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.ConfirmDialog
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.ItemKind
import cn.songming.core.ItemKindOption
import cn.songming.core.RadarRule
import cn.songming.core.RadarRuleForm
import cn.songming.core.Term

@Composable
fun RadarRuleScreen(viewModel: RadarRuleViewModel, isNew: Boolean, onBack: () -> Unit) {
    val requestNotifications = rememberNotificationPermissionRequest()
    RadarRuleScreen(
        state = viewModel.content.collectAsScreenState(),
        isNew = isNew,
        onSave = { draft ->
            if (draft.remind > 0) requestNotifications()
            viewModel.save(draft, onBack)
        },
        onDelete = { viewModel.delete(onBack) },
        onBack = onBack,
    )
}

@Composable
private fun RadarRuleScreen(
    state: ScreenState<RadarRuleForm>,
    isNew: Boolean,
    onSave: (RadarRuleDraft) -> Unit,
    onDelete: () -> Unit,
    onBack: () -> Unit,
) {
    var edited by rememberSaveable(stateSaver = RadarRuleDraft.saver) { mutableStateOf(RadarRuleDraft()) }
    var isEdited by rememberSaveable { mutableStateOf(false) }
    var confirming by rememberSaveable { mutableStateOf(false) }
    val title = stringResource(if (isNew) R.string.radar_new else R.string.radar_change)
    ScreenScaffold(title = title, state = state, onBack = onBack, tag = "rule") { form ->
        // Until the first edit it is the stored rule.
        val draft = if (isEdited) edited else RadarRuleDraft.of(form.rule)
        val onEdit = { next: RadarRuleDraft ->
            isEdited = true
            edited = next
        }
        item { RuleWords(draft, onEdit) }
        item { RuleTerms(form, draft, onEdit) }
        item { RuleReminder(form, draft, onEdit) }
        item {
            Button(onClick = { onSave(draft) }, modifier = fullWidth.heightIn(min = 60.dp)) { Text(stringResource(R.string.radar_save)) }
            if (!isNew) TextButton(onClick = { confirming = true }, modifier = fullWidth) { Text(stringResource(R.string.radar_delete)) }
        }
    }
    if (confirming) {
        ConfirmDialog(
            title = R.string.radar_delete_title,
            body = R.string.radar_delete_body,
            confirm = R.string.delete,
            onDismiss = { confirming = false },
            onConfirm = onDelete,
        )
    }
}

private val fullWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)

@Composable
private fun RuleWords(draft: RadarRuleDraft, onEdit: (RadarRuleDraft) -> Unit) {
    OutlinedTextField(
        value = draft.name,
        onValueChange = { onEdit(draft.copy(name = it)) },
        modifier = fullWidth.testTag("name"),
        label = { Text(stringResource(R.string.radar_name)) },
        singleLine = true,
    )
    OutlinedTextField(
        value = draft.words,
        onValueChange = { onEdit(draft.copy(words = it)) },
        modifier = fullWidth.testTag("rule words"),
        label = { Text(stringResource(R.string.radar_words)) },
    )
    OutlinedTextField(
        value = draft.excluded,
        onValueChange = { onEdit(draft.copy(excluded = it)) },
        modifier = fullWidth,
        label = { Text(stringResource(R.string.radar_excluded)) },
    )
}

@Composable
private fun RuleTerms(form: RadarRuleForm, draft: RadarRuleDraft, onEdit: (RadarRuleDraft) -> Unit) {
    ChipGroup(
        title = stringResource(R.string.industry_sectors),
        terms = form.sectors,
        selected = draft.sectors,
        onToggle = { onEdit(draft.copy(sectors = toggle(draft.sectors, it))) },
    )
    ChipGroup(
        title = stringResource(R.string.industry_parks),
        terms = form.parks,
        selected = draft.parks,
        onToggle = { onEdit(draft.copy(parks = toggle(draft.parks, it))) },
    )
    ChipGroup(
        title = stringResource(R.string.radar_kinds),
        terms = form.kinds.map { Term(it.kind.name, it.name) },
        selected = draft.kinds,
        onToggle = { onEdit(draft.copy(kinds = toggle(draft.kinds, it))) },
    )
    ChipGroup(
        title = stringResource(R.string.policy_sizes),
        terms = form.sizes,
        selected = listOf(draft.size),
        single = true,
        onToggle = { onEdit(draft.copy(size = if (draft.size == it) "" else it)) },
    )
}

@Composable
private fun RuleReminder(form: RadarRuleForm, draft: RadarRuleDraft, onEdit: (RadarRuleDraft) -> Unit) {
    val never = Term("0", stringResource(R.string.radar_remind_never))
    val steps = form.remindSteps.map { Term(it.toString(), stringResource(R.string.radar_remind_days, it.toInt())) }
    ChipGroup(
        title = stringResource(R.string.radar_remind),
        terms = listOf(never) + steps,
        selected = listOf(draft.remind.toString()),
        single = true,
        onToggle = { onEdit(draft.copy(remind = it.toInt())) },
    )
}

private fun toggle(selected: List<String>, code: String) = if (code in selected) selected - code else selected + code

private class RadarRulePreviews : PreviewParameterProvider<ScreenState<RadarRuleForm>> {
    override val values = previewStates(
        RadarRuleForm(
            rule = RadarRule(name = "Sample rule", words = listOf("sample")),
            sectors = listOf(Term("sample", "Sample sector")),
            parks = emptyList(),
            sizes = emptyList(),
            kinds = listOf(ItemKindOption(ItemKind.POLICY, "Policy")),
            remindSteps = listOf(3u, 7u),
        ),
    )
}

@Preview
@Composable
private fun RadarRulePreview(@PreviewParameter(RadarRulePreviews::class) state: ScreenState<RadarRuleForm>) =
    PreviewTheme { RadarRuleScreen(state, isNew = false, onSave = {}, onDelete = {}, onBack = {}) }
