package cn.songming.app.nav

import android.content.Context
import androidx.annotation.StringRes
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.ViewModel
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.AppContainer
import cn.songming.app.R
import cn.songming.app.alert.AlertsScreen
import cn.songming.app.alert.AlertsViewModel
import cn.songming.app.article.ItemScreen
import cn.songming.app.article.ItemViewModel
import cn.songming.app.core.CoreClient
import cn.songming.app.feed.ChannelsScreen
import cn.songming.app.feed.ChannelsViewModel
import cn.songming.app.feed.ItemListScreen
import cn.songming.app.feed.ItemListViewModel
import cn.songming.app.government.AppealFormScreen
import cn.songming.app.government.AppealFormViewModel
import cn.songming.app.government.AppealScreen
import cn.songming.app.government.AppealViewModel
import cn.songming.app.government.GovernmentScreen
import cn.songming.app.government.GovernmentViewModel
import cn.songming.app.government.GuidesScreen
import cn.songming.app.government.GuidesViewModel
import cn.songming.app.government.NoticesScreen
import cn.songming.app.government.NoticesViewModel
import cn.songming.app.home.HomeScreen
import cn.songming.app.home.HomeViewModel
import cn.songming.app.industry.IndustryPageScreen
import cn.songming.app.industry.IndustryPageViewModel
import cn.songming.app.industry.IndustryScreen
import cn.songming.app.industry.IndustryViewModel
import cn.songming.app.industry.PoliciesScreen
import cn.songming.app.industry.PoliciesViewModel
import cn.songming.app.industry.PolicyCalendarScreen
import cn.songming.app.industry.PolicyCalendarViewModel
import cn.songming.app.industry.RadarHitsScreen
import cn.songming.app.industry.RadarHitsViewModel
import cn.songming.app.industry.RadarRuleScreen
import cn.songming.app.industry.RadarRuleViewModel
import cn.songming.app.industry.RadarScreen
import cn.songming.app.industry.RadarViewModel
import cn.songming.app.listen.ListeningScreen
import cn.songming.app.me.AboutScreen
import cn.songming.app.me.AboutViewModel
import cn.songming.app.me.MeScreen
import cn.songming.app.me.OfflineScreen
import cn.songming.app.me.OfflineViewModel
import cn.songming.app.me.SourcesScreen
import cn.songming.app.me.SourcesViewModel
import cn.songming.app.me.StorageScreen
import cn.songming.app.me.StorageViewModel
import cn.songming.app.me.SubscriptionsScreen
import cn.songming.app.me.SubscriptionsViewModel
import cn.songming.app.me.TownsScreen
import cn.songming.app.me.TownsViewModel
import cn.songming.app.party.PartyScreen
import cn.songming.app.party.PartyViewModel
import cn.songming.app.party.StudyScreen
import cn.songming.app.party.StudyViewModel
import cn.songming.app.search.SearchScreen
import cn.songming.app.search.SearchViewModel
import cn.songming.app.service.ServiceScreen
import cn.songming.app.service.ServiceViewModel
import cn.songming.app.station.AccountViewModel
import cn.songming.app.station.DraftHistoryScreen
import cn.songming.app.station.DraftHistoryViewModel
import cn.songming.app.station.DraftScreen
import cn.songming.app.station.DraftViewModel
import cn.songming.app.station.LedgerScreen
import cn.songming.app.station.LedgerViewModel
import cn.songming.app.station.LoginScreen
import cn.songming.app.station.StationScreen
import cn.songming.app.station.StationViewModel
import cn.songming.app.station.SubmissionScreen
import cn.songming.app.station.SubmissionViewModel
import cn.songming.app.story.StoryScreen
import cn.songming.app.story.StoryViewModel
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.rowsToRestore
import cn.songming.core.Scope

/** What a screen can do with the back stack, also once another tab is shown, and with the consent. */
class Navigator(
    val navigate: (Destination) -> Unit,
    val back: () -> Unit,
    /** Puts another destination in the place of the screen. */
    val replace: (Destination) -> Unit,
    /** Whether it is the last destination; of two panes the left one is not. */
    val isCurrent: Boolean,
    val setConsent: (Boolean) -> Unit,
)

