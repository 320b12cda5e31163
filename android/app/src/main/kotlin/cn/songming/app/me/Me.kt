package cn.songming.app.me

import android.text.format.Formatter
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.DisplayChoice
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.HistoryScope
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Storage
import cn.songming.app.core.Theme
import cn.songming.app.nav.Lists
import cn.songming.app.ui.Framed
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.Way
import kotlinx.coroutines.launch

/** What one's own screen shows. */
data class MePage(val storage: Storage, val display: DisplayChoice, val policy: DisplayPolicy)

/** 我的. */
class MeState(core: Core) : Question<MePage>(core) {
    override suspend fun answer() = MePage(core.storage(), core.displayChoice(), core.display())

    fun choose(choice: DisplayChoice) {
        viewModelScope.launch { core.setDisplay(choice) }
    }
}

@Composable
fun MeScreen(state: MeState, onList: (Lists) -> Unit) {
    Framed(stringResource(R.string.tab_me), state, tag = "me") { (storage, display, policy) ->
        item {
            Choice(stringResource(R.string.me_elder), stringResource(R.string.me_elder_body), display.elder) {
                state.choose(display.copy(elder = it))
            }
        }
        item {
            val step = policy.fontSteps.getOrNull(policy.fontStep.toInt() + 1) ?: policy.fontSteps.first()
            Way(
                stringResource(R.string.me_font),
                stringResource(R.string.me_font_now, (policy.fontScale * 100).toInt()),
                { state.choose(display.copy(fontScale = step)) },
            )
        }
        item {
            Choice(stringResource(R.string.me_dark), "", display.theme == Theme.DARK) {
                state.choose(display.copy(theme = if (it) Theme.DARK else Theme.SYSTEM))
            }
        }
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

/** Something that is on or off. */
@Composable
private fun Choice(name: String, below: String, on: Boolean, onTurn: (Boolean) -> Unit) {
    Row(
        Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = onTurn)
            .padding(horizontal = 20.dp, vertical = 10.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(name, style = MaterialTheme.typography.titleMedium)
            if (below.isNotEmpty()) Quiet(below)
        }
        Switch(on, null, Modifier.padding(8.dp))
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
