package cn.songming.app.me

import android.text.format.Formatter
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.KeptItem
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.Offline
import cn.songming.app.core.Retention
import cn.songming.app.core.Storage
import cn.songming.app.core.Traffic
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Card
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Framed
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

/** What is on the phone, and what was sent and received since the app was opened. */
data class StoragePage(val storage: Storage, val traffic: Traffic)

/** 存储与流量. */
class StorageState(core: Core) : Question<StoragePage>(core) {
    override suspend fun answer() = StoragePage(core.storage(), core.traffic())

    fun retain(retention: Retention) = act { core.setRetention(retention) }

    fun clearPictures() = act { core.clearPictures() }
}

private val days = listOf(7u, 30u, 90u)
private val megabytes = listOf(50u, 200u, 500u)

@Composable
fun StorageScreen(state: StorageState, back: () -> Unit) {
    val context = LocalContext.current
    val size = { bytes: ULong -> Formatter.formatShortFileSize(context, bytes.toLong()) }
    Framed(stringResource(R.string.storage_title), state, back, "storage") { (storage, traffic) ->
        item {
            Card(Modifier.padding(16.dp)) {
                Fact(stringResource(R.string.storage_text), stringResource(R.string.storage_items, storage.items.toInt(), size(storage.textBytes)))
                Fact(
                    stringResource(R.string.storage_picture),
                    stringResource(R.string.storage_pictures, storage.pictures.toInt(), size(storage.pictureBytes)),
                )
                Fact(
                    stringResource(R.string.storage_document),
                    stringResource(R.string.storage_documents, storage.documents.toInt(), size(storage.documentBytes)),
                )
                Fact(stringResource(R.string.storage_search), size(storage.searchBytes))
                Fact(stringResource(R.string.storage_own), size(storage.ownBytes))
            }
            Card(Modifier.padding(horizontal = 16.dp)) {
                Fact(stringResource(R.string.traffic_received), size(traffic.received))
                Fact(stringResource(R.string.traffic_sent), size(traffic.sent))
                Fact(stringResource(R.string.traffic_requests), traffic.requests.toString())
            }
        }
        item { Limits(storage.retention, state) }
        item {
            FilledTonalButton(
                state::clearPictures,
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 16.dp).heightIn(min = 56.dp),
            ) { Text(stringResource(R.string.storage_clear)) }
        }
    }
}

@Composable
private fun Limits(retention: Retention, state: StorageState) {
    val named = (days + retention.days).distinct().sorted().associateBy { it.toString() }
    Chips(
        stringResource(R.string.storage_days),
        named.keys.map { it to stringResource(R.string.storage_for, it.toInt()) },
        listOf(retention.days.toString()),
    ) { code -> named[code]?.let { state.retain(retention.copy(days = it)) } }
    val sized = (megabytes + retention.pictureMegabytes).distinct().sorted().associateBy { it.toString() }
    Chips(
        stringResource(R.string.storage_limit),
        sized.keys.map { it to stringResource(R.string.storage_megabytes, it.toInt()) },
        listOf(retention.pictureMegabytes.toString()),
    ) { code -> sized[code]?.let { state.retain(retention.copy(pictureMegabytes = it)) } }
}

/** 离线保存: what the person keeps. */
class OfflineState(core: Core) : Question<List<Offline>>(core) {
    override suspend fun answer(): List<Offline> = core.allOffline()

    fun drop(one: Offline) = act { core.keepOffline(one.what, false) }
}

@Composable
fun OfflineScreen(state: OfflineState, go: (Place) -> Unit, back: () -> Unit) {
    Framed(stringResource(R.string.me_offline), state, back, "offline") { kept ->
        if (kept.isEmpty()) item { NoticePart(stringResource(R.string.offline_none), stringResource(R.string.offline_none_body)) }
        items(kept, { it.what.toString() }) { one ->
            val place = when (val what = one.what) {
                is KeptItem -> Place(Screen.ITEM, what.id)
                is KeptSeries -> Place(Screen.STUDY, what.name)
            }
            Way(one.title, stringResource(R.string.party_kept, one.held.toInt(), one.files.toInt()), { go(place) }, beside = {
                TextButton({ state.drop(one) }) { Text(stringResource(R.string.keep_off)) }
            })
        }
    }
}
