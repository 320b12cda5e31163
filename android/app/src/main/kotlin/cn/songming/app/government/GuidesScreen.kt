package cn.songming.app.government

import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.ItemRow

@Composable
fun GuidesScreen(viewModel: GuidesViewModel, listState: LazyListState, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    GuidesScreen(viewModel.guides.content.collectAsScreenState(), listState, viewModel.guides::loadMore, navigate, onBack)

@Composable
private fun GuidesScreen(
    state: ScreenState<List<ItemRow>>,
    listState: LazyListState,
    onLoadMore: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(
        title = stringResource(R.string.government_guides),
        state = state,
        onBack = onBack,
        tag = "guides",
        listState = listState,
        onLoadMore = onLoadMore,
    ) { guides ->
        if (guides.isEmpty()) item("none") { InlineMessage(title = stringResource(R.string.list_empty), body = "") }
        items(guides, key = { it.id }) { guide ->
            NavRow(title = guide.title, detail = guide.summary, onClick = { navigate(Destination(Screen.ITEM, guide.id)) })
        }
    }
}

private class GuidesPreviews : PreviewParameterProvider<ScreenState<List<ItemRow>>> {
    override val values = previewStates(emptyList(), listOf(previewItemRow("1")))
}

@Preview
@Composable
private fun GuidesPreview(@PreviewParameter(GuidesPreviews::class) state: ScreenState<List<ItemRow>>) =
    PreviewTheme { GuidesScreen(state, listState = rememberLazyListState(), onLoadMore = {}, navigate = {}, onBack = {}) }
