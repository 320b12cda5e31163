package cn.songming.app.me

import android.text.format.Formatter
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.HistoryScope
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Storage
import cn.songming.app.nav.Lists
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way

/** 我的. */
class MeState(core: Core) : Question<Storage>(core) {
    override suspend fun answer(): Storage = core.storage()
}

@Composable
fun MeScreen(state: MeState, onList: (Lists) -> Unit) {
    Framed(stringResource(R.string.tab_me), state, tag = "me") { storage ->
        item { Way(stringResource(R.string.me_favourites), onGo = { onList(Lists.FAVOURITES) }) }
        item { Way(stringResource(R.string.me_history), onGo = { onList(Lists.HISTORY) }) }
        item { PartTitle(stringResource(R.string.me_storage)) }
        item {
            val context = LocalContext.current
            val size = { bytes: ULong -> Formatter.formatShortFileSize(context, bytes.toLong()) }
            Way(stringResource(R.string.storage_items, storage.items.toInt(), size(storage.textBytes)))
            Way(stringResource(R.string.storage_pictures, storage.pictures.toInt(), size(storage.pictureBytes)))
            Way(stringResource(R.string.storage_documents, storage.documents.toInt(), size(storage.documentBytes)))
        }
    }
}

/** A list that the person made. */
class OwnListState(core: Core, private val what: Lists) : Question<List<ItemRow>>(core) {
    override suspend fun answer(): List<ItemRow> {
        val scope = if (what == Lists.FAVOURITES) FavouritesScope else HistoryScope
        return core.list(scope, limit = 100u).items
    }
}

@Composable
fun OwnListScreen(state: OwnListState, what: Lists, onOpen: (String) -> Unit, onBack: () -> Unit) {
    val title = stringResource(if (what == Lists.FAVOURITES) R.string.me_favourites else R.string.me_history)
    Framed(title, state, onBack, tag = "own list") { rows ->
        if (rows.isEmpty()) item { Notice(stringResource(R.string.state_empty_title), "") }
        items(rows, { it.id }) { StoryRow(it, onOpen) }
    }
}
