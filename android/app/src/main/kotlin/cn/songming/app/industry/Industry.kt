package cn.songming.app.industry

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Industry
import cn.songming.app.core.IndustryPage
import cn.songming.app.core.IndustryTerm
import cn.songming.app.core.ParkScope
import cn.songming.app.core.PolicyDay
import cn.songming.app.core.PolicyRequest
import cn.songming.app.core.PolicyRow
import cn.songming.app.core.SectorScope
import cn.songming.app.core.Station
import cn.songming.app.core.Term
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.platform.Outside
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Choice
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Growing
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.Part
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
fun IndustryScreen(state: IndustryState, go: (Place) -> Unit) {
    Framed(stringResource(R.string.tab_industry), state, tag = "industry") { industry ->
        item {
            val radar = stringResource(R.string.industry_radar)
            Way(radar, stringResource(R.string.industry_radar_body), { go(Place(Screen.RADAR)) }, Icons.Default.Notifications)
            val calendar = stringResource(R.string.calendar_title)
            Way(calendar, stringResource(R.string.calendar_body), { go(Place(Screen.CALENDAR)) }, Icons.Default.DateRange)
            Way(stringResource(R.string.policies_title), onGo = { go(Place(Screen.POLICIES)) })
        }
        terms(R.string.industry_sectors, industry.sectors) { go(Place(Screen.SECTOR, it.code, it.name)) }
        terms(R.string.industry_parks, industry.parks) { go(Place(Screen.PARK, it.code, it.name)) }
        stations(industry.stations)
    }
}

private fun LazyListScope.terms(title: Int, terms: List<IndustryTerm>, onGo: (cn.songming.app.core.Term) -> Unit) {
    if (terms.isEmpty()) return
    item { PartTitle(stringResource(title)) }
    items(terms, { "$title ${it.term.code}" }) { one ->
        Way(one.term.name, stringResource(R.string.industry_open, one.openPolicies.toInt()), { onGo(one.term) })
    }
}

private fun LazyListScope.stations(stations: List<Station>) {
    if (stations.isEmpty()) return
    item { PartTitle(stringResource(R.string.industry_stations)) }
    items(stations, { "station ${it.code}" }) { one ->
        val outside = Outside(LocalContext.current)
        val phone = one.phone
        Way(one.name, one.address.orEmpty(), phone?.let { number -> { outside.dial(number) } }) { phone?.let { Quiet(it) } }
    }
}

/** The page of a sector or a park. */
class IndustryPageState(core: Core, private val screen: Screen, private val code: String) : Question<IndustryPage>(core) {
    override suspend fun answer(): IndustryPage =
        core.industryPage(if (screen == Screen.PARK) ParkScope(code) else SectorScope(code))
}

@Composable
fun IndustryPageScreen(state: IndustryPageState, title: String, go: (Place) -> Unit, back: () -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    Framed(title, state, back, "industry page") { page ->
        if (page.ending.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_ending)) }
        items(page.ending, { "ending ${it.row.id}" }) { Policy(it, open) }
        if (page.latest.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_latest)) }
        items(page.latest, { "latest ${it.id}" }) { StoryRow(it, open) }
        if (page.guides.isNotEmpty()) item { PartTitle(stringResource(R.string.industry_guides)) }
        items(page.guides, { "guide ${it.id}" }) { Way(it.title, it.summary, { open(it.id) }) }
        stations(page.stations)
        if (page.latest.isEmpty() && page.ending.isEmpty()) item { NoticePart(stringResource(R.string.list_empty), "") }
    }
}

@Composable
fun Policy(policy: PolicyRow, open: (String) -> Unit) {
    Way(policy.row.title, policy.issuer, { open(policy.row.id) }) {
        policy.appliesTo?.let { Quiet(it) }
        DeadlineLine(policy.deadline)
    }
}

/** 政策: all of them, or those that the person asks for. */
class PoliciesState(core: Core, reach: Int = 0) : Growing<PolicyRow>(core, reach) {
    /** What is asked for. */
    var wanted by mutableStateOf(PolicyRequest(openOnly = true, limit = PAGE))
        private set

    /** What can be asked for. */
    var sectors by mutableStateOf(emptyList<Term>())
        private set
    var sizes by mutableStateOf(emptyList<Term>())
        private set

    override suspend fun part(before: String?): Part<PolicyRow> {
        val page = core.policies(wanted.copy(before = before))
        if (before == null) {
            sectors = page.sectors
            sizes = page.sizes
        }
        return Part(page.items, page.next)
    }

    fun want(change: (PolicyRequest) -> PolicyRequest) {
        wanted = change(wanted)
        afresh()
    }

    private companion object {
        const val PAGE = 30u
    }
}

@Composable
fun PoliciesScreen(state: PoliciesState, list: LazyListState, go: (Place) -> Unit, back: () -> Unit) {
    val wanted = state.wanted
    Framed(stringResource(R.string.policies_title), state, back, "policies", list = list, more = state::more) { policies ->
        item("open") { Choice(stringResource(R.string.policies_open), "", wanted.openOnly) { on -> state.want { it.copy(openOnly = on) } } }
        item("choices") {
            Chips(stringResource(R.string.policy_sectors), state.sectors, listOfNotNull(wanted.sector), single = true) { code ->
                state.want { it.copy(sector = code.takeIf { it != wanted.sector }) }
            }
            Chips(stringResource(R.string.policy_sizes), state.sizes, listOfNotNull(wanted.size), single = true) { code ->
                state.want { it.copy(size = code.takeIf { it != wanted.size }) }
            }
        }
        if (policies.isEmpty()) item("none") { NoticePart(stringResource(R.string.asked_none), stringResource(R.string.asked_none_body)) }
        items(policies, { it.row.id }) { one -> Policy(one) { go(Place(Screen.ITEM, it)) } }
    }
}

/** 政策日历: days on which something ends. */
class CalendarState(core: Core) : Question<List<PolicyDay>>(core) {
    override suspend fun answer(): List<PolicyDay> = core.policyYear()
}

@Composable
fun CalendarScreen(state: CalendarState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.calendar_title), state, back, "calendar") { days ->
        if (days.isEmpty()) item { NoticePart(stringResource(R.string.calendar_none), stringResource(R.string.calendar_none_body)) }
        for (day in days) {
            item("day ${day.day}") { PartTitle(day.dayText) }
            items(day.policies, { "${day.day} ${it.row.id}" }) { one -> Policy(one) { go(Place(Screen.ITEM, it)) } }
        }
    }
}
