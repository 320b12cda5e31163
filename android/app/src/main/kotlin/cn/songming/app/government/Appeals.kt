package cn.songming.app.government

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Button
import androidx.compose.material3.FilterChip
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
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.Appeal
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Core
import cn.songming.app.core.Term
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Card
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

@Composable
fun AppealWay(appeal: Appeal, go: (Place) -> Unit) {
    val title = appeal.title.ifEmpty { stringResource(R.string.appeal_untitled) }
    val place = if (appeal.editable) Place(Screen.WRITE_APPEAL, appeal.id) else Place(Screen.APPEAL, appeal.id)
    Way(title, "${appeal.kindText}　${appeal.stateText}", { go(place) }) {
        if (appeal.unseen) Text(stringResource(R.string.appeal_news), style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.primary)
        DeadlineLine(appeal.answerBy)
    }
}

/** One appeal on its way to the answer. */
class AppealPageState(core: Core, private val id: String) : Question<Appeal>(core) {
    override suspend fun answer(): Appeal = core.appeal(id).also { if (it.unseen) aside { core.lookAtAppeal(id) } }

    fun refresh() = act { core.refreshAppeals() }

    /** Whatever leads to the answer goes with it: only when the person insists. */
    fun delete(gone: () -> Unit) = act(gone) { core.deleteAppeal(id, insist = true) }
}

@Composable
fun AppealScreen(state: AppealPageState, back: () -> Unit) {
    var asked by rememberSaveable { mutableStateOf(false) }
    Framed(stringResource(R.string.government_appeals), state, back, "appeal") { appeal ->
        item {
            Card(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
                Text(appeal.title, style = MaterialTheme.typography.titleLarge)
                Quiet("${appeal.kindText}　${appeal.stateText}")
                Text(appeal.text, Modifier.padding(vertical = 10.dp), style = MaterialTheme.typography.bodyLarge)
                Fact(stringResource(R.string.appeal_town), appeal.town?.name)
                Fact(stringResource(R.string.appeal_number), appeal.number)
                Fact(stringResource(R.string.appeal_code), appeal.code)
                DeadlineLine(appeal.answerBy)
                if (appeal.reason.isNotEmpty()) {
                    Text(appeal.reason, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.error)
                }
            }
        }
        if (appeal.events.isNotEmpty()) item { PartTitle(stringResource(R.string.appeal_events)) }
        items(appeal.events) { event ->
            Way(event.stageText, listOfNotNull(event.timeText, event.office).filter { it.isNotEmpty() }.joinToString("　")) {
                if (event.text.isNotEmpty()) Text(event.text, style = MaterialTheme.typography.bodyLarge)
            }
        }
        item { TextButton(state::refresh) { Text(stringResource(R.string.appeal_ask)) } }
        item { TextButton({ asked = true }) { Text(stringResource(R.string.appeal_delete)) } }
    }
    if (asked) {
        AlertDialog(
            { asked = false },
            { TextButton({ asked = false; state.delete(back) }) { Text(stringResource(R.string.appeal_delete)) } },
            dismissButton = { TextButton({ asked = false }) { Text(stringResource(R.string.cancel)) } },
            title = { Text(stringResource(R.string.appeal_delete_title)) },
            text = { Text(stringResource(R.string.appeal_delete_body)) },
        )
    }
}

/** 投诉建议: writing one. Nothing needs a name; everything is kept while it is written. */
@Composable
fun WriteAppealScreen(state: WriteAppealState, back: () -> Unit) {
    val draft by state.draft.collectAsStateWithLifecycle()
    val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(R.string.appeal_new), state, back, "write appeal") { towns ->
        item { Kinds(draft.kind) { kind -> state.write { it.copy(kind = kind) } } }
        item {
            OutlinedTextField(
                draft.title, { text -> state.write { it.copy(title = text) } }, wide.testTag("appeal title"),
                label = { Text(stringResource(R.string.appeal_title)) }, singleLine = true,
            )
            OutlinedTextField(
                draft.text, { text -> state.write { it.copy(text = text) } }, wide.testTag("appeal text"),
                label = { Text(stringResource(R.string.appeal_text)) }, minLines = 5,
            )
        }
        item { Towns(towns, draft.town) { code -> state.write { it.copy(town = code) } } }
        item {
            Quiet(stringResource(R.string.appeal_guest), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp))
            OutlinedTextField(
                draft.name.orEmpty(), { text -> state.write { it.copy(name = text.ifEmpty { null }) } }, wide,
                label = { Text(stringResource(R.string.appeal_name)) }, singleLine = true,
            )
            OutlinedTextField(
                draft.phone.orEmpty(), { text -> state.write { it.copy(phone = text.ifEmpty { null }) } }, wide,
                label = { Text(stringResource(R.string.appeal_phone)) }, singleLine = true,
                keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Phone),
            )
        }
        item {
            Button({ state.send(back) }, wide.heightIn(min = 60.dp)) { Text(stringResource(R.string.appeal_send)) }
            Quiet(stringResource(R.string.appeal_kept), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp))
        }
    }
}

private val kinds = listOf(
    AppealKind.CONSULTATION to R.string.appeal_consultation,
    AppealKind.COMPLAINT to R.string.appeal_complaint,
    AppealKind.SUGGESTION to R.string.appeal_suggestion,
    AppealKind.COMPLEX to R.string.appeal_complex,
)

@Composable
private fun Kinds(chosen: AppealKind, onChoose: (AppealKind) -> Unit) {
    FlowRow(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp),
        horizontalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        for ((kind, name) in kinds) FilterChip(kind == chosen, { onChoose(kind) }, { Text(stringResource(name)) })
    }
}

@Composable
private fun Towns(towns: List<Term>, chosen: String?, onChoose: (String?) -> Unit) {
    FlowRow(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp),
        horizontalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        for (town in towns) {
            FilterChip(town.code == chosen, { onChoose(town.code.takeIf { it != chosen }) }, { Text(town.name) })
        }
    }
}
