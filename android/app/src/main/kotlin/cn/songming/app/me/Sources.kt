package cn.songming.app.me

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.FilterChip
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.HomeChoice
import cn.songming.app.core.HomeEntry
import cn.songming.app.core.Source
import cn.songming.app.core.sound
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** 订阅: what the front page has sections of, and in which order. */
class SubscriptionsState(core: Core) : Question<List<HomeEntry>>(core) {
    override suspend fun answer(): List<HomeEntry> = core.arrangement()

    fun shown(one: HomeEntry) = change(one) { all, at -> all[at] = all[at].copy(shown = !all[at].shown) }

    fun muted(one: HomeEntry) = change(one) { all, at -> all[at] = all[at].copy(muted = !all[at].muted) }

    fun up(one: HomeEntry) = change(one) { all, at -> if (at > 0) all.add(at - 1, all.removeAt(at)) }

    /** From what is so now: a second tap may come before the first is on the screen. */
    private fun change(one: HomeEntry, how: (MutableList<HomeEntry>, Int) -> Unit) = act {
        changing.withLock {
            val all = core.arrangement().toMutableList()
            val at = all.indexOfFirst { it.family == one.family && it.code == one.code }
            if (at >= 0) how(all, at)
            core.setArrangement(all.map { HomeChoice(it.family, it.code, it.shown, it.muted) })
        }
    }

    private val changing = Mutex()
}

@Composable
fun SubscriptionsScreen(state: SubscriptionsState, back: () -> Unit) {
    Framed(stringResource(R.string.subscriptions_title), state, back, "subscriptions") { all ->
        item { Quiet(stringResource(R.string.subscriptions_body), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(20.dp)) }
        itemsIndexed(all, { _, one -> "${one.family} ${one.code}" }) { index, one ->
            Way(one.name, beside = {
                val up = stringResource(R.string.subscriptions_up, one.name)
                IconButton({ state.up(one) }, enabled = index > 0) { Icon(Icons.Default.KeyboardArrowUp, up) }
            }) {
                Row(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
                    FilterChip(one.shown, { state.shown(one) }, { Text(stringResource(R.string.subscriptions_shown)) })
                    FilterChip(one.muted, { state.muted(one) }, { Text(stringResource(R.string.subscriptions_muted)) })
                }
            }
        }
    }
}

/** 信源: feeds of other sites, by their address. */
class SourcesState(core: Core) : Question<List<Source>>(core) {
    override suspend fun answer(): List<Source> = core.sources()

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.SOURCES || change == Change.ITEMS

    fun add(address: String, added: () -> Unit) = act(added) { core.addSource(address.sound()) }

    fun remove(id: String) = act { core.removeSource(id) }
}

@Composable
fun SourcesScreen(state: SourcesState, go: (Place) -> Unit, back: () -> Unit) {
    var address by rememberSaveable { mutableStateOf("") }
    val wide = Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    Framed(stringResource(R.string.sources_title), state, back, "sources") { sources ->
        item {
            OutlinedTextField(
                address, { address = it }, wide.testTag("address"),
                label = { Text(stringResource(R.string.sources_address)) }, singleLine = true,
                keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Uri),
            )
            FilledTonalButton({ state.add(address) { address = "" } }, wide.heightIn(min = 56.dp)) {
                Text(stringResource(R.string.sources_add))
            }
        }
        items(sources, { it.id }) { one ->
            Way(one.title, one.address, { go(Place(Screen.SOURCE, one.id, one.title)) }, beside = {
                val remove = stringResource(R.string.sources_remove, one.title)
                if (one.removable) IconButton({ state.remove(one.id) }) { Icon(Icons.Default.Delete, remove) }
            }) {
                val never = stringResource(R.string.sources_never)
                Quiet(if (one.succeededText.isEmpty()) never else stringResource(R.string.home_updated, one.succeededText))
            }
        }
    }
}
