package cn.songming.app.me

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.platform.rememberNotificationPermissionRequest
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Term
import cn.songming.core.Town

@Composable
fun TownsScreen(viewModel: TownsViewModel, onBack: () -> Unit) {
    val requestNotifications = rememberNotificationPermissionRequest()
    TownsScreen(
        state = viewModel.content.collectAsScreenState(),
        onSetChosen = { code, on ->
            if (on) requestNotifications()
            viewModel.setChosen(code, on)
        },
        onBack = onBack,
    )
}

@Composable
private fun TownsScreen(state: ScreenState<List<Town>>, onSetChosen: (code: String, on: Boolean) -> Unit, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.towns_title), state = state, onBack = onBack, tag = "towns") { towns ->
        item {
            SecondaryText(
                stringResource(R.string.towns_body),
                Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(20.dp),
            )
        }
        items(towns, key = { it.term.code }) { town ->
            SwitchRow(title = town.term.name, checked = town.chosen, onCheckedChange = { on -> onSetChosen(town.term.code, on) })
        }
    }
}

private class TownsPreviews : PreviewParameterProvider<ScreenState<List<Town>>> {
    override val values = previewStates(listOf(Town(Term("a", "Sample town A"), true), Town(Term("b", "Sample town B"), false)))
}

@Preview
@Composable
private fun TownsPreview(@PreviewParameter(TownsPreviews::class) state: ScreenState<List<Town>>) =
    PreviewTheme { TownsScreen(state, onSetChosen = { _, _ -> }, onBack = {}) }
