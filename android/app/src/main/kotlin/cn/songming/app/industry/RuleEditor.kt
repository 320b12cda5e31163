package cn.songming.app.industry

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.FilterChip
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Industry
import cn.songming.app.core.IndustryTerm
import cn.songming.app.core.RadarRule
import cn.songming.app.core.words
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** A rule while it is being written. */
data class Draft(val rule: RadarRule, val words: String = "", val complaint: String? = null)

/** The editor of a radar rule; the core says whether it is one. */
class RuleState(core: Core) : Question<Industry>(core) {
    private val written = MutableStateFlow(Draft(RadarRule(name = "", remind = REMIND)))
    val draft: StateFlow<Draft> = written

    override suspend fun answer(): Industry = core.industry()

    fun write(draft: Draft) {
        written.value = draft
    }

    fun save(onSaved: () -> Unit) {
        val draft = written.value
        val words = draft.words.split(' ', '，', ',', '、', '　').filter { it.isNotBlank() }
        viewModelScope.launch {
            try {
                core.saveRadarRule(draft.rule.copy(words = words))
                onSaved()
            } catch (fault: CoreFault) {
                written.value = draft.copy(complaint = fault.words)
            }
        }
    }

    private companion object {
        const val REMIND = 3u
    }
}

@Composable
fun RuleScreen(state: RuleState, onSaved: () -> Unit, onBack: () -> Unit) {
    val draft by state.draft.collectAsStateWithLifecycle()
    val rule = draft.rule
    val wide = Modifier.fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(R.string.radar_new), state, onBack, tag = "rule") { industry ->
        item {
            OutlinedTextField(
                rule.name,
                { state.write(draft.copy(rule = rule.copy(name = it))) },
                wide.testTag("name"),
                label = { Text(stringResource(R.string.radar_name)) },
                singleLine = true,
            )
            OutlinedTextField(
                draft.words,
                { state.write(draft.copy(words = it)) },
                wide.testTag("rule words"),
                label = { Text(stringResource(R.string.radar_words)) },
            )
        }
        item {
            Chips(stringResource(R.string.industry_sectors), industry.sectors, rule.sectors) {
                state.write(draft.copy(rule = rule.copy(sectors = it)))
            }
            Chips(stringResource(R.string.industry_parks), industry.parks, rule.parks) {
                state.write(draft.copy(rule = rule.copy(parks = it)))
            }
        }
        item {
            draft.complaint?.let {
                Text(it, wide, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.error)
            }
            Button({ state.save(onSaved) }, wide.heightIn(min = 56.dp)) { Text(stringResource(R.string.radar_save)) }
        }
    }
}

@Composable
private fun Chips(name: String, terms: List<IndustryTerm>, chosen: List<String>, onChoose: (List<String>) -> Unit) {
    Text(name, Modifier.padding(start = 20.dp, top = 14.dp), style = MaterialTheme.typography.titleSmall)
    FlowRow(Modifier.padding(horizontal = 20.dp), horizontalArrangement = Arrangement.spacedBy(10.dp)) {
        for (one in terms) {
            val code = one.term.code
            FilterChip(
                code in chosen,
                { onChoose(if (code in chosen) chosen - code else chosen + code) },
                { Text(one.term.name) },
            )
        }
    }
}
