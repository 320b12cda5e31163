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

/** Rows before the end at which the next page is loaded. */
private const val PREFETCH_DISTANCE = 10

/** Rows below the first visible one that a screen may show. */
private const val ROWS_PER_SCREEN = 30

/** Rows that a list needs to show what it showed before its process ended, when none of them is loaded yet. */
val LazyListState.rowsToRestore: Int get() = if (firstVisibleItemIndex == 0) 0 else firstVisibleItemIndex + ROWS_PER_SCREEN

/** Loads the next page when the end of the list is near, and again if [rows] changed and it still is. */
@Composable
fun LoadMoreEffect(listState: LazyListState, rows: Any, onLoadMore: () -> Unit) {
    val nearEnd by remember(listState) {
        derivedStateOf {
            listState.layoutInfo.run { (visibleItemsInfo.lastOrNull()?.index ?: 0) + PREFETCH_DISTANCE >= totalItemsCount }
        }
    }
    LaunchedEffect(nearEnd, rows) { if (nearEnd) onLoadMore() }
}

/**
 * A button that leads to new items above the ones being read, which keep their position. [newest] is the first item's id, and
 * [isVisible] whether it can be seen where the list is.
 */
@Composable
fun BoxScope.NewItemsButton(newest: String?, listState: LazyListState, isVisible: (LazyListState) -> Boolean) {
    var seen by rememberSaveable { mutableStateOf(newest) }
    val visible by remember(newest) { derivedStateOf { isVisible(listState) } }
    LaunchedEffect(visible, newest) { if (visible) seen = newest }
    if (newest != seen && !visible) {
        val scope = rememberCoroutineScope()
        Button(
            onClick = { scope.launch { listState.scrollToItem(0) } },
            modifier = Modifier.align(Alignment.TopCenter).padding(8.dp).semantics { liveRegion = LiveRegionMode.Polite },
        ) { Text(stringResource(R.string.home_new)) }
    }
}
