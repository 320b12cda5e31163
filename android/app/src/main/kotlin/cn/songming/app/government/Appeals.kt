package cn.songming.app.government

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.text.selection.SelectionContainer
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
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Appeal
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Core
import cn.songming.app.core.Term
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Card
import cn.songming.app.ui.Chips
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Marked
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Sure
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

@Composable
fun AppealWay(appeal: Appeal, go: (Place) -> Unit) {
    val title = appeal.title.ifEmpty { stringResource(R.string.appeal_untitled) }
    val place = if (appeal.editable) Place(Screen.WRITE_APPEAL, appeal.id) else Place(Screen.APPEAL, appeal.id)
    Way(title, "${appeal.kindText}　${appeal.stateText}", { go(place) }) {
        if (appeal.unseen) Marked(stringResource(R.string.appeal_news))
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
                // A number and a code are there to be copied.
                SelectionContainer {
                    Column {
                        Fact(stringResource(R.string.appeal_number), appeal.number)
                        Fact(stringResource(R.string.appeal_code), appeal.code)
                    }
                }
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
        Sure(R.string.appeal_delete_title, R.string.appeal_delete_body, R.string.delete, { asked = false }) { state.delete(back) }
    }
}

/** 投诉建议: writing one. Nothing needs a name; everything is kept while it is written. */
@Composable
fun WriteAppealScreen(state: WriteAppealState, sent: (String) -> Unit, back: () -> Unit) {
    val draft = state.draft
    val ask = rememberAsk()
    var asked by rememberSaveable { mutableStateOf(false) }
    val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(R.string.appeal_new), state, back, "write appeal") { desk ->
        if (desk.reason.isNotEmpty()) {
            item { Card(wide) { Text(desk.reason, style = MaterialTheme.typography.bodyLarge, color = MaterialTheme.colorScheme.error) } }
        }
        item {
            val kinds = desk.kinds.map { Term(it.kind.name, it.name) }
            Chips(stringResource(R.string.appeal_kind), kinds, listOf(draft.kind.name), single = true) { name ->
                state.write { it.copy(kind = AppealKind.valueOf(name)) }
            }
        }
        item {
            OutlinedTextField(
                draft.title, { text -> state.write { it.copy(title = text) } }, wide.testTag("appeal title"),
                label = { Text(stringResource(R.string.appeal_title)) }, singleLine = true,
            )
            OutlinedTextField(
                draft.text, { text -> state.write { it.copy(text = text) } }, wide.testTag("appeal text"),
                label = { Text(stringResource(R.string.appeal_text)) }, minLines = 5,
                supportingText = { Text(stringResource(R.string.appeal_text_hint)) },
            )
        }
        item {
            Chips(stringResource(R.string.appeal_town), desk.towns, listOfNotNull(draft.town), single = true) { code ->
                state.write { it.copy(town = code.takeIf { it != draft.town }) }
            }
        }
        item {
            Quiet(stringResource(R.string.appeal_guest), wide)
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
            Button({
                ask()
                state.send(sent)
            }, wide.heightIn(min = 60.dp)) { Text(stringResource(R.string.appeal_send)) }
            Quiet(stringResource(R.string.appeal_kept), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp))
        }
        if (draft.id != null) item { TextButton({ asked = true }) { Text(stringResource(R.string.appeal_delete)) } }
    }
    if (asked) {
        Sure(R.string.draft_delete_title, R.string.draft_delete_body, R.string.delete, { asked = false }) { state.delete(back) }
    }
}
