package cn.songming.app.station

import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.InfoCard

/** The files that were picked and not taken, with their reasons. */
@Composable
fun RefusalCard(refusals: List<RefusedFile>, onDismiss: () -> Unit) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp).semantics { liveRegion = LiveRegionMode.Polite }) {
        Text(stringResource(R.string.draft_refused), style = MaterialTheme.typography.titleMedium)
        for ((name, reason, noSpace) in refusals) {
            val words = when {
                noSpace -> stringResource(R.string.draft_no_space, name)
                reason.isEmpty() -> stringResource(R.string.draft_unread, name)
                else -> stringResource(R.string.of, name, reason)
            }
            Text(words, Modifier.padding(vertical = 4.dp), style = MaterialTheme.typography.bodyMedium)
        }
        TextButton(onDismiss) { Text(stringResource(R.string.state_read)) }
    }
}
