package cn.songming.app.station

import android.text.format.Formatter
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.SecondaryText
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction
import cn.songming.core.SubmissionFile
import cn.songming.core.SubmissionPhase
import cn.songming.core.UploadState

/** How many of its actions a submission that waits for the person offers in the list; its screen offers all. */
private const val MAX_BUTTONS = 2

/** A submission in a list: its state, what is being sent, and why it waits for the person. */
@Composable
fun SubmissionRow(submission: Submission, onOpen: () -> Unit, onAction: (SubmissionAction) -> Unit) {
    val title = submission.title.ifEmpty { stringResource(R.string.submission_untitled) }
    NavRow(
        title = title,
        detail = "${submission.stateName}　${submission.changedText}",
        onClick = onOpen,
    ) {
        if (submission.unseen) AccentText(stringResource(R.string.submission_news))
        SendingNotes(submission)
        if (submission.isSending) for (file in submission.files) FileProgress(file)
        if (submission.phase == SubmissionPhase.PARKED) {
            SubmissionButtons(submission.actions.take(MAX_BUTTONS), title = title, onAction = onAction)
        }
    }
}

/** Whether files of it are on their way. */
val Submission.isSending: Boolean get() = phase == SubmissionPhase.QUEUED && sent < size

/** Why a submission waits, in the core's words, and how much of its files arrived. */
@Composable
fun SendingNotes(submission: Submission) {
    submission.problem?.let {
        Text(it.text, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.error)
    }
    if (submission.waitsForUnmetered) SecondaryText(stringResource(R.string.submission_waits_for_unmetered))
    if (submission.isSending) {
        SecondaryText(stringResource(R.string.submission_sent, sizeText(submission.sent), sizeText(submission.size)))
    }
}

/** A photo or a video, and how much of it arrived. */
@Composable
fun FileProgress(file: SubmissionFile) {
    Column(Modifier.fillMaxWidth().padding(vertical = 4.dp).semantics(mergeDescendants = true) {}) {
        Row(verticalAlignment = Alignment.CenterVertically) {
            Text(file.name, Modifier.weight(1f).padding(end = 12.dp), style = MaterialTheme.typography.bodyMedium)
            SecondaryText(if (file.state == UploadState.SENT) file.stateName else "${file.stateName}　${sizeText(file.size)}")
        }
        if (file.state != UploadState.SENT) {
            LinearProgressIndicator(
                progress = { if (file.size == 0uL) 0f else file.sent.toFloat() / file.size.toFloat() },
                modifier = Modifier.fillMaxWidth().padding(top = 4.dp),
                drawStopIndicator = {},
            )
        }
    }
}

@Composable
private fun sizeText(bytes: ULong): String = Formatter.formatShortFileSize(LocalContext.current, bytes.toLong())
