package cn.songming.app.nav

import androidx.annotation.StringRes
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.alert.AlertsScreen
import cn.songming.app.alert.AlertsState
import cn.songming.app.article.ItemScreen
import cn.songming.app.article.ItemState
import cn.songming.app.core.ChannelScope
import cn.songming.app.core.Core
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.HiddenScope
import cn.songming.app.core.HistoryScope
import cn.songming.app.core.ModuleScope
import cn.songming.app.core.Scope
import cn.songming.app.core.SourceScope
import cn.songming.app.feed.ChannelsScreen
import cn.songming.app.feed.ChannelsState
import cn.songming.app.feed.ListScreen
import cn.songming.app.feed.ListState
import cn.songming.app.government.AppealPageState
import cn.songming.app.government.AppealScreen
import cn.songming.app.government.GovernmentScreen
import cn.songming.app.government.GovernmentState
import cn.songming.app.government.GuidesScreen
import cn.songming.app.government.GuidesState
import cn.songming.app.government.NoticesScreen
import cn.songming.app.government.NoticesState
import cn.songming.app.government.WriteAppealScreen
import cn.songming.app.government.WriteAppealState
import cn.songming.app.home.HomeScreen
import cn.songming.app.home.HomeState
import cn.songming.app.industry.CalendarScreen
import cn.songming.app.industry.CalendarState
import cn.songming.app.industry.HitsScreen
import cn.songming.app.industry.HitsState
import cn.songming.app.industry.IndustryPageScreen
import cn.songming.app.industry.IndustryPageState
import cn.songming.app.industry.IndustryScreen
import cn.songming.app.industry.IndustryState
import cn.songming.app.industry.PoliciesScreen
import cn.songming.app.industry.PoliciesState
import cn.songming.app.industry.RadarScreen
import cn.songming.app.industry.RadarScreenState
import cn.songming.app.industry.RuleScreen
import cn.songming.app.industry.RuleState
import cn.songming.app.listen.ListenScreen
import cn.songming.app.me.AboutScreen
import cn.songming.app.me.AboutState
import cn.songming.app.me.MeScreen
import cn.songming.app.me.OfflineScreen
import cn.songming.app.me.OfflineState
import cn.songming.app.me.SourcesScreen
import cn.songming.app.me.SourcesState
import cn.songming.app.me.StorageScreen
import cn.songming.app.me.StorageState
import cn.songming.app.me.SubscriptionsScreen
import cn.songming.app.me.SubscriptionsState
import cn.songming.app.me.TownsScreen
import cn.songming.app.me.TownsState
import cn.songming.app.party.PartyScreen
import cn.songming.app.party.PartyState
import cn.songming.app.party.StudyScreen
import cn.songming.app.party.StudyState
import cn.songming.app.search.SearchScreen
import cn.songming.app.search.SearchState
import cn.songming.app.service.ServiceScreen
import cn.songming.app.service.ServiceState
import cn.songming.app.story.StoryScreen
import cn.songming.app.story.StoryState
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.reach

/** The ways out of a screen. */
class Way(val go: (Place) -> Unit, val back: () -> Unit, val decide: (Boolean) -> Unit)

