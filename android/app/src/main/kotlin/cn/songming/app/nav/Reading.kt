package cn.songming.app.nav

import androidx.activity.compose.PredictiveBackHandler
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
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.core.Core
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Way
import kotlin.coroutines.cancellation.CancellationException

/** From this width on, what is opened stands beside where it was opened from. */
private val WIDE = 840.dp

/** The app of somebody who agreed: the tabs, and whatever is opened from them. */
@Composable
fun Reading(app: SongmingApp, core: Core, display: DisplayState, linked: MutableState<Place?>, decide: (Boolean) -> Unit) {
    val journey = rememberSaveable(saver = Journey.saver) { Journey() }
    val holder = rememberSaveableStateHolder()
    val stores = viewModel<Stores>()
    LaunchedEffect(linked.value) {
        linked.value?.let(journey::follow)
        linked.value = null
    }
    val all = journey.all.mapValues { (tab, places) -> places.mapIndexed { depth, place -> "$tab $depth ${place.written()}" } }
    val keys = all.getValue(journey.tab)
    LaunchedEffect(all) { for (gone in stores.forget(all.values.flatten())) holder.removeState(gone) }
    val leaving = leaving(journey)

    val show = @Composable { depth: Int, go: (Place) -> Unit ->
        // Each place has its own states, and keeps where its list was.
        holder.SaveableStateProvider(keys[depth]) {
            CompositionLocalProvider(LocalViewModelStoreOwner provides stores.of(keys[depth])) {
                val place = journey.places[depth]
                Shown(place, app, core, display, Way(go, { journey.leave(depth, place) }, decide))
            }
        }
    }
    // On their side phones have the camera, and some their keys.
    val sides = WindowInsets.safeDrawing.only(WindowInsetsSides.Horizontal)
    BoxWithConstraints(Modifier.fillMaxSize().windowInsetsPadding(sides)) {
        val top = journey.places.lastIndex
        if (maxWidth >= WIDE) {
            Row(Modifier.fillMaxSize()) {
                Rail(journey.tab, journey::turnTo)
                // One list of panes: a place that moves to the left takes along where its list is.
                for (depth in (top - 1).coerceAtLeast(0)..top) {
                    key(keys[depth]) {
                        val left = depth < top || top == 0
                        Box(Modifier.fillMaxHeight().then(if (left) Modifier.width(400.dp) else Modifier.weight(1f))) {
                            show(depth, if (left && top > 0) journey::goBeside else journey::go)
                        }
                        if (left) VerticalDivider(color = MaterialTheme.colorScheme.outlineVariant)
                    }
                }
                if (top == 0) {
                    Box(Modifier.weight(1f).fillMaxHeight()) {
                        Notice(stringResource(R.string.pane_empty), stringResource(R.string.pane_empty_body))
                    }
                }
            }
        } else {
            Column(Modifier.fillMaxSize()) {
                Box(Modifier.weight(1f).graphicsLayer { translationX = leaving() * size.width / 8; alpha = 1 - leaving() / 3 }) {
                    show(top, journey::go)
                }
                if (journey.here.screen.tab) Bar(journey.tab, journey::turnTo)
            }
        }
    }
}

/** How far a person has pulled the screen away, from 0 to 1; let go of, they are back. */
@Composable
private fun leaving(journey: Journey): () -> Float {
    val pulled = remember { mutableFloatStateOf(0f) }
    PredictiveBackHandler(journey.canGoBack) { progress ->
        try {
            progress.collect { pulled.floatValue = it.progress }
            journey.back()
        } catch (_: CancellationException) {
            // Pushed back to where it was.
        } finally {
            pulled.floatValue = 0f
        }
    }
    return { pulled.floatValue }
}

/** The states of every place of the journey; those of a place that was left are let go. */
class Stores : ViewModel() {
    private val owners = mutableMapOf<String, ViewModelStore>()

    fun of(key: String): ViewModelStoreOwner {
        val store = owners.getOrPut(key, ::ViewModelStore)
        return object : ViewModelStoreOwner {
            override val viewModelStore = store
        }
    }

    /** Lets go of all but these; which they were. */
    fun forget(kept: List<String>): Set<String> {
        val gone = owners.keys - kept.toSet()
        for (key in gone) owners.remove(key)?.clear()
        return gone
    }

    override fun onCleared() = owners.values.forEach(ViewModelStore::clear)
}

private val tabs = listOf(
    Triple(Screen.HOME, R.string.tab_home, R.drawable.tab_home),
    Triple(Screen.GOVERNMENT, R.string.tab_government, R.drawable.tab_government),
    Triple(Screen.INDUSTRY, R.string.tab_industry, R.drawable.tab_industry),
    Triple(Screen.SERVICE, R.string.tab_service, R.drawable.tab_service),
    Triple(Screen.ME, R.string.tab_me, R.drawable.tab_me),
)

@Composable
private fun Bar(now: Screen, onTurn: (Screen) -> Unit) {
    NavigationBar(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for ((tab, name, icon) in tabs) {
            NavigationBarItem(
                tab == now,
                { onTurn(tab) },
                { Icon(painterResource(icon), null) },
                label = { Text(stringResource(name), style = MaterialTheme.typography.labelMedium, maxLines = 1) },
            )
        }
    }
}

@Composable
private fun Rail(now: Screen, onTurn: (Screen) -> Unit) {
    NavigationRail(containerColor = MaterialTheme.colorScheme.surfaceContainer) {
        for ((tab, name, icon) in tabs) {
            NavigationRailItem(
                tab == now,
                { onTurn(tab) },
                { Icon(painterResource(icon), null) },
                label = { Text(stringResource(name), style = MaterialTheme.typography.labelMedium, maxLines = 1) },
            )
        }
    }
}
