package cn.songming.app.industry

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Edit
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Radar
import cn.songming.app.core.RadarHit
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Growing
import cn.songming.app.ui.Marked
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.Part
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Way

/** 产业雷达. */
class RadarScreenState(core: Core) : Question<Radar>(core) {
    override suspend fun answer(): Radar = core.radar()
}

@Composable
fun RadarScreen(state: RadarScreenState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.industry_radar), state, back, "radar") { radar ->
        if (radar.rules.isEmpty()) {
            item { NoticePart(stringResource(R.string.radar_none), stringResource(R.string.radar_none_body), R.drawable.drawing_radar) }
        }
        items(radar.rules, { it.id }) { one ->
            val edit = stringResource(R.string.radar_edit, one.rule.name)
            Way(one.rule.name, one.words, { go(Place(Screen.HITS, one.id, one.rule.name)) }, beside = {
                IconButton({ go(Place(Screen.RULE, one.id)) }) { Icon(Icons.Default.Edit, edit) }
            }) {
                Marked(stringResource(R.string.radar_counted, one.hits.toInt(), one.unseen.toInt()))
            }
        }
        item { Way(stringResource(R.string.radar_new), onGo = { go(Place(Screen.RULE)) }, icon = Icons.Default.Add) }
    }
}

/** What a rule found, or all of them; looked at, it is not new any more. */
class HitsState(core: Core, private val rule: String?, reach: Int = 0) : Growing<RadarHit>(core, reach) {
    private var looked = false

    override suspend fun part(before: String?): Part<RadarHit> {
        val page = core.radarHits(rule, before, 30u)
        if (!looked) {
            looked = true
            aside { core.lookAtRadar(rule) }
        }
        return Part(page.items, page.next)
    }
}

@Composable
fun HitsScreen(state: HitsState, title: String, list: LazyListState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(title.ifEmpty { stringResource(R.string.industry_radar) }, state, back, "hits", list = list, more = state::more) { hits ->
        if (hits.isEmpty()) item { NoticePart(stringResource(R.string.hits_none), stringResource(R.string.hits_none_body)) }
        items(hits, { it.row.id }) { one ->
            Way(one.row.title, "${one.row.source}　${one.row.publishedText}", { go(Place(Screen.ITEM, one.row.id)) }) {
                if (one.unseen) Marked(stringResource(R.string.hits_new))
                Quiet(one.rules.joinToString("、"), Modifier.padding(top = 2.dp))
                DeadlineLine(one.deadline)
            }
        }
    }
}
