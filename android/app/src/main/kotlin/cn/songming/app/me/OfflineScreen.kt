package cn.songming.app.me

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
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
import cn.songming.app.ui.offlineText
import cn.songming.app.ui.previewStates
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget

@Composable
fun OfflineScreen(viewModel: OfflineViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    OfflineScreen(viewModel.content.collectAsScreenState(), viewModel::remove, navigate, onBack)

@Composable
private fun OfflineScreen(
    state: ScreenState<List<OfflineEntry>>,
    onRemove: (OfflineEntry) -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.me_offline), state = state, onBack = onBack, tag = "offline") { all ->
        if (all.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.offline_none), body = stringResource(R.string.offline_none_body)) }
        }
        items(all, key = { it.what.toString() }) { offline ->
            val destination = when (val target = offline.what) {
                is OfflineTarget.Item -> Destination(Screen.ITEM, target.id)
                is OfflineTarget.Series -> Destination(Screen.STUDY, target.name)
            }
            NavRow(
                title = offline.title,
                detail = offlineText(offline),
                onClick = { navigate(destination) },
                trailing = { TextButton(onClick = { onRemove(offline) }) { Text(stringResource(R.string.keep_off)) } },
            )
        }
    }
}

private class OfflinePreviews : PreviewParameterProvider<ScreenState<List<OfflineEntry>>> {
    private val offline = OfflineEntry(
        what = OfflineTarget.Item("1"),
        title = "Sample headline",
        kept = true,
        items = 1u,
        files = 2u,
        held = 1u,
        bytes = 0uL,
        missingBytes = 0uL,
    )
    override val values = previewStates(emptyList(), listOf(offline))
}

@Preview
@Composable
private fun OfflinePreview(@PreviewParameter(OfflinePreviews::class) state: ScreenState<List<OfflineEntry>>) =
    PreviewTheme { OfflineScreen(state, onRemove = {}, navigate = {}, onBack = {}) }
