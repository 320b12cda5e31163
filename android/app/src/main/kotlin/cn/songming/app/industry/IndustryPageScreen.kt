package cn.songming.app.industry

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.ItemListRow
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.IndustryPage
import cn.songming.core.Term

@Composable
fun IndustryPageScreen(viewModel: IndustryPageViewModel, title: String, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    IndustryPageScreen(viewModel.content.collectAsScreenState(), title, navigate, onBack)

@Composable
private fun IndustryPageScreen(
    state: ScreenState<IndustryPage>,
    title: String,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    ScreenScaffold(title = title, state = state, onBack = onBack, tag = "industry page") { page ->
        if (page.ending.isNotEmpty()) item { SectionHeader(stringResource(R.string.industry_ending)) }
        items(page.ending, key = { "ending ${it.row.id}" }) { PolicyListRow(it, onOpen) }
        if (page.latest.isNotEmpty()) item { SectionHeader(stringResource(R.string.industry_latest)) }
        items(page.latest, key = { "latest ${it.id}" }) { ItemListRow(it, onOpen) }
        if (page.guides.isNotEmpty()) item { SectionHeader(stringResource(R.string.industry_guides)) }
        items(page.guides, key = { "guide ${it.id}" }) { guide ->
            NavRow(title = guide.title, detail = guide.summary, onClick = { onOpen(guide.id) })
        }
        stations(page.stations)
        if (page.latest.isEmpty() && page.ending.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.list_empty), body = "") }
        }
    }
}

private class IndustryPagePreviews : PreviewParameterProvider<ScreenState<IndustryPage>> {
    private val empty = IndustryPage(
        term = Term("sample", "Sample sector"),
        ending = emptyList(),
        latest = emptyList(),
        guides = emptyList(),
        stations = emptyList(),
    )
    override val values = previewStates(empty, empty.copy(latest = listOf(previewItemRow("1"))))
}

@Preview
@Composable
private fun IndustryPagePreview(@PreviewParameter(IndustryPagePreviews::class) state: ScreenState<IndustryPage>) =
    PreviewTheme { IndustryPageScreen(state, title = "Sample sector", navigate = {}, onBack = {}) }
