package cn.songming.app.party

import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Activity
import cn.songming.app.core.ActivityRequest
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.ItemRow
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.ModuleScope
import cn.songming.app.core.Offline
import cn.songming.app.core.Study
import cn.songming.app.core.StudySeries
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way
import kotlinx.coroutines.launch

private const val MODULE = "party"

/** What the party screen shows. */
data class PartyPage(val series: List<StudySeries>, val activities: List<Activity>, val news: List<ItemRow>)

/** 党建. */
class PartyState(core: Core) : Question<PartyPage>(core) {
    override suspend fun answer() = PartyPage(
        core.studySeries(),
        core.activities(ActivityRequest(module = MODULE, limit = 20u)).items,
        core.list(ModuleScope(MODULE), limit = 20u).items,
    )
}

@Composable
fun PartyScreen(state: PartyState, onStudy: (String) -> Unit, onOpen: (String) -> Unit, onBack: () -> Unit) {
    Framed(stringResource(R.string.party_title), state, onBack, tag = "party") { page ->
        item { PartTitle(stringResource(R.string.party_series)) }
        items(page.series, { "series ${it.name}" }) { one ->
            val chapters = stringResource(R.string.party_chapters, one.chapters.toInt(), one.unread.toInt())
            Way(one.name, "$chapters　${one.updatedText}", { onStudy(one.name) })
        }
        if (page.activities.isNotEmpty()) item { PartTitle(stringResource(R.string.party_activities)) }
        items(page.activities, { "activity ${it.row.id}" }) { one ->
            Way(one.row.title, "${one.timeText}\n${one.place}", { onOpen(one.row.id) })
        }
        item { PartTitle(stringResource(R.string.party_news)) }
        items(page.news, { "news ${it.id}" }) { StoryRow(it, onOpen) }
    }
}

/** A series, and how far it is on the phone. */
data class StudyPage(val study: Study, val offline: Offline)

class StudyState(core: Core, private val series: String) : Question<StudyPage>(core) {
    override suspend fun answer() = StudyPage(core.study(series), core.offline(KeptSeries(series)))

    fun keep() {
        viewModelScope.launch {
            try {
                core.keepOffline(KeptSeries(series), true)
                core.loadOffline(KeptSeries(series))
            } catch (_: CoreFault) {
                // The wish is kept: the next sync brings what is missing.
            }
            ask()
        }
    }
}

@Composable
fun StudyScreen(state: StudyState, series: String, onOpen: (String) -> Unit, onBack: () -> Unit) {
    Framed(series, state, onBack, tag = "study") { page ->
        item {
            if (page.offline.kept) {
                val told = stringResource(R.string.party_kept, page.offline.held.toInt(), page.offline.files.toInt())
                Text(
                    told,
                    Modifier.padding(horizontal = 20.dp, vertical = 8.dp),
                    style = MaterialTheme.typography.bodySmall,
                    color = MaterialTheme.colorScheme.secondary,
                )
            } else {
                FilledTonalButton(state::keep, Modifier.fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)) {
                    Text(stringResource(R.string.party_keep))
                }
            }
        }
        items(page.study.chapters, { it.row.id }) { chapter ->
            val here = page.study.goOn == chapter.row.id
            Way(
                chapter.row.title,
                stringResource(R.string.party_chapter, chapter.number.toInt()),
                { onOpen(chapter.row.id) },
                beside = { if (here) Quiet(stringResource(R.string.party_go_on)) },
            )
        }
    }
}
