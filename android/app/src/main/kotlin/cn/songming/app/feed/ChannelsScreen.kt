package cn.songming.app.feed

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Term

@Composable
fun ChannelsScreen(viewModel: ChannelsViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    ChannelsScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun ChannelsScreen(state: ScreenState<List<Term>>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.channels_title), state = state, onBack = onBack, tag = "channels") { channels ->
        items(channels, key = { "channel ${it.code}" }) { channel ->
            NavRow(title = channel.name, onClick = { navigate(Destination(Screen.CHANNEL, channel.code, channel.name)) })
        }
    }
}

private class ChannelsPreviews : PreviewParameterProvider<ScreenState<List<Term>>> {
    override val values = previewStates(listOf(Term("a", "Sample channel A"), Term("b", "Sample channel B")))
}

@Preview
@Composable
private fun ChannelsPreview(@PreviewParameter(ChannelsPreviews::class) state: ScreenState<List<Term>>) =
    PreviewTheme { ChannelsScreen(state, navigate = {}, onBack = {}) }
