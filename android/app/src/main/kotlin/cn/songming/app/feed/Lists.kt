package cn.songming.app.feed

import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Done
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.derivedStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.lifecycle.ViewModel
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Catalogue
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Scope
import cn.songming.app.core.pages
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.endPadding
import cn.songming.app.ui.Bare
import cn.songming.app.ui.BarButton
import cn.songming.app.ui.FaultLine
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Opening
import cn.songming.app.ui.Pulled
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** A list of items, of whatever scope; it grows towards its end. */
class ListState(private val core: Core, private val scope: Scope) : ViewModel() {
    private val shown = MutableStateFlow<Loaded<List<ItemRow>>>(Loaded.Opening)
    private val failed = MutableStateFlow<CoreFault?>(null)
    private val pager = core.pages(scope)
    private var growing = false

    val state: StateFlow<Loaded<List<ItemRow>>> by lazy {
        again()
        shown
    }

    /** Why the list does not go on; what is there stays. */
    val complaint: StateFlow<CoreFault?> = failed

    fun again() {
        viewModelScope.launch {
            try {
                pager.items.collect { shown.value = Loaded.Content(it) }
            } catch (fault: CoreFault) {
                if (shown.value !is Loaded.Content) shown.value = Loaded.Fault(fault)
            }
        }
    }

    /** The end is near. */
    fun more() {
        if (growing) return
        growing = true
        viewModelScope.launch {
            failed.value = try {
                pager.more()
                null
            } catch (fault: CoreFault) {
                fault
            }
            growing = false
        }
    }

    fun readAll() {
        viewModelScope.launch {
            try {
                core.markAllRead(scope)
            } catch (fault: CoreFault) {
                failed.value = fault
            }
        }
    }
}

@Composable
fun ListScreen(state: ListState, title: String, go: (Place) -> Unit, back: () -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    val complaint by state.complaint.collectAsStateWithLifecycle()
    Bare(title, back, { BarButton(Icons.Default.Done, stringResource(R.string.list_read_all), state::readAll) }) {
        complaint?.let { FaultLine(it) }
        Pulled {
            when (val now = loaded) {
                Loaded.Opening -> Opening()
                is Loaded.Fault -> FaultNotice(now.fault, state::again)
                is Loaded.Content -> Rows(now.value, state::more) { go(Place(Screen.ITEM, it)) }
            }
        }
    }
}

/** Rows from the end at which the next page is asked for. */
private const val AHEAD = 10

@Composable
private fun Rows(rows: List<ItemRow>, more: () -> Unit, open: (String) -> Unit) {
    val list = rememberLazyListState()
    val near by remember { derivedStateOf { list.layoutInfo.run { (visibleItemsInfo.lastOrNull()?.index ?: 0) + AHEAD >= totalItemsCount } } }
    LaunchedEffect(near, rows.size) { if (near) more() }
    if (rows.isEmpty()) {
        Notice(stringResource(R.string.list_empty), stringResource(R.string.list_empty_body))
    } else {
        LazyColumn(
            Modifier.fillMaxSize().testTag("list"),
            list,
            contentPadding = endPadding(),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) { items(rows, { it.id }, { "story" }) { StoryRow(it, open) } }
    }
}

/** 频道: all that the publisher has. */
class ChannelsState(core: Core) : Question<Catalogue>(core) {
    override suspend fun answer(): Catalogue = core.catalogue()
}

@Composable
fun ChannelsScreen(state: ChannelsState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.channels_title), state, back, "channels") { catalogue ->
        items(catalogue.channels, { "channel ${it.code}" }) { Way(it.name, onGo = { go(Place(Screen.CHANNEL, it.code, it.name)) }) }
    }
}
