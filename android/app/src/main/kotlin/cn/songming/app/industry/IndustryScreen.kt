package cn.songming.app.industry

import androidx.annotation.StringRes
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.ExternalApps
import cn.songming.app.platform.Notifications
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.IndustryOverview
import cn.songming.core.IndustryTerm
import cn.songming.core.Station
import cn.songming.core.Term

@Composable
fun IndustryScreen(viewModel: IndustryViewModel, navigate: (Destination) -> Unit) =
    IndustryScreen(viewModel.content.collectAsScreenState(), navigate)

@Composable
private fun IndustryScreen(state: ScreenState<IndustryOverview>, navigate: (Destination) -> Unit) {
    ScreenScaffold(title = stringResource(R.string.tab_industry), state = state, tag = "industry") { industry ->
        item {
            NavRow(
                title = stringResource(R.string.industry_radar),
                detail = stringResource(R.string.industry_radar_body),
                onClick = { navigate(Destination(Screen.RADAR)) },
                icon = Icons.Default.Notifications,
            )
            NavRow(
                title = stringResource(R.string.calendar_title),
                detail = stringResource(R.string.calendar_body),
                onClick = { navigate(Destination(Screen.CALENDAR)) },
                icon = Icons.Default.DateRange,
            )
            NavRow(title = stringResource(R.string.policies_title), onClick = { navigate(Destination(Screen.POLICIES)) })
        }
        terms(R.string.industry_sectors, industry.sectors) { navigate(Destination(Screen.SECTOR, it.code, it.name)) }
        terms(R.string.industry_parks, industry.parks) { navigate(Destination(Screen.PARK, it.code, it.name)) }
        stations(industry.stations)
    }
}

private fun LazyListScope.terms(@StringRes title: Int, terms: List<IndustryTerm>, onOpen: (Term) -> Unit) {
    if (terms.isEmpty()) return
    item { SectionHeader(stringResource(title)) }
    items(terms, key = { "$title ${it.term.code}" }) { entry ->
        NavRow(
            title = entry.term.name,
            detail = stringResource(R.string.industry_open, entry.openPolicies.toInt()),
            onClick = { onOpen(entry.term) },
        )
    }
}

/** Service stations for companies; a tap opens the dialer. */
fun LazyListScope.stations(stations: List<Station>) {
    if (stations.isEmpty()) return
    item { SectionHeader(stringResource(R.string.industry_stations)) }
    items(stations, key = { "station ${it.code}" }) { station ->
        val externalApps = ExternalApps(LocalContext.current)
        NavRow(
            title = station.name,
            detail = station.address.orEmpty(),
            onClick = station.phones.firstOrNull()?.let { phone -> { externalApps.dial(phone.number) } },
        ) { station.phone?.let { SecondaryText(it) } }
    }
}

private class IndustryPreviews : PreviewParameterProvider<ScreenState<IndustryOverview>> {
    private val empty = IndustryOverview(sectors = emptyList(), parks = emptyList(), stations = emptyList())
    override val values = previewStates(empty, empty.copy(sectors = listOf(IndustryTerm(Term("sample", "Sample sector"), 2u))))
}

@Preview
@Composable
private fun IndustryPreview(@PreviewParameter(IndustryPreviews::class) state: ScreenState<IndustryOverview>) =
    PreviewTheme { IndustryScreen(state, navigate = {}) }
