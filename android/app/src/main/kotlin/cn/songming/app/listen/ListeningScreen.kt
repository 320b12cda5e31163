package cn.songming.app.listen

import androidx.annotation.DrawableRes
import androidx.annotation.StringRes
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material3.FilledIconButton
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.ui.AppScaffold
import cn.songming.app.ui.Banner
import cn.songming.app.ui.FullScreenMessage
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.listBottomPadding
import cn.songming.app.ui.previewItemRow
import cn.songming.core.ItemRow

/** What a person can do with the player. */
class PlayerActions(
    val onPlay: () -> Unit,
    val onPause: () -> Unit,
    val onStep: (Int) -> Unit,
    val onNext: () -> Unit,
    val onSelect: (ItemRow) -> Unit,
    val onRemove: (String) -> Unit,
)

/** 听新闻: the current sentence, and the queue. */
@Composable
fun ListeningScreen(player: SpeechPlayer, onBack: () -> Unit) {
    val state by player.state.collectAsStateWithLifecycle()
    val context = LocalContext.current
    val actions = PlayerActions(
        onPlay = { ListeningService.start(context) },
        onPause = player::pause,
        onStep = player::step,
        onNext = player::nextItem,
        onSelect = player::select,
        onRemove = player::remove,
    )
    ListeningScreen(state, actions, onBack)
}

@Composable
private fun ListeningScreen(state: PlayerState, actions: PlayerActions, onBack: () -> Unit) {
    AppScaffold(title = stringResource(R.string.listen_title), onBack = onBack) {
        if (state.queue.isEmpty()) {
            FullScreenMessage(
                title = stringResource(R.string.listen_none),
                body = stringResource(R.string.listen_none_body),
                drawing = R.drawable.drawing_listen,
            )
            return@AppScaffold
        }
        if (state.voiceMissing) Banner(text = stringResource(R.string.listen_mute), detail = stringResource(R.string.listen_mute_do))
        LazyColumn(
            modifier = Modifier.fillMaxSize().testTag("listening"),
            contentPadding = listBottomPadding(),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            item("player") { PlayerCard(state, actions) }
            item("queue") { SectionHeader(stringResource(R.string.listen_queue)) }
            items(state.queue, key = { it.id }) { row ->
                NavRow(
                    title = row.title,
                    detail = if (row.id == state.item?.id) stringResource(R.string.listen_here) else row.source,
                    onClick = { actions.onSelect(row) },
                    trailing = {
                        IconButton(onClick = { actions.onRemove(row.id) }) {
                            Icon(
                                imageVector = Icons.Default.Delete,
                                contentDescription = stringResource(R.string.listen_remove, row.title),
                            )
                        }
                    },
                )
            }
        }
    }
}

@Composable
private fun PlayerCard(state: PlayerState, actions: PlayerActions) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(state.item?.title.orEmpty(), style = MaterialTheme.typography.titleMedium)
        Text(
            state.sentences.getOrNull(state.sentence)?.text ?: stringResource(R.string.listen_end),
            Modifier.fillMaxWidth().heightIn(min = 96.dp).padding(vertical = 12.dp).testTag("sentence"),
            style = MaterialTheme.typography.bodyLarge,
        )
        val progress = if (state.sentences.isEmpty()) 0f else state.sentence.toFloat() / state.sentences.size
        // A screen reader reads the sentence, which says more than a percentage.
        LinearProgressIndicator(
            progress = { progress.coerceIn(0f, 1f) },
            modifier = Modifier.fillMaxWidth().clearAndSetSemantics {},
        )
        Row(
            modifier = Modifier.fillMaxWidth().padding(top = 12.dp),
            horizontalArrangement = Arrangement.SpaceEvenly,
            verticalAlignment = Alignment.CenterVertically,
        ) {
            PlayerButton(R.drawable.back, R.string.listen_back) { actions.onStep(-1) }
            if (state.speaking) {
                MainPlayerButton(R.drawable.pause, R.string.listen_pause, actions.onPause)
            } else {
                MainPlayerButton(R.drawable.play, R.string.listen_play, actions.onPlay)
            }
            PlayerButton(R.drawable.on, R.string.listen_on) { actions.onStep(1) }
            PlayerButton(R.drawable.next, R.string.listen_next, actions.onNext)
        }
    }
}

@Composable
private fun PlayerButton(@DrawableRes icon: Int, @StringRes name: Int, onClick: () -> Unit) {
    IconButton(onClick = onClick, modifier = Modifier.size(64.dp)) {
        Icon(painter = painterResource(icon), contentDescription = stringResource(name), modifier = Modifier.size(28.dp))
    }
}

@Composable
private fun MainPlayerButton(@DrawableRes icon: Int, @StringRes name: Int, onClick: () -> Unit) {
    FilledIconButton(onClick = onClick, modifier = Modifier.size(72.dp)) {
        Icon(painter = painterResource(icon), contentDescription = stringResource(name), modifier = Modifier.size(34.dp))
    }
}

private class ListeningPreviews : PreviewParameterProvider<PlayerState> {
    private val row = previewItemRow("1")
    override val values = sequenceOf(
        PlayerState(),
        PlayerState(queue = listOf(row), item = row, speaking = true),
        PlayerState(queue = listOf(row), item = row, voiceMissing = true),
    )
}

@Preview
@Composable
private fun ListeningPreview(@PreviewParameter(ListeningPreviews::class) state: PlayerState) = PreviewTheme {
    ListeningScreen(
        state = state,
        actions = PlayerActions(onPlay = {}, onPause = {}, onStep = {}, onNext = {}, onSelect = {}, onRemove = {}),
        onBack = {},
    )
}
