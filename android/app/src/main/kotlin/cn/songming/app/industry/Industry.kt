package cn.songming.app.industry

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Industry
import cn.songming.app.core.IndustryPage
import cn.songming.app.core.IndustryTerm
import cn.songming.app.core.PolicyRow
import cn.songming.app.core.Radar
import cn.songming.app.core.Scope
import cn.songming.app.core.Station
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way

/** 产业. */
class IndustryState(core: Core) : Question<Industry>(core) {
    override suspend fun answer(): Industry = core.industry()
}

@Composable
fun IndustryScreen(state: IndustryState, onSector: (String) -> Unit, onPark: (String) -> Unit, onRadar: () -> Unit) {
    Framed(stringResource(R.string.tab_industry), state, tag = "industry") { industry ->
        item { Way(stringResource(R.string.industry_radar), stringResource(R.string.radar_none_body), onRadar) }
        terms(R.string.industry_sectors, industry.sectors, onSector)
        terms(R.string.industry_parks, industry.parks, onPark)
        stations(industry.stations)
    }
}

private fun LazyListScope.terms(title: Int, terms: List<IndustryTerm>, onGo: (String) -> Unit) {
    item { PartTitle(stringResource(title)) }
    items(terms, { "$title ${it.term.code}" }) { one ->
        Way(one.term.name, stringResource(R.string.industry_open, one.openPolicies.toInt()), { onGo(one.term.code) })
    }
}

private fun LazyListScope.stations(stations: List<Station>) {
    if (stations.isEmpty()) return
    item { PartTitle(stringResource(R.string.industry_stations)) }
    items(stations, { "station ${it.code}" }) { one ->
        Way(one.name, listOfNotNull(one.phone, one.address).joinToString("　"))
    }
}

/** The page of a sector or a park. */
class IndustryPageState(core: Core, private val scope: Scope) : Question<IndustryPage>(core) {
    override suspend fun answer(): IndustryPage = core.industryPage(scope)
}

@Composable
fun IndustryPageScreen(state: IndustryPageState, onOpen: (String) -> Unit, onGuide: (String) -> Unit, onBack: () -> Unit) {
    Framed(stringResource(R.string.tab_industry), state, onBack, tag = "industry page") { page ->
        item { PartTitle(page.term.name) }
        if (page.ending.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_ending)) }
        items(page.ending, { "ending ${it.row.id}" }) { Policy(it, onOpen) }
        if (page.latest.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_latest)) }
        items(page.latest, { "latest ${it.id}" }) { StoryRow(it, onOpen) }
        if (page.guides.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_guides)) }
        items(page.guides, { "guide ${it.id}" }) { Way(it.title, it.summary, { onGuide(it.id) }) }
        stations(page.stations)
    }
}

@Composable
fun Policy(policy: PolicyRow, onOpen: (String) -> Unit) {
    Way(policy.row.title, policy.issuer, { onOpen(policy.row.id) }) {
        policy.appliesTo?.let { Quiet(it) }
        DeadlineLine(policy.deadline)
    }
}

/** 产业雷达. */
class RadarScreenState(core: Core) : Question<Radar>(core) {
    override suspend fun answer(): Radar = core.radar()
}

@Composable
fun RadarScreen(state: RadarScreenState, onNew: () -> Unit, onBack: () -> Unit) {
    Framed(stringResource(R.string.industry_radar), state, onBack, tag = "radar") { radar ->
        if (radar.rules.isEmpty()) {
            item { Notice(stringResource(R.string.radar_none), stringResource(R.string.radar_none_body)) }
        }
        item { Way(stringResource(R.string.radar_new), onGo = onNew) }
        items(radar.rules, { it.id }) { one ->
            Way(one.rule.name, stringResource(R.string.radar_counted, one.hits.toInt(), one.unseen.toInt()))
        }
    }
}
