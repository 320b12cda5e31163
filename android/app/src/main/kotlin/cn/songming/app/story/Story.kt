package cn.songming.app.story

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Core
import cn.songming.app.core.Story
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Framed
import cn.songming.app.ui.LeadStory
import cn.songming.app.ui.Marked
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.WIDEST
import cn.songming.app.ui.Way

/** 一事一卡: one story, whoever told it. */
class StoryState(core: Core, private val id: String) : Question<Story>(core) {
    override suspend fun answer(): Story = core.story(id)
}

@Composable
fun StoryScreen(state: StoryState, go: (Place) -> Unit, back: () -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    Framed(stringResource(R.string.story_title), state, back, "story") { story ->
        item { LeadStory(story.front, open) }
        item { PartTitle(stringResource(R.string.story_sources)) }
        item { Quiet(story.sources.joinToString("　"), Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)) }
        item { PartTitle(stringResource(R.string.story_timeline)) }
        itemsIndexed(story.timeline, { step, _ -> "step $step" }) { _, event ->
            Way(event.row.title, "${event.timeText}　${event.row.source}", { open(event.row.id) }) {
                Marked("${event.stageText}　${event.reason}".trim())
            }
        }
    }
}
