package cn.songming.app.ui

import androidx.compose.foundation.layout.BoxScope
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.material3.Button
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.derivedStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import kotlinx.coroutines.launch

/** Rows before the end at which the next page is asked for. */
private const val AHEAD = 10

/** Rows below the first visible one that a screen may show. */
private const val SCREENFUL = 30

/** How far a list was read down: also right after its process was ended, when nothing of it is loaded yet. */
val LazyListState.reach: Int get() = if (firstVisibleItemIndex == 0) 0 else firstVisibleItemIndex + SCREENFUL

/** Asks for the next page when the end is near, and once more when what came was little. */
@Composable
fun Onward(list: LazyListState, rows: Any, more: () -> Unit) {
    val near by remember(list) {
        derivedStateOf { list.layoutInfo.run { (visibleItemsInfo.lastOrNull()?.index ?: 0) + AHEAD >= totalItemsCount } }
    }
    LaunchedEffect(near, rows) { if (near) more() }
}

/**
 * Says that something came in above what is being read, which stays where it is; a touch leads there. [newest] stands first, and
 * [top] says whether the person is where it can be seen.
 */
@Composable
fun BoxScope.Newcomers(newest: String?, list: LazyListState, top: (LazyListState) -> Boolean) {
    var seen by rememberSaveable { mutableStateOf(newest) }
    val there by remember(newest) { derivedStateOf { top(list) } }
    LaunchedEffect(there, newest) { if (there) seen = newest }
    if (newest != seen && !there) {
        val scope = rememberCoroutineScope()
        Button(
            { scope.launch { list.scrollToItem(0) } },
            Modifier.align(Alignment.TopCenter).padding(8.dp).semantics { liveRegion = LiveRegionMode.Polite },
        ) { Text(stringResource(R.string.home_new)) }
    }
}
