package cn.songming.app.party

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.Party
import cn.songming.app.core.StudyPage
import cn.songming.app.government.NoticeWay
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way
import cn.songming.app.ui.keptText

/** 党建. */
class PartyState(core: Core) : Question<Party>(core) {
    override suspend fun answer(): Party = core.party()
}

@Composable
fun PartyScreen(state: PartyState, go: (Place) -> Unit, back: () -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    Framed(stringResource(R.string.party_title), state, back, "party") { party ->
        item { PartTitle(stringResource(R.string.party_series)) }
        items(party.series, { "series ${it.name}" }) { one ->
            val chapters = stringResource(R.string.party_chapters, one.chapters.toInt(), one.unread.toInt())
            Way(one.name, "$chapters　${one.updatedText}", { go(Place(Screen.STUDY, one.name)) })
        }
        if (party.activities.isNotEmpty()) item { PartTitle(stringResource(R.string.party_activities)) }
        items(party.activities, { "activity ${it.row.id}" }) { one ->
            Way(one.row.title, one.timeText, { open(one.row.id) }) { Quiet(one.place) }
        }
        if (party.notices.isNotEmpty()) {
            item {
                val notices = stringResource(R.string.party_notices)
                PartTitle(notices) { go(Place(Screen.NOTICES, "party", notices)) }
            }
        }
        items(party.notices, { "notice ${it.row.id}" }) { NoticeWay(it, open) }
        item {
            val title = stringResource(R.string.party_title)
            PartTitle(stringResource(R.string.party_news)) { go(Place(Screen.MODULE, "party", title)) }
        }
        items(party.latest, { "news ${it.id}" }) { StoryRow(it, open) }
    }
}

/** 学习资料: a series. */
class StudyState(core: Core, private val series: String) : Question<StudyPage>(core) {
    override suspend fun answer(): StudyPage = core.studyPage(series)

    /** The wish is kept whatever the network says: a later sync brings what is missing. */
    fun keep(on: Boolean) = act {
        core.keepOffline(KeptSeries(series), on)
        if (on) core.loadOffline(KeptSeries(series))
    }
}

@Composable
fun StudyScreen(state: StudyState, series: String, go: (Place) -> Unit, back: () -> Unit) {
    Framed(series, state, back, "study") { (study, offline) ->
        item {
            val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
            if (offline.kept) {
                Text(
                    keptText(offline),
                    wide,
                    style = MaterialTheme.typography.bodySmall,
                    color = MaterialTheme.colorScheme.secondary,
                )
                TextButton({ state.keep(false) }) { Text(stringResource(R.string.keep_off)) }
            } else {
                FilledTonalButton({ state.keep(true) }, wide.heightIn(min = 56.dp)) { Text(stringResource(R.string.party_keep)) }
            }
        }
        items(study.chapters, { it.row.id }) { chapter ->
            val here = study.goOn == chapter.row.id
            val read = if (chapter.row.read) stringResource(R.string.party_read) else stringResource(R.string.row_unread)
            Way(
                chapter.row.title,
                // Some chapters have no number of their own.
                if (chapter.number > 0u) "${stringResource(R.string.party_chapter, chapter.number.toInt())}　$read" else read,
                { go(Place(Screen.ITEM, chapter.row.id)) },
                beside = { if (here) Quiet(stringResource(R.string.party_go_on)) },
            )
        }
    }
}
