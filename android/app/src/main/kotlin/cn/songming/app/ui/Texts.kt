package cn.songming.app.ui

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.core.Deadline
import cn.songming.core.DeadlineStatus
import cn.songming.core.OfflineEntry

/** The title of a section of a page, and with [onMore] a button that leads to all of it. */
@Composable
fun SectionHeader(title: String, detail: String = "", onMore: (() -> Unit)? = null) {
    Row(
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(start = 20.dp, end = 8.dp, top = 24.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(title, Modifier.weight(1f).semantics { heading() }, style = MaterialTheme.typography.titleLarge)
        if (onMore != null) {
            val description = stringResource(R.string.more_of, title)
            TextButton(onClick = onMore, modifier = Modifier.semantics { contentDescription = description }) {
                Text(detail.ifEmpty { stringResource(R.string.more) })
            }
        } else if (detail.isNotEmpty()) {
            SecondaryText(detail, Modifier.padding(end = 12.dp))
        }
    }
}

@Composable
fun SecondaryText(text: String, modifier: Modifier = Modifier) {
    Text(text, modifier, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

/** Small text that draws attention, for example to what is new. */
@Composable
fun AccentText(text: String) {
    Text(text, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.primary)
}

/** A deadline and how near it is; the color repeats the words. */
@Composable
fun DeadlineText(deadline: Deadline?) {
    if (deadline == null) return
    val color = when (deadline.light) {
        DeadlineStatus.NONE -> MaterialTheme.colorScheme.onSurfaceVariant
        DeadlineStatus.NEAR -> MaterialTheme.colorScheme.secondary
        DeadlineStatus.BEHIND -> MaterialTheme.colorScheme.tertiary
        DeadlineStatus.OVERDUE -> MaterialTheme.colorScheme.error
    }
    Text("${deadline.dueText}　${deadline.words}".trim(), style = MaterialTheme.typography.bodySmall, color = color)
}

/** How many files of something kept offline are on the phone. */
@Composable
fun offlineText(offline: OfflineEntry): String =
    when (offline.files) {
        0u -> stringResource(R.string.kept)
        offline.held -> stringResource(R.string.kept_whole, offline.files.toInt())
        else -> stringResource(R.string.kept_part, offline.held.toInt(), offline.files.toInt())
    }
