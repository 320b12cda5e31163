package cn.songming.app.industry

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.DeadlineText
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.RadarHit

@Composable
fun RadarHitsScreen(
    viewModel: RadarHitsViewModel,
    title: String,
    listState: LazyListState,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) = RadarHitsScreen(viewModel.hits.content.collectAsScreenState(), title, listState, viewModel.hits::loadMore, navigate, onBack)

@Composable
private fun RadarHitsScreen(
    state: ScreenState<List<RadarHit>>,
    title: String,
    listState: LazyListState,
    onLoadMore: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(
        title = title.ifEmpty { stringResource(R.string.industry_radar) },
        state = state,
        onBack = onBack,
        tag = "hits",
        listState = listState,
        onLoadMore = onLoadMore,
    ) { hits ->
        if (hits.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.hits_none), body = stringResource(R.string.hits_none_body)) }
        }
        items(hits, key = { it.row.id }) { hit ->
            NavRow(
                title = hit.row.title,
                detail = "${hit.row.source}　${hit.row.publishedText}",
                onClick = { navigate(Destination(Screen.ITEM, hit.row.id)) },
            ) {
                if (hit.unseen) AccentText(stringResource(R.string.hits_new))
                SecondaryText(hit.rules.joinToString("、"), Modifier.padding(top = 2.dp))
                DeadlineText(hit.deadline)
            }
        }
    }
}

private class RadarHitsPreviews : PreviewParameterProvider<ScreenState<List<RadarHit>>> {
    override val values = previewStates(emptyList(), listOf(RadarHit(previewItemRow("1"), listOf("Sample rule"), unseen = true, deadline = null)))
}

@Preview
@Composable
private fun RadarHitsPreview(@PreviewParameter(RadarHitsPreviews::class) state: ScreenState<List<RadarHit>>) = PreviewTheme {
    RadarHitsScreen(
        state = state,
        title = "Sample rule",
        listState = rememberLazyListState(),
        onLoadMore = {},
        navigate = {},
        onBack = {},
    )
}