/** Every place's screen: the one list of them. */
@Composable
fun Shown(place: Place, app: SongmingApp, core: Core, display: DisplayState, way: Way) {
    val (go, back) = way.go to way.back
    val (screen, about, name) = place
    val some = about.ifEmpty { null }
    // Before the states are made: after a killed process it says how far they have to read.
    val list = rememberLazyListState()
    when (screen) {
        Screen.HOME -> HomeScreen(kept { HomeState(core) }, go)
        Screen.GOVERNMENT -> GovernmentScreen(kept { GovernmentState(core) }, go)
        Screen.INDUSTRY -> IndustryScreen(kept { IndustryState(core) }, go)
        Screen.SERVICE -> ServiceScreen(kept { ServiceState(core) }, go)
        Screen.ME -> MeScreen(display, go)
        Screen.ITEM -> ItemScreen(kept { ItemState(core, about) }, go, back)
        Screen.STORY -> StoryScreen(kept { StoryState(core, about) }, go, back)
        Screen.MODULE -> Listed(core, ModuleScope(about), name, list, way)
        Screen.CHANNEL -> Listed(core, ChannelScope(about), name, list, way)
        Screen.SOURCE -> Listed(core, SourceScope(about), name, list, way)
        Screen.FAVOURITES -> Listed(core, FavouritesScope, stringResource(R.string.me_favourites), list, way, R.string.favourites_none)
        Screen.HISTORY -> Listed(core, HistoryScope, stringResource(R.string.me_history), list, way, R.string.history_none)
        Screen.HIDDEN -> Listed(core, HiddenScope, stringResource(R.string.me_hidden), list, way, R.string.hidden_none)
        Screen.SEARCH -> Searched(core, about, go, back)
        Screen.LISTENING -> ListenScreen(app.session.reader, back)
        Screen.ALERTS -> AlertsScreen(kept { AlertsState(core) }, go, back)
        Screen.PARTY -> PartyScreen(kept { PartyState(core) }, go, back)
        Screen.STUDY -> StudyScreen(kept { StudyState(core, about) }, about, go, back)
        Screen.NOTICES -> NoticesScreen(kept { NoticesState(core, about, list.reach) }, name, list, go, back)
        Screen.GUIDES -> GuidesScreen(kept { GuidesState(core, list.reach) }, list, go, back)
        Screen.APPEAL -> AppealScreen(kept { AppealPageState(core, about) }, back)
        Screen.WRITE_APPEAL -> Writing(core, about, go, back)
        Screen.SECTOR, Screen.PARK -> IndustryPageScreen(kept { IndustryPageState(core, screen, about) }, name, go, back)
        Screen.POLICIES -> PoliciesScreen(kept { PoliciesState(core, list.reach) }, list, go, back)
        Screen.CALENDAR -> CalendarScreen(kept { CalendarState(core) }, go, back)
        Screen.RADAR -> RadarScreen(kept { RadarScreenState(core) }, go, back)
        Screen.HITS -> HitsScreen(kept { HitsState(core, some, list.reach) }, name, list, go, back)
        Screen.RULE -> RuleScreen(kept { RuleState(core, some) }, some == null, back)
        Screen.CHANNELS -> ChannelsScreen(kept { ChannelsState(core) }, go, back)
        Screen.STORAGE -> StorageScreen(kept { StorageState(core) }, back)
        Screen.OFFLINE -> OfflineScreen(kept { OfflineState(core) }, go, back)
        Screen.SUBSCRIPTIONS -> SubscriptionsScreen(kept { SubscriptionsState(core) }, back)
        Screen.TOWNS -> TownsScreen(kept { TownsState(core) }, back)
        Screen.SOURCES -> SourcesScreen(kept { SourcesState(core) }, go, back)
        Screen.ABOUT -> AboutScreen(kept { AboutState(core) }, versionOf(LocalContext.current), app.session.syncing, way.decide, back)
    }
}

@Composable
private fun Listed(core: Core, scope: Scope, title: String, list: LazyListState, way: Way, @StringRes none: Int = R.string.list_empty_body) =
    ListScreen(kept { ListState(core, scope, list.reach) }, title, stringResource(none), list, way.go, way.back)

/** What was looked for is looked for again after the process was killed. */
@Composable
private fun Searched(core: Core, about: String, go: (Place) -> Unit, back: () -> Unit) {
    val last = rememberLast(about)
    val state = kept { SearchState(core, last.word) }
    last.now = { state.words }
    SearchScreen(state, go, back)
}

/** A draft that was begun here is the same one after the process was killed. */
@Composable
private fun Writing(core: Core, about: String, go: (Place) -> Unit, back: () -> Unit) {
    val last = rememberLast(about)
    val state = kept { WriteAppealState(core, last.word.ifEmpty { null }) }
    last.now = { state.draft.id.orEmpty() }
    // What was sent shows its number and code, or that it waits.
    WriteAppealScreen(state, { sent ->
        back()
        go(Place(Screen.APPEAL, sent))
    }, back)
}

/** A word of a state's that outlives the process: as it was, and as it is at the moment when it is kept. */
private class Last(val word: String) {
    var now: () -> String = { word }
}

@Composable
private fun rememberLast(word: String): Last = rememberSaveable(saver = Saver({ it.now() }, ::Last)) { Last(word) }

private fun versionOf(context: android.content.Context): String =
    context.packageManager.getPackageInfo(context.packageName, 0).versionName.orEmpty()

/** A state that lives as long as its place does, through rotation. */
@Composable
private inline fun <reified T : ViewModel> kept(crossinline make: () -> T): T =
    viewModel(factory = viewModelFactory { initializer { make() } })
