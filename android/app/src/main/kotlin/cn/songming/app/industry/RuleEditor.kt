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
import cn.songming.app.core.Catalogue
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.RadarRule
import cn.songming.app.core.Term
import cn.songming.app.platform.rememberAsk
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Choice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import cn.songming.app.ui.WIDEST

/** A rule while it is being written: its words are one line, as a person types them. */
data class Draft(
    val name: String = "",
    val words: String = "",
    val excluded: String = "",
    val sectors: List<String> = emptyList(),
    val parks: List<String> = emptyList(),
    val size: String = "",
    val remind: Boolean = true,
) {
    fun rule(id: String?) = RadarRule(
        id = id,
        name = name,
        sectors = sectors,
        parks = parks,
        words = split(words),
        excluded = split(excluded),
        size = size.ifEmpty { null },
        remind = if (remind) DAYS_BEFORE else null,
    )

    companion object {
        /** Working days before a deadline. */
        const val DAYS_BEFORE = 3u

        fun of(rule: RadarRule) = Draft(
            rule.name, rule.words.joinToString(" "), rule.excluded.joinToString(" "), rule.sectors, rule.parks, rule.size.orEmpty(),
            rule.remind != null,
        )

        /** Half a rule outlives the process too. */
        val saver = listSaver<Draft, Any>(
            { listOf(it.name, it.words, it.excluded, ArrayList(it.sectors), ArrayList(it.parks), it.size, it.remind) },
            { Draft(it[0] as String, it[1] as String, it[2] as String, strings(it[3]), strings(it[4]), it[5] as String, it[6] as Boolean) },
        )

        private fun strings(of: Any): List<String> = (of as List<*>).map { it as String }

        private fun split(line: String) = line.split(' ', '　', ',', '，', '、', ';', '；').filter { it.isNotBlank() }
    }
}

/** What can be chosen from, and the rule as it was. */
data class Editing(val catalogue: Catalogue, val rule: RadarRule?)

/** The editor of a radar rule; the core says whether it is one. */
class RuleState(core: Core, private val id: String?) : Question<Editing>(core) {
    override suspend fun answer() = Editing(core.catalogue(), core.radar().rules.find { it.id == id }?.rule)

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.CATALOGUE

    fun save(draft: Draft, saved: () -> Unit) = act(saved) { core.saveRadarRule(draft.rule(id)) }

    fun delete(gone: () -> Unit) = act(gone) { id?.let { core.deleteRadarRule(it) } }
}

@Composable
fun RuleScreen(state: RuleState, new: Boolean, back: () -> Unit) {
    var written by rememberSaveable(stateSaver = Draft.saver) { mutableStateOf(Draft()) }
    var begun by rememberSaveable { mutableStateOf(new) }
    val ask = rememberAsk()
    val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(if (new) R.string.radar_new else R.string.radar_change), state, back, "rule") { (catalogue, rule) ->
        // Until the first stroke it is the rule as it is kept.
        val draft = if (begun || rule == null) written else Draft.of(rule)
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
            Chips(stringResource(R.string.industry_sectors), pairs(catalogue.sectors), draft.sectors) {
                write(draft.copy(sectors = turned(draft.sectors, it)))
            }
            Chips(stringResource(R.string.industry_parks), pairs(catalogue.parks), draft.parks) {
                write(draft.copy(parks = turned(draft.parks, it)))
            }
            Chips(stringResource(R.string.policy_sizes), pairs(catalogue.sizes), listOf(draft.size)) {
                write(draft.copy(size = if (draft.size == it) "" else it))
            }
        }
        item {
            val days = stringResource(R.string.radar_remind_body, Draft.DAYS_BEFORE.toInt())
            Choice(stringResource(R.string.radar_remind), days, draft.remind) { write(draft.copy(remind = it)) }
            Button({
                if (draft.remind) ask()
                state.save(draft, back)
            }, wide.heightIn(min = 60.dp)) { Text(stringResource(R.string.radar_save)) }
            if (!new) TextButton({ state.delete(back) }, wide) { Text(stringResource(R.string.radar_delete)) }
        }
    }
}

private fun pairs(terms: List<Term>) = terms.map { it.code to it.name }

private fun turned(chosen: List<String>, code: String) = if (code in chosen) chosen - code else chosen + code
