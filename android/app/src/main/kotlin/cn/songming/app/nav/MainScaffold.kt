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
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelStore
import androidx.lifecycle.ViewModelStoreOwner
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import androidx.lifecycle.viewmodel.compose.viewModel
import cn.songming.app.AppContainer
import cn.songming.app.R
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.FullScreenMessage
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
    LaunchedEffect(pendingLink.value) {
        pendingLink.value?.let(backStack::openLink)
        pendingLink.value = null
    }
    val allKeys = backStack.all.mapValues { (tab, destinations) ->
        destinations.mapIndexed { depth, destination -> "$tab $depth ${destination.encode()}" }
    }
    val keys = allKeys.getValue(backStack.tab)
    LaunchedEffect(allKeys) { for (key in stores.retain(allKeys.values.flatten())) stateHolder.removeState(key) }
    val backProgress = backProgress(backStack)

    val pane = @Composable { depth: Int, navigate: (Destination) -> Unit ->
        // Each destination has its own view models and saved state, the position of its list for example.
        stateHolder.SaveableStateProvider(keys[depth]) {
            CompositionLocalProvider(LocalViewModelStoreOwner provides stores.ownerOf(keys[depth])) {
                val destination = backStack.destinations[depth]
                val navigator = Navigator(navigate = navigate, back = { backStack.leave(depth, destination) }, setConsent = onConsent)
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
                TabRail(backStack.tab, backStack::selectTab)
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
                if (backStack.current.screen.isTab) TabBar(backStack.tab, backStack::selectTab)
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

private class Tab(val screen: Screen, @StringRes val title: Int, @DrawableRes val icon: Int)

private val tabs = listOf(
    Tab(Screen.HOME, R.string.tab_home, R.drawable.tab_home),
    Tab(Screen.GOVERNMENT, R.string.tab_government, R.drawable.tab_government),
    Tab(Screen.INDUSTRY, R.string.tab_industry, R.drawable.tab_industry),
    Tab(Screen.SERVICE, R.string.tab_service, R.drawable.tab_service),
    Tab(Screen.ME, R.string.tab_me, R.drawable.tab_me),
)

@Composable
private fun TabBar(selected: Screen, onSelect: (Screen) -> Unit) {
    NavigationBar(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for (tab in tabs) {
            NavigationBarItem(
                selected = tab.screen == selected,
                onClick = { onSelect(tab.screen) },
                icon = { Icon(painter = painterResource(tab.icon), contentDescription = null) },
                label = { TabLabel(tab) },
            )
        }
    }
}

@Composable
private fun TabRail(selected: Screen, onSelect: (Screen) -> Unit) {
    NavigationRail(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for (tab in tabs) {
            NavigationRailItem(
                selected = tab.screen == selected,
                onClick = { onSelect(tab.screen) },
                icon = { Icon(painter = painterResource(tab.icon), contentDescription = null) },
                label = { TabLabel(tab) },
            )
        }
    }
}

@Composable
private fun TabLabel(tab: Tab) = Text(stringResource(tab.title), style = MaterialTheme.typography.labelMedium, maxLines = 1)
