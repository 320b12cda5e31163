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
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.ItemKind
import cn.songming.app.core.RadarDesk
import cn.songming.app.core.RadarRule
import cn.songming.app.core.Term
import cn.songming.app.core.sound
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import cn.songming.app.ui.Sure
import cn.songming.app.ui.WIDEST

/** A rule while it is being written: its words are one line, as a person types them. */
data class Draft(
    val name: String = "",
    val words: String = "",
    val excluded: String = "",
    val sectors: List<String> = emptyList(),
    val parks: List<String> = emptyList(),
    val kinds: List<String> = emptyList(),
    val size: String = "",
    /** Working days before a deadline; 0 for no reminder. */
    val remind: Int = 0,
) {
    fun rule(id: String?) = RadarRule(
        id = id,
        name = name.sound(),
        sectors = sectors,
        parks = parks,
        kinds = kinds.map(ItemKind::valueOf),
        words = split(words),
        excluded = split(excluded),
        size = size.ifEmpty { null },
        remind = remind.toUInt().takeIf { remind > 0 },
    )

    companion object {
        fun of(rule: RadarRule) = Draft(
            rule.name, rule.words.joinToString(" "), rule.excluded.joinToString(" "), rule.sectors, rule.parks, rule.kinds.map { it.name },
            rule.size.orEmpty(), rule.remind?.toInt() ?: 0,
        )

        /** Half a rule outlives the process too. */
        val saver = listSaver<Draft, Any>(
            { listOf(it.name, it.words, it.excluded, ArrayList(it.sectors), ArrayList(it.parks), ArrayList(it.kinds), it.size, it.remind) },
            {
                val (name, words, excluded) = it.map(Any::toString)
                Draft(name, words, excluded, strings(it[3]), strings(it[4]), strings(it[5]), it[6] as String, it[7] as Int)
            },
        )

        private fun strings(of: Any): List<String> = (of as List<*>).map { it as String }

        private fun split(line: String) = line.sound().split(' ', '　', ',', '，', '、', ';', '；').filter { it.isNotBlank() }
    }
}

/** The editor of a radar rule; the core says whether it is one. */
class RuleState(core: Core, private val id: String?) : Question<RadarDesk>(core) {
    override suspend fun answer(): RadarDesk = core.radarDesk(id)

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.CATALOGUE

    fun save(draft: Draft, saved: () -> Unit) = act(saved) { core.saveRadarRule(draft.rule(id)) }

    fun delete(gone: () -> Unit) = act(gone) { id?.let { core.deleteRadarRule(it) } }
}

@Composable
fun RuleScreen(state: RuleState, new: Boolean, back: () -> Unit) {
    var written by rememberSaveable(stateSaver = Draft.saver) { mutableStateOf(Draft()) }
    var begun by rememberSaveable { mutableStateOf(false) }
    var sure by rememberSaveable { mutableStateOf(false) }
    val ask = rememberAsk()
    val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(if (new) R.string.radar_new else R.string.radar_change), state, back, "rule") { desk ->
        // Until the first stroke it is the rule as it is kept.
        val draft = if (begun) written else Draft.of(desk.rule)
        val write = { next: Draft ->
            begun = true
            written = next
        }
        item {
            OutlinedTextField(
                draft.name, { write(draft.copy(name = it)) }, wide.testTag("name"),
                label = { Text(stringResource(R.string.radar_name)) }, singleLine = true,
            )
            OutlinedTextField(
                draft.words, { write(draft.copy(words = it)) }, wide.testTag("rule words"),
                label = { Text(stringResource(R.string.radar_words)) },
            )
            OutlinedTextField(
                draft.excluded, { write(draft.copy(excluded = it)) }, wide,
                label = { Text(stringResource(R.string.radar_excluded)) },
            )
        }
        item {
            Chips(stringResource(R.string.industry_sectors), desk.sectors, draft.sectors) { write(draft.copy(sectors = turned(draft.sectors, it))) }
            Chips(stringResource(R.string.industry_parks), desk.parks, draft.parks) { write(draft.copy(parks = turned(draft.parks, it))) }
            Chips(stringResource(R.string.radar_kinds), desk.kinds.map { Term(it.kind.name, it.name) }, draft.kinds) {
                write(draft.copy(kinds = turned(draft.kinds, it)))
            }
            Chips(stringResource(R.string.policy_sizes), desk.sizes, listOf(draft.size), single = true) {
                write(draft.copy(size = if (draft.size == it) "" else it))
            }
        }
        item {
            val never = Term("0", stringResource(R.string.radar_remind_never))
            val steps = desk.remindSteps.map { Term(it.toString(), stringResource(R.string.radar_remind_days, it.toInt())) }
            Chips(stringResource(R.string.radar_remind), listOf(never) + steps, listOf(draft.remind.toString()), single = true) {
                write(draft.copy(remind = it.toInt()))
            }
        }
        item {
            Button({
                if (draft.remind > 0) ask()
                state.save(draft, back)
            }, wide.heightIn(min = 60.dp)) { Text(stringResource(R.string.radar_save)) }
            if (!new) TextButton({ sure = true }, wide) { Text(stringResource(R.string.radar_delete)) }
        }
    }
    if (sure) Sure(R.string.radar_delete_title, R.string.radar_delete_body, R.string.delete, { sure = false }) { state.delete(back) }
}

private fun turned(chosen: List<String>, code: String) = if (code in chosen) chosen - code else chosen + code
