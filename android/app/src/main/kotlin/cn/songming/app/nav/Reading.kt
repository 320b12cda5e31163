package cn.songming.app.nav

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.AccountBox
import androidx.compose.material.icons.filled.Build
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Place
import androidx.compose.material3.Icon
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.R
import cn.songming.app.article.ArticleScreen
import cn.songming.app.article.ArticleState
import cn.songming.app.core.Core
import cn.songming.app.core.ParkScope
import cn.songming.app.core.SectorScope
import cn.songming.app.government.GovernmentScreen
import cn.songming.app.government.GovernmentState
import cn.songming.app.government.GuideScreen
import cn.songming.app.government.GuideState
import cn.songming.app.home.HomeScreen
import cn.songming.app.home.HomeState
import cn.songming.app.industry.IndustryPageScreen
import cn.songming.app.industry.IndustryPageState
import cn.songming.app.industry.IndustryScreen
import cn.songming.app.industry.IndustryState
import cn.songming.app.industry.RadarScreen
import cn.songming.app.industry.RadarScreenState
import cn.songming.app.industry.RuleScreen
import cn.songming.app.industry.RuleState
import cn.songming.app.me.MeScreen
import cn.songming.app.me.MeState
import cn.songming.app.me.OwnListScreen
import cn.songming.app.me.OwnListState
import cn.songming.app.party.PartyScreen
import cn.songming.app.party.PartyState
import cn.songming.app.party.StudyScreen
import cn.songming.app.party.StudyState
import cn.songming.app.search.SearchScreen
import cn.songming.app.search.SearchState
import cn.songming.app.service.ServiceScreen
import cn.songming.app.service.ServiceState

/** The app of somebody who agreed: the tabs, and whatever is opened from them. */
@Composable
fun Reading(core: Core, home: HomeState) {
    val journey = rememberSaveable(saver = Journey.saver) { Journey() }
    val places = rememberSaveableStateHolder()
    BackHandler(journey.canGoBack, journey::back)
    val here = journey.here
    Column(Modifier.fillMaxSize()) {
        Box(Modifier.weight(1f)) {
            // Each place keeps where its list was.
            places.SaveableStateProvider(here.toString()) { Shown(here, core, home, journey) }
        }
        if (here is Place.Tab) Tabs(here.tab, journey::turnTo)
    }
}

@Composable
private fun Shown(place: Place, core: Core, home: HomeState, journey: Journey) {
    val open = { id: String -> journey.go(Place.Article(id)) }
    val guide = { id: String -> journey.go(Place.Guide(id)) }
    val back = journey::back
    when (place) {
        is Place.Tab -> when (place.tab) {
            Tabs.HOME -> HomeScreen(home, open, { journey.go(Place.Search) }, { journey.go(Place.Party) })
            Tabs.GOVERNMENT -> GovernmentScreen(kept("government") { GovernmentState(core) }, guide, open)
            Tabs.INDUSTRY -> IndustryScreen(
                kept("industry") { IndustryState(core) },
                { journey.go(Place.Sector(it)) },
                { journey.go(Place.Park(it)) },
                { journey.go(Place.Radar) },
            )
            Tabs.SERVICE -> ServiceScreen(kept("service") { ServiceState(core) }, open)
            Tabs.ME -> MeScreen(kept("me") { MeState(core) }) { journey.go(Place.Listed(it)) }
        }
        is Place.Article -> ArticleScreen(kept("$place") { ArticleState(core, place.id) }, back)
        is Place.Study -> StudyScreen(kept("$place") { StudyState(core, place.series) }, place.series, open, back)
        is Place.Guide -> GuideScreen(kept("$place") { GuideState(core, place.id) }, back)
        is Place.Sector ->
            IndustryPageScreen(kept("$place") { IndustryPageState(core, SectorScope(place.code)) }, open, guide, back)
        is Place.Park ->
            IndustryPageScreen(kept("$place") { IndustryPageState(core, ParkScope(place.code)) }, open, guide, back)
        is Place.Listed -> OwnListScreen(kept("$place") { OwnListState(core, place.what) }, place.what, open, back)
        Place.Search -> SearchScreen(kept("search") { SearchState(core) }, open, back)
        Place.Party -> PartyScreen(kept("party") { PartyState(core) }, { journey.go(Place.Study(it)) }, open, back)
        Place.Radar -> RadarScreen(kept("radar") { RadarScreenState(core) }, { journey.go(Place.Rule) }, back)
        Place.Rule -> RuleScreen(kept("rule") { RuleState(core) }, back, back)
    }
}

/** A state that lives as long as the activity does, through rotation. */
@Composable
private inline fun <reified T : ViewModel> kept(key: String, crossinline make: () -> T): T =
    viewModel(key = key, factory = viewModelFactory { initializer { make() } })

private val tabs = listOf(
    Triple(Tabs.HOME, R.string.tab_home, Icons.Default.Home),
    Triple(Tabs.GOVERNMENT, R.string.tab_government, Icons.Default.Info),
    Triple(Tabs.INDUSTRY, R.string.tab_industry, Icons.Default.Build),
    Triple(Tabs.SERVICE, R.string.tab_service, Icons.Default.Place),
    Triple(Tabs.ME, R.string.tab_me, Icons.Default.AccountBox),
)

@Composable
private fun Tabs(now: Tabs, onTurn: (Tabs) -> Unit) {
    NavigationBar {
        for ((tab, name, icon: ImageVector) in tabs) {
            NavigationBarItem(
                selected = tab == now,
                onClick = { onTurn(tab) },
                icon = { Icon(icon, null) },
                label = { Text(stringResource(name)) },
            )
        }
    }
}
