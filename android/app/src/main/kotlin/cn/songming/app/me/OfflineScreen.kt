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
import cn.songming.core.Keepable
import cn.songming.core.Offline

@Composable
fun OfflineScreen(viewModel: OfflineViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    OfflineScreen(viewModel.content.collectAsScreenState(), viewModel::remove, navigate, onBack)

@Composable
private fun OfflineScreen(
    state: ScreenState<List<Offline>>,
    onRemove: (Offline) -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.me_offline), state = state, onBack = onBack, tag = "offline") { all ->
        if (all.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.offline_none), body = stringResource(R.string.offline_none_body)) }
        }
        items(all, key = { it.what.toString() }) { offline ->
            val destination = when (val target = offline.what) {
                is Keepable.Item -> Destination(Screen.ITEM, target.id)
                is Keepable.Series -> Destination(Screen.STUDY, target.name)
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

private class OfflinePreviews : PreviewParameterProvider<ScreenState<List<Offline>>> {
    private val offline = Offline(
        what = Keepable.Item("1"),
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
private fun OfflinePreview(@PreviewParameter(OfflinePreviews::class) state: ScreenState<List<Offline>>) =
    PreviewTheme { OfflineScreen(state, onRemove = {}, navigate = {}, onBack = {}) }
