package cn.songming.app.nav

import androidx.activity.compose.PredictiveBackHandler
import androidx.annotation.DrawableRes
import androidx.annotation.StringRes
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.WindowInsetsSides
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.only
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.NavigationRail
import androidx.compose.material3.NavigationRailItem
import androidx.compose.material3.Text
import androidx.compose.material3.VerticalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.MutableState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.AppContainer
import cn.songming.app.R
import cn.songming.app.core.CoreClient
import cn.songming.app.station.AccountViewModel
import cn.songming.app.station.isClerk
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.FullScreenMessage
import cn.songming.app.ui.LocalOpenLogin
import cn.songming.app.ui.UiState
import cn.songming.app.ui.contentOrNull
import kotlin.coroutines.cancellation.CancellationException

/** From this width on, two panes are shown: the current destination, and beside it the one it was opened from. */
private val TWO_PANE_WIDTH = 840.dp

/** The tabs, and the current destination of the back stack. */
@Composable
fun MainScaffold(
    container: AppContainer,
    client: CoreClient,
    displayViewModel: DisplayViewModel,
    pendingLink: MutableState<Destination?>,
    onConsent: (Boolean) -> Unit,
) {
    val backStack = rememberSaveable(saver = BackStack.saver) { BackStack() }
    val stateHolder = rememberSaveableStateHolder()
    val stores = viewModel<DestinationStores>()
    val accountViewModel = viewModel<AccountViewModel>(factory = viewModelFactory { initializer { AccountViewModel(client) } })
    val account by accountViewModel.content.uiState.collectAsStateWithLifecycle()
    // Until it is read the tabs are those of the last time, and nothing is opened that could belong into a tab of a clerk.
    val accountIsKnown = account != UiState.Loading
    var isClerk by rememberSaveable { mutableStateOf(backStack.tab == Screen.STATION) }
    val tabs = remember(isClerk) { tabsOf(isClerk) }
    LaunchedEffect(account) {
        val read = account.contentOrNull ?: return@LaunchedEffect
        isClerk = read.isClerk
        backStack.setTabs(tabsOf(read.isClerk))
    }
    val share by container.shares.destination.collectAsStateWithLifecycle()
    LaunchedEffect(share, accountIsKnown) {
        if (!accountIsKnown) return@LaunchedEffect
        share?.let {
            backStack.navigate(it)
            container.shares.opened(it)
        }
    }
    LaunchedEffect(pendingLink.value, accountIsKnown) {
        if (!accountIsKnown) return@LaunchedEffect
        pendingLink.value?.let(backStack::openLink)
        pendingLink.value = null
    }
    val allKeys = backStack.all.mapValues { (tab, destinations) ->
        destinations.mapIndexed { depth, destination -> "$tab $depth ${destination.encode()}" }
    }
    val keys = allKeys.getValue(backStack.tab)
    LaunchedEffect(allKeys) { for (key in stores.retain(allKeys.values.flatten())) stateHolder.removeState(key) }
    val backProgress = backProgress(backStack)

    val openLogin = remember(backStack) { { backStack.navigate(Destination(Screen.LOGIN)) } }
    val pane = @Composable { depth: Int, navigate: (Destination) -> Unit ->
        // Each destination has its own view models and saved state, the position of its list for example.
        stateHolder.SaveableStateProvider(keys[depth]) {
            CompositionLocalProvider(
                LocalViewModelStoreOwner provides stores.ownerOf(keys[depth]),
                LocalOpenLogin provides openLogin,
            ) {
                val destination = backStack.destinations[depth]
                val tab = backStack.tab
                val navigator = Navigator(
                    navigate = navigate,
                    back = { backStack.leave(tab, depth, destination) },
                    replace = { backStack.replace(tab, depth, destination, it) },
                    isCurrent = depth == backStack.destinations.lastIndex,
                    setConsent = onConsent,
                )
                DestinationContent(destination, container, client, displayViewModel, navigator)
            }
        }
    }
    // In landscape a camera or navigation buttons can be at the sides.
    val sides = WindowInsets.safeDrawing.only(WindowInsetsSides.Horizontal)
    BoxWithConstraints(Modifier.fillMaxSize().windowInsetsPadding(sides)) {
        val top = backStack.destinations.lastIndex
        if (maxWidth >= TWO_PANE_WIDTH) {
            Row(Modifier.fillMaxSize()) {
                TabRail(tabs, backStack.tab, backStack::selectTab)
                // One keyed loop for both panes: a destination that moves to the left one keeps its state.
                for (depth in (top - 1).coerceAtLeast(0)..top) {
                    key(keys[depth]) {
                        val left = depth < top || top == 0
                        Box(Modifier.fillMaxHeight().then(if (left) Modifier.width(400.dp) else Modifier.weight(1f))) {
                            pane(depth, if (left && top > 0) backStack::navigateBeside else backStack::navigate)
                        }
                        if (left) VerticalDivider(color = MaterialTheme.colorScheme.outlineVariant)
                    }
                }
                if (top == 0) {
                    Box(Modifier.weight(1f).fillMaxHeight()) {
                        FullScreenMessage(title = stringResource(R.string.pane_empty), body = stringResource(R.string.pane_empty_body))
                    }
                }
            }
        } else {
            Column(Modifier.fillMaxSize()) {
                val leaving = Modifier.graphicsLayer {
                    translationX = backProgress() * size.width / 8
                    alpha = 1 - backProgress() / 3
                }
                Box(Modifier.weight(1f).then(leaving)) { pane(top, backStack::navigate) }
                if (backStack.current.screen.isTab) TabBar(tabs, backStack.tab, backStack::selectTab)
            }
        }
    }
}

