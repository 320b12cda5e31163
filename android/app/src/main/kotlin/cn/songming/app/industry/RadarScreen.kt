package cn.songming.app.industry

import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.material.icons.filled.Edit
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.RadarOverview
import cn.songming.core.RadarRule
import cn.songming.core.RadarState

@Composable
fun RadarScreen(viewModel: RadarViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    RadarScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun RadarScreen(state: ScreenState<RadarOverview>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.industry_radar), state = state, onBack = onBack, tag = "radar") { radar ->
        if (radar.rules.isEmpty()) {
            item {
                InlineMessage(
                    title = stringResource(R.string.radar_none),
                    body = stringResource(R.string.radar_none_body),
                    drawing = R.drawable.drawing_radar,
                )
            }
        }
        items(radar.rules, key = { it.id }) { rule ->
            NavRow(
                title = rule.rule.name,
                detail = rule.words,
                onClick = { navigate(Destination(Screen.RADAR_HITS, rule.id, rule.rule.name)) },
                trailing = {
                    IconButton(onClick = { navigate(Destination(Screen.RADAR_RULE, rule.id)) }) {
                        Icon(
                            imageVector = Icons.Default.Edit,
                            contentDescription = stringResource(R.string.radar_edit, rule.rule.name),
                        )
                    }
                },
            ) {
                AccentText(stringResource(R.string.radar_counted, rule.hits.toInt(), rule.unseen.toInt()))
            }
        }
        item {
            NavRow(
                title = stringResource(R.string.radar_new),
                onClick = { navigate(Destination(Screen.RADAR_RULE)) },
                icon = Icons.Default.Add,
            )
        }
    }
}

private class RadarPreviews : PreviewParameterProvider<ScreenState<RadarOverview>> {
    override val values = previewStates(
        RadarOverview(rules = emptyList(), unseen = 0u),
        RadarOverview(rules = listOf(RadarState("1", RadarRule(name = "Sample rule"), "sample words", 3u, 1u)), unseen = 1u),
    )
}

@Preview
@Composable
private fun RadarPreview(@PreviewParameter(RadarPreviews::class) state: ScreenState<RadarOverview>) =
    PreviewTheme { RadarScreen(state, navigate = {}, onBack = {}) }
