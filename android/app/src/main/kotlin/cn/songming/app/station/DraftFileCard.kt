package cn.songming.app.station

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.SecondaryText
import cn.songming.core.DraftFile

/** What can be done with the photos and videos of a draft. */
class DraftFileActions(
    val thumbnail: suspend (file: String) -> String?,
    val onEditCaption: (file: String, caption: String) -> Unit,
    val onMove: (file: String, place: Int) -> Unit,
    val onRemove: (file: String) -> Unit,
)

/** A photo or video of a draft, at [place] of [count]. */
@Composable
fun DraftFileCard(file: DraftFile, caption: String, place: Int, count: Int, actions: DraftFileActions) {
    // The files of one phone have names that are hard to tell apart.
    val name = stringResource(R.string.draft_file_place, place + 1, caption.ifEmpty { file.name })
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 6.dp)) {
        Row(horizontalArrangement = Arrangement.spacedBy(14.dp)) {
            MediaThumbnail(file, actions.thumbnail, Modifier.size(width = 108.dp, height = 81.dp).clip(RoundedCornerShape(10.dp)), name)
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(file.name, style = MaterialTheme.typography.bodyLarge)
                if (file.missing) ProblemText(stringResource(R.string.draft_file_missing))
                for (note in file.notes) SecondaryText(note)
            }
        }
        OutlinedTextField(
            value = caption,
            onValueChange = { actions.onEditCaption(file.id, it) },
            modifier = Modifier.fillMaxWidth().padding(top = 8.dp).testTag("caption $place"),
            label = { Text(stringResource(R.string.draft_caption)) },
        )
        FlowRow {
            if (place > 0) FileButton(R.string.draft_file_up, name) { actions.onMove(file.id, place - 1) }
            if (place < count - 1) FileButton(R.string.draft_file_down, name) { actions.onMove(file.id, place + 1) }
            FileButton(R.string.draft_file_remove, name) { actions.onRemove(file.id) }
        }
    }
}

@Composable
private fun FileButton(text: Int, file: String, onClick: () -> Unit) {
    val action = stringResource(text)
    val description = stringResource(R.string.draft_file_action, action, file)
    TextButton(onClick, Modifier.semantics { contentDescription = description }) { Text(action) }
}