/** The screen of every destination. */
@Composable
fun DestinationContent(
    destination: Destination,
    container: AppContainer,
    client: CoreClient,
    displayViewModel: DisplayViewModel,
    navigator: Navigator,
) {
    val (navigate, back) = navigator.navigate to navigator.back
    val (screen, argument, title) = destination
    val optionalArgument = argument.ifEmpty { null }
    // Before the view models: after process death its position says how many rows they have to load.
    val listState = rememberLazyListState()
    when (screen) {
        Screen.HOME -> HomeScreen(viewModelOf { HomeViewModel(client) }, navigate)
        Screen.GOVERNMENT -> GovernmentScreen(viewModelOf { GovernmentViewModel(client) }, navigate)
        Screen.INDUSTRY -> IndustryScreen(viewModelOf { IndustryViewModel(client) }, navigate)
        Screen.SERVICE -> ServiceScreen(viewModelOf { ServiceViewModel(client) }, navigate)
        Screen.ME -> MeScreen(displayViewModel, viewModelOf { AccountViewModel(client) }, navigate)
        Screen.ITEM -> ItemScreen(viewModelOf { ItemViewModel(client, argument) }, navigate, back)
        Screen.STORY -> StoryScreen(viewModelOf { StoryViewModel(client, argument) }, navigate, back)
        Screen.MODULE -> ItemListDestination(client, Scope.Module(argument), title, listState, navigator)
        Screen.CHANNEL -> ItemListDestination(client, Scope.Channel(argument), title, listState, navigator)
        Screen.SOURCE -> ItemListDestination(client, Scope.Source(argument), title, listState, navigator)
        Screen.FAVOURITES -> ItemListDestination(
            client, Scope.Favourites, stringResource(R.string.me_favourites), listState, navigator, R.string.favourites_none,
        )
        Screen.HISTORY -> ItemListDestination(
            client, Scope.History, stringResource(R.string.me_history), listState, navigator, R.string.history_none,
        )
        Screen.HIDDEN -> ItemListDestination(
            client, Scope.Hidden, stringResource(R.string.me_hidden), listState, navigator, R.string.hidden_none,
        )
        Screen.SEARCH -> SearchDestination(client, argument, navigate, back)
        Screen.LISTENING -> ListeningScreen(container.player, back)
        Screen.ALERTS -> AlertsScreen(viewModelOf { AlertsViewModel(client) }, navigate, back)
        Screen.PARTY -> PartyScreen(viewModelOf { PartyViewModel(client) }, navigate, back)
        Screen.STUDY -> StudyScreen(viewModelOf { StudyViewModel(client, argument) }, argument, navigate, back)
        Screen.NOTICES -> NoticesScreen(
            viewModelOf { NoticesViewModel(client, module = argument, initialRows = listState.rowsToRestore) }, title, listState, navigate, back,
        )
        Screen.GUIDES ->
            GuidesScreen(viewModelOf { GuidesViewModel(client, initialRows = listState.rowsToRestore) }, listState, navigate, back)
        Screen.APPEAL -> AppealScreen(viewModelOf { AppealViewModel(client, argument) }, back)
        Screen.APPEAL_FORM -> AppealFormDestination(client, argument, navigate, back)
        Screen.SECTOR ->
            IndustryPageScreen(viewModelOf { IndustryPageViewModel(client, Scope.Sector(argument)) }, title, navigate, back)
        Screen.PARK ->
            IndustryPageScreen(viewModelOf { IndustryPageViewModel(client, Scope.Park(argument)) }, title, navigate, back)
        Screen.POLICIES ->
            PoliciesScreen(viewModelOf { PoliciesViewModel(client, initialRows = listState.rowsToRestore) }, listState, navigate, back)
        Screen.CALENDAR -> PolicyCalendarScreen(viewModelOf { PolicyCalendarViewModel(client) }, navigate, back)
        Screen.RADAR -> RadarScreen(viewModelOf { RadarViewModel(client) }, navigate, back)
        Screen.RADAR_HITS -> RadarHitsScreen(
            viewModelOf { RadarHitsViewModel(client, rule = optionalArgument, initialRows = listState.rowsToRestore) },
            title, listState, navigate, back,
        )
        Screen.RADAR_RULE ->
            RadarRuleScreen(viewModelOf { RadarRuleViewModel(client, optionalArgument) }, isNew = optionalArgument == null, back)
        Screen.CHANNELS -> ChannelsScreen(viewModelOf { ChannelsViewModel(client) }, navigate, back)
        Screen.STORAGE -> StorageScreen(viewModelOf { StorageViewModel(client) }, back)
        Screen.OFFLINE -> OfflineScreen(viewModelOf { OfflineViewModel(client) }, navigate, back)
        Screen.SUBSCRIPTIONS -> SubscriptionsScreen(viewModelOf { SubscriptionsViewModel(client) }, back)
        Screen.TOWNS -> TownsScreen(viewModelOf { TownsViewModel(client) }, back)
        Screen.SOURCES -> SourcesScreen(viewModelOf { SourcesViewModel(client) }, navigate, back)
        Screen.STATION -> StationScreen(viewModelOf { StationViewModel(client, container.incomingFiles) }, navigate)
        Screen.LOGIN -> LoginDestination(client, container, navigator)
        Screen.DRAFT -> DraftDestination(client, container, argument, navigator)
        Screen.DRAFT_HISTORY -> DraftHistoryScreen(viewModelOf { DraftHistoryViewModel(client, argument) }, back)
        Screen.SUBMISSION -> SubmissionScreen(viewModelOf { SubmissionViewModel(client, argument, container.incomingFiles) }, navigate, back)
        Screen.LEDGER -> LedgerScreen(viewModelOf { LedgerViewModel(client) }, back)
        Screen.ABOUT -> AboutScreen(
            viewModelOf { AboutViewModel(client) }, versionName(LocalContext.current), navigator.setConsent, back,
        )
    }
}

