package cn.songming.app.me

import android.text.format.Formatter
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
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
import cn.songming.app.core.Term
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Card
import cn.songming.app.ui.Chips
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Framed
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way
import cn.songming.app.ui.keptText

/** 存储与流量. */
class StorageState(core: Core) : Question<Storage>(core) {
    override suspend fun answer(): Storage = core.storage()

    fun retain(retention: Retention) = act { core.setRetention(retention) }

    fun clearPictures() = act { core.clearPictures() }
}

@Composable
fun StorageScreen(state: StorageState, back: () -> Unit) {
    val context = LocalContext.current
    val size = { bytes: ULong -> Formatter.formatShortFileSize(context, bytes.toLong()) }
    Framed(stringResource(R.string.storage_title), state, back, "storage") { storage ->
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
                Text(stringResource(R.string.traffic_title), Modifier.padding(bottom = 4.dp), style = MaterialTheme.typography.titleSmall)
                Fact(stringResource(R.string.traffic_received), size(storage.traffic.received))
                Fact(stringResource(R.string.traffic_sent), size(storage.traffic.sent))
                Fact(stringResource(R.string.traffic_requests), storage.traffic.requests.toString())
            }
        }
        item { Limits(storage, state) }
        item {
            FilledTonalButton(
                state::clearPictures,
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 16.dp).heightIn(min = 56.dp),
            ) { Text(stringResource(R.string.storage_clear)) }
        }
    }
}

@Composable
private fun Limits(storage: Storage, state: StorageState) {
    val retention = storage.retention
    val days = storage.daySteps.map { Term(it.toString(), stringResource(R.string.storage_for, it.toInt())) }
    Chips(stringResource(R.string.storage_days), days, listOf(retention.days.toString()), single = true) { code ->
        state.retain(retention.copy(days = code.toUInt()))
    }
    val none = stringResource(R.string.storage_no_pictures)
    val sizes = storage.pictureSteps.map { Term(it.toString(), if (it == 0u) none else stringResource(R.string.storage_megabytes, it.toInt())) }
    Chips(stringResource(R.string.storage_limit), sizes, listOf(retention.pictureMegabytes.toString()), single = true) { code ->
        state.retain(retention.copy(pictureMegabytes = code.toUInt()))
    }
    Quiet(stringResource(R.string.storage_metered), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp))
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
            Way(one.title, keptText(one), { go(place) }, beside = {
                TextButton({ state.drop(one) }) { Text(stringResource(R.string.keep_off)) }
            })
        }
    }
}
