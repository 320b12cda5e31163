package cn.songming.app.listen

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
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.ui.Bare
import cn.songming.app.ui.Card
import cn.songming.app.ui.Line
import cn.songming.app.ui.Notice
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Way
import cn.songming.app.ui.endPadding

/** 听新闻: what is said now, and what comes after. */
@Composable
fun ListenScreen(reader: Reader, back: () -> Unit) {
    val now by reader.state.collectAsStateWithLifecycle()
    Bare(stringResource(R.string.listen_title), back) {
        if (now.queue.isEmpty()) {
            Notice(stringResource(R.string.listen_none), stringResource(R.string.listen_none_body), drawing = R.drawable.drawing_listen)
            return@Bare
        }
        if (now.mute) Line(stringResource(R.string.listen_mute), stringResource(R.string.listen_mute_do))
        LazyColumn(
            Modifier.fillMaxSize().testTag("listening"),
            contentPadding = endPadding(),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            item("player") { Player(now, reader) }
            item("queue") { PartTitle(stringResource(R.string.listen_queue)) }
            items(now.queue, { it.id }) { row ->
                val here = row.id == now.item?.id
                val below = if (here) stringResource(R.string.listen_here) else row.source
                Way(row.title, below, { reader.turnTo(row) }, beside = {
                    val remove = stringResource(R.string.listen_remove, row.title)
                    IconButton({ reader.remove(row.id) }) { Icon(Icons.Default.Delete, remove) }
                })
            }
        }
    }
}

@Composable
private fun Player(now: Reading, reader: Reader) {
    val context = LocalContext.current
    Card(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(now.item?.title.orEmpty(), style = MaterialTheme.typography.titleMedium)
        Text(
            now.sentences.getOrNull(now.sentence)?.text ?: stringResource(R.string.listen_end),
            Modifier.fillMaxWidth().heightIn(min = 96.dp).padding(vertical = 12.dp).testTag("sentence"),
            style = MaterialTheme.typography.bodyLarge,
        )
        val part = if (now.sentences.isEmpty()) 0f else now.sentence.toFloat() / now.sentences.size
        // The sentence itself says where it is.
        LinearProgressIndicator({ part.coerceIn(0f, 1f) }, Modifier.fillMaxWidth().clearAndSetSemantics {})
        Row(
            Modifier.fillMaxWidth().padding(top = 12.dp),
            horizontalArrangement = Arrangement.SpaceEvenly,
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Key(R.drawable.back, R.string.listen_back) { reader.step(-1) }
            if (now.speaking) {
                Big(R.drawable.pause, R.string.listen_pause, reader::pause)
            } else {
                Big(R.drawable.play, R.string.listen_play) { ListeningService.start(context) }
            }
            Key(R.drawable.on, R.string.listen_on) { reader.step(1) }
            Key(R.drawable.next, R.string.listen_next, reader::nextItem)
        }
    }
}

@Composable
private fun Key(icon: Int, name: Int, onPress: () -> Unit) {
    IconButton(onPress, Modifier.size(64.dp)) { Icon(painterResource(icon), stringResource(name), Modifier.size(28.dp)) }
}

@Composable
private fun Big(icon: Int, name: Int, onPress: () -> Unit) {
    FilledIconButton(onPress, Modifier.size(72.dp)) { Icon(painterResource(icon), stringResource(name), Modifier.size(34.dp)) }
}