/** The progress of a back gesture from 0 to 1. A finished gesture goes back, a cancelled one returns to 0. */
@Composable
private fun backProgress(backStack: BackStack): () -> Float {
    val current = remember { mutableFloatStateOf(0f) }
    PredictiveBackHandler(enabled = backStack.canGoBack) { events ->
        try {
            events.collect { current.floatValue = it.progress }
            backStack.goBack()
        } catch (_: CancellationException) {
            // The gesture was cancelled: the destination stays.
        } finally {
            current.floatValue = 0f
        }
    }
    return { current.floatValue }
}

/** The view models of every destination on the back stack. They survive rotation, and are cleared when it is left. */
class DestinationStores : ViewModel() {
    private val stores = mutableMapOf<String, ViewModelStore>()

    fun ownerOf(key: String): ViewModelStoreOwner {
        val store = stores.getOrPut(key, ::ViewModelStore)
        return object : ViewModelStoreOwner {
            override val viewModelStore = store
        }
    }

    /** Clears the stores of all other keys, and returns these keys. */
    fun retain(keys: List<String>): Set<String> {
        val removed = stores.keys - keys.toSet()
        for (key in removed) stores.remove(key)?.clear()
        return removed
    }

    override fun onCleared() = stores.values.forEach(ViewModelStore::clear)
}

private class TabItem(@StringRes val title: Int, @DrawableRes val icon: Int)

private val tabItems = mapOf(
    Screen.HOME to TabItem(R.string.tab_home, R.drawable.tab_home),
    Screen.GOVERNMENT to TabItem(R.string.tab_government, R.drawable.tab_government),
    Screen.INDUSTRY to TabItem(R.string.tab_industry, R.drawable.tab_industry),
    Screen.STATION to TabItem(R.string.tab_station, R.drawable.tab_station),
    Screen.SERVICE to TabItem(R.string.tab_service, R.drawable.tab_service),
    Screen.ME to TabItem(R.string.tab_me, R.drawable.tab_me),
)

@Composable
private fun TabBar(tabs: List<Screen>, selected: Screen, onSelect: (Screen) -> Unit) {
    NavigationBar(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for (tab in tabs) {
            val item = tabItems.getValue(tab)
            NavigationBarItem(
                selected = tab == selected,
                onClick = { onSelect(tab) },
                icon = { Icon(painter = painterResource(item.icon), contentDescription = null) },
                label = { TabLabel(item) },
            )
        }
    }
}

@Composable
private fun TabRail(tabs: List<Screen>, selected: Screen, onSelect: (Screen) -> Unit) {
    NavigationRail(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for (tab in tabs) {
            val item = tabItems.getValue(tab)
            NavigationRailItem(
                selected = tab == selected,
                onClick = { onSelect(tab) },
                icon = { Icon(painter = painterResource(item.icon), contentDescription = null) },
                label = { TabLabel(item) },
            )
        }
    }
}

@Composable
private fun TabLabel(item: TabItem) = Text(stringResource(item.title), style = MaterialTheme.typography.labelMedium, maxLines = 1)
