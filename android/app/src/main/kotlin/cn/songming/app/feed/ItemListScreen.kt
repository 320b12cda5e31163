package cn.songming.app.feed

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Done
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AppBarButton
import cn.songming.app.ui.AppScaffold
import cn.songming.app.ui.ErrorBanner
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.FullScreenMessage
import cn.songming.app.ui.ItemListRow
import cn.songming.app.ui.LoadMoreEffect
import cn.songming.app.ui.LoadingIndicator
import cn.songming.app.ui.NewItemsButton
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.RefreshBox
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.UiState
import cn.songming.app.ui.listBottomPadding
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.ItemRow

/** A list of items with the name [title]. [emptyText] says why it can be empty. */
@Composable
fun ItemListScreen(
    viewModel: ItemListViewModel,
    title: String,
    emptyText: String,
    listState: LazyListState,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val uiState by viewModel.uiState.collectAsStateWithLifecycle()
    val actionError by viewModel.actionError.collectAsStateWithLifecycle()
    ItemListScreen(
        state = ScreenState(uiState = uiState, actionError = actionError, onRetry = viewModel::retry),
        title = title,
        emptyText = emptyText,
        announcesNewItems = viewModel.announcesNewItems,
        listState = listState,
        onLoadMore = viewModel::loadMore,
        onMarkAllRead = viewModel::markAllRead,
        navigate = navigate,
        onBack = onBack,
    )
}

@Composable
private fun ItemListScreen(
    state: ScreenState<List<ItemRow>>,
    title: String,
    emptyText: String,
    announcesNewItems: Boolean,
    listState: LazyListState,
    onLoadMore: () -> Unit,
    onMarkAllRead: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val markAllRead = @Composable {
        AppBarButton(icon = Icons.Default.Done, description = stringResource(R.string.list_read_all), onClick = onMarkAllRead)
    }
    AppScaffold(title = title, onBack = onBack, actions = { markAllRead() }) {
        state.actionError?.let { ErrorBanner(it, onRetry = onLoadMore) }
        RefreshBox {
            when (val uiState = state.uiState) {
                UiState.Loading -> LoadingIndicator()
                is UiState.Error -> ErrorMessage(uiState.exception, onRetry = state.onRetry)
                is UiState.Content -> ItemList(uiState.value, emptyText, announcesNewItems, listState, onLoadMore) {
                    navigate(Destination(Screen.ITEM, it))
                }
            }
        }
    }
}

@Composable
private fun ItemList(
    rows: List<ItemRow>,
    emptyText: String,
    announcesNewItems: Boolean,
    listState: LazyListState,
    onLoadMore: () -> Unit,
    onOpen: (String) -> Unit,
) {
    LoadMoreEffect(listState, rows = rows.size, onLoadMore = onLoadMore)
    if (rows.isEmpty()) return FullScreenMessage(title = stringResource(R.string.list_empty), body = emptyText)
    Box(Modifier.fillMaxSize()) {
        LazyColumn(
            modifier = Modifier.fillMaxSize().testTag("list"),
            state = listState,
            contentPadding = listBottomPadding(),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) { items(rows, key = { it.id }, contentType = { "item" }) { ItemListRow(it, onOpen) } }
        val newest = rows.first().id
        if (announcesNewItems) {
            NewItemsButton(newest, listState) { list -> list.layoutInfo.visibleItemsInfo.any { it.key == newest } }
        }
    }
}

private class ItemListPreviews : PreviewParameterProvider<ScreenState<List<ItemRow>>> {
    override val values = previewStates(emptyList(), listOf(previewItemRow("1"), previewItemRow("2", read = true)))
}

@Preview
@Composable
private fun ItemListPreview(@PreviewParameter(ItemListPreviews::class) state: ScreenState<List<ItemRow>>) = PreviewTheme {
    ItemListScreen(
        state = state,
        title = "Sample list",
        emptyText = "",
        announcesNewItems = true,
        listState = rememberLazyListState(),
        onLoadMore = {},
        onMarkAllRead = {},
        navigate = {},
        onBack = {},
    )
}
