package cn.songming.app.story

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.itemsIndexed
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
import cn.songming.app.ui.LeadItem
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.Story

@Composable
fun StoryScreen(viewModel: StoryViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    StoryScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun StoryScreen(state: ScreenState<Story>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    ScreenScaffold(title = stringResource(R.string.story_title), state = state, onBack = onBack, tag = "story") { story ->
        item { LeadItem(story.front, onOpen) }
        item { SectionHeader(stringResource(R.string.story_sources)) }
        item {
            SecondaryText(
                story.sources.joinToString("　"),
                Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp),
            )
        }
        item { SectionHeader(stringResource(R.string.story_timeline)) }
        itemsIndexed(story.timeline, key = { step, _ -> "step $step" }) { _, event ->
            NavRow(
                title = event.row.title,
                detail = "${event.timeText}　${event.row.source}",
                onClick = { onOpen(event.row.id) },
            ) {
                AccentText("${event.stageText}　${event.reason}".trim())
            }
        }
    }
}

private class StoryPreviews : PreviewParameterProvider<ScreenState<Story>> {
    override val values = previewStates(Story(front = previewItemRow("1"), sources = listOf("Sample source"), timeline = emptyList()))
}

@Preview
@Composable
private fun StoryPreview(@PreviewParameter(StoryPreviews::class) state: ScreenState<Story>) =
    PreviewTheme { StoryScreen(state, navigate = {}, onBack = {}) }
