package cn.songming.app.alert

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
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.AlertPage

@Composable
fun AlertsScreen(viewModel: AlertsViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    AlertsScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun AlertsScreen(state: ScreenState<AlertPage>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    ScreenScaffold(title = stringResource(R.string.alerts_title), state = state, onBack = onBack, tag = "alerts") { page ->
        if (page.current.isEmpty()) {
            item {
                InlineMessage(
                    title = stringResource(R.string.alerts_none),
                    body = stringResource(R.string.alerts_none_body),
                    drawing = R.drawable.drawing_calm,
                )
            }
        }
        items(page.current, key = { "now ${it.row.id}" }) { AlertBanner(it, onOpen) }
        if (page.all.isNotEmpty()) item { SectionHeader(stringResource(R.string.alerts_before)) }
        items(page.all, key = { "before ${it.id}" }) { ItemListRow(it, onOpen) }
    }
}

private class AlertsPreviews : PreviewParameterProvider<ScreenState<AlertPage>> {
    override val values = previewStates(AlertPage(emptyList(), emptyList()), AlertPage(emptyList(), listOf(previewItemRow("1"))))
}

@Preview
@Composable
private fun AlertsPreview(@PreviewParameter(AlertsPreviews::class) state: ScreenState<AlertPage>) =
    PreviewTheme { AlertsScreen(state, navigate = {}, onBack = {}) }
