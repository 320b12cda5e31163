package cn.songming.app.me

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
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
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

/** 订阅: what the front page has sections of, and in which order. */
class SubscriptionsState(core: Core) : Question<List<HomeEntry>>(core) {
    override suspend fun answer(): List<HomeEntry> = core.arrangement()

    fun shown(all: List<HomeEntry>, one: HomeEntry) = arrange(all.map { if (it == one) it.copy(shown = !it.shown) else it })

    fun muted(all: List<HomeEntry>, one: HomeEntry) = arrange(all.map { if (it == one) it.copy(muted = !it.muted) else it })

    fun up(all: List<HomeEntry>, index: Int) = arrange(all.toMutableList().apply { add(index - 1, removeAt(index)) })

    private fun arrange(all: List<HomeEntry>) =
        act { core.setArrangement(all.map { HomeChoice(it.family, it.code, it.shown, it.muted) }) }
}

@Composable
fun SubscriptionsScreen(state: SubscriptionsState, back: () -> Unit) {
    Framed(stringResource(R.string.subscriptions_title), state, back, "subscriptions") { all ->
        item { Quiet(stringResource(R.string.subscriptions_body), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(20.dp)) }
        itemsIndexed(all, { _, one -> "${one.family} ${one.code}" }) { index, one ->
            Way(one.name, beside = {
                val up = stringResource(R.string.subscriptions_up, one.name)
                IconButton({ state.up(all, index) }, enabled = index > 0) { Icon(Icons.Default.KeyboardArrowUp, up) }
            }) {
                Row(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
                    FilterChip(one.shown, { state.shown(all, one) }, { Text(stringResource(R.string.subscriptions_shown)) })
                    FilterChip(one.muted, { state.muted(all, one) }, { Text(stringResource(R.string.subscriptions_muted)) })
                }
            }
        }
    }
}

/** 信源: feeds of other sites, by their address. */
class SourcesState(core: Core) : Question<List<Source>>(core) {
    override suspend fun answer(): List<Source> = core.sources()

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.SOURCES || change == Change.ITEMS

    fun add(address: String, added: () -> Unit) = act(added) { core.addSource(address.trim()) }

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
        // The publisher comes first, and stays.
        itemsIndexed(sources, { _, one -> one.id }) { index, one ->
            Way(one.title, one.address, { go(Place(Screen.SOURCE, one.id, one.title)) }, beside = {
                val remove = stringResource(R.string.sources_remove, one.title)
                if (index > 0) IconButton({ state.remove(one.id) }) { Icon(Icons.Default.Delete, remove) }
            })
        }
    }
}