@Composable
private fun ItemListDestination(
    client: CoreClient,
    scope: Scope,
    title: String,
    listState: LazyListState,
    navigator: Navigator,
    @StringRes emptyText: Int = R.string.list_empty_body,
) = ItemListScreen(
    viewModel = viewModelOf { ItemListViewModel(client, scope, initialRows = listState.rowsToRestore) },
    title = title,
    emptyText = stringResource(emptyText),
    listState = listState,
    navigate = navigator.navigate,
    onBack = navigator.back,
)

/** After process death the search is repeated. */
@Composable
private fun SearchDestination(client: CoreClient, words: String, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val saved = rememberSavedText(words)
    val viewModel = viewModelOf { SearchViewModel(client, saved.text) }
    saved.current = { viewModel.words }
    SearchScreen(viewModel, navigate, onBack)
}

/** After process death the draft that was begun here is opened again, not a second one. */
@Composable
private fun AppealFormDestination(client: CoreClient, id: String, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val saved = rememberSavedText(id)
    val viewModel = viewModelOf { AppealFormViewModel(client, saved.text.ifEmpty { null }) }
    saved.current = { viewModel.draft.id.orEmpty() }
    AppealFormScreen(
        viewModel = viewModel,
        // The appeal's screen shows its number and code, or that it waits to be sent.
        onSent = { sent ->
            onBack()
            navigate(Destination(Screen.APPEAL, sent))
        },
        onBack = onBack,
    )
}

@Composable
private fun LoginDestination(client: CoreClient, container: AppContainer, navigator: Navigator) {
    val shareIsWaiting by container.shares.isWaiting.collectAsStateWithLifecycle()
    LoginScreen(viewModelOf { AccountViewModel(client) }, container.login, shareIsWaiting, container.shares::discard, navigator.navigate, navigator.back)
}

/** After process death the draft that was begun here is opened again, not a second one. */
@Composable
private fun DraftDestination(client: CoreClient, container: AppContainer, id: String, navigator: Navigator) {
    val saved = rememberSavedText(id)
    val viewModel = viewModelOf { DraftViewModel(client, saved.text.ifEmpty { null }, container.incomingFiles) }
    saved.current = { viewModel.id.orEmpty() }
    DraftScreen(
        viewModel = viewModel,
        files = container.incomingFiles,
        isCurrent = navigator.isCurrent,
        navigate = navigator.navigate,
        // The submission's screen shows how far it is.
        onSent = { navigator.replace(Destination(Screen.SUBMISSION, it)) },
        onBack = navigator.back,
    )
}

/** Text of a view model that survives process death: as it was restored, and as it is when state is saved. */
private class SavedText(val text: String) {
    var current: () -> String = { text }
}

@Composable
private fun rememberSavedText(text: String): SavedText =
    rememberSaveable(saver = Saver(save = { it.current() }, restore = ::SavedText)) { SavedText(text) }

private fun versionName(context: Context): String =
    context.packageManager.getPackageInfo(context.packageName, 0).versionName.orEmpty()

/** The view model of the current destination, made at its first composition. */
@Composable
private inline fun <reified T : ViewModel> viewModelOf(crossinline create: () -> T): T =
    viewModel(factory = viewModelFactory { initializer { create() } })
