package cn.songming.app.feed

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Done
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.ViewModel
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Catalogue
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.HiddenScope
import cn.songming.app.core.HistoryScope
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Scope
import cn.songming.app.core.pages
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.BarButton
import cn.songming.app.ui.Bare
import cn.songming.app.ui.FaultLine
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Newcomers
import cn.songming.app.ui.Notice
import cn.songming.app.ui.Onward
import cn.songming.app.ui.Opening
import cn.songming.app.ui.Pulled
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way
import cn.songming.app.ui.endPadding
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield

/** A list of items, of whatever scope; it grows towards its end, and begins as far down as `reach`. */
class ListState(private val core: Core, private val scope: Scope, reach: Int = 0) : ViewModel() {
    private val shown = MutableStateFlow<Loaded<List<ItemRow>>>(Loaded.Opening)
    private val failed = MutableStateFlow<CoreFault?>(null)
    private val pager = core.pages(scope, reach)

    /** What comes in above is news: not so in the person's own lists, which change by what they do. */
    val announces: Boolean = scope !in setOf(FavouritesScope, HistoryScope, HiddenScope)
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
                goOn()
                null
            } catch (fault: CoreFault) {
                fault
            }
            growing = false
        }
    }

    /** Until rows came or there are none: what the publisher had may have held none of this list. */
    private suspend fun goOn() {
        val before = count()
        repeat(TRIES) {
            if (!pager.more()) return
            yield()
            if (count() != before) return
        }
    }

    private fun count() = (shown.value as? Loaded.Content)?.value?.size

    fun readAll() {
        viewModelScope.launch {
            try {
                core.markAllRead(scope)
            } catch (fault: CoreFault) {
                failed.value = fault
            }
        }
    }

    private companion object {
        const val TRIES = 5
    }
}

@Composable
fun ListScreen(state: ListState, title: String, none: String, list: LazyListState, go: (Place) -> Unit, back: () -> Unit) {
    val loaded by state.state.collectAsStateWithLifecycle()
    val complaint by state.complaint.collectAsStateWithLifecycle()
    Bare(title, back, { BarButton(Icons.Default.Done, stringResource(R.string.list_read_all), state::readAll) }) {
        complaint?.let { FaultLine(it, onAgain = state::more) }
        Pulled {
            when (val now = loaded) {
                Loaded.Opening -> Opening()
                is Loaded.Fault -> FaultNotice(now.fault, state::again)
                is Loaded.Content -> Rows(now.value, none, list, state) { go(Place(Screen.ITEM, it)) }
            }
        }
    }
}

@Composable
private fun Rows(rows: List<ItemRow>, none: String, list: LazyListState, state: ListState, open: (String) -> Unit) {
    Onward(list, rows.size, state::more)
    if (rows.isEmpty()) return Notice(stringResource(R.string.list_empty), none)
    Box(Modifier.fillMaxSize()) {
        LazyColumn(
            Modifier.fillMaxSize().testTag("list"),
            list,
            contentPadding = endPadding(),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) { items(rows, { it.id }, { "story" }) { StoryRow(it, open) } }
        val newest = rows.first().id
        if (state.announces) Newcomers(newest, list) { at -> at.layoutInfo.visibleItemsInfo.any { it.key == newest } }
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
