package cn.songming.app.station

import androidx.annotation.StringRes
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.CoreClient
import cn.songming.app.platform.FileInbox
import cn.songming.app.ui.ConfirmDialog
import cn.songming.core.AccountPhase
import cn.songming.core.ClientException
import cn.songming.core.SubmissionAction

/**
 * Performs what the person chose for a submission, and returns the id of what they go on with. After [SubmissionAction.EDIT] that is
 * the draft to open: another one if the submission conflicts. With a submission goes what waits for it in [inbox].
 */
suspend fun CoreClient.perform(action: SubmissionAction, id: String, inbox: FileInbox): String {
    when (action) {
        // The person picks the file on the submission's screen, which adds it.
        SubmissionAction.ADD_FILE -> Unit
        SubmissionAction.RETRY -> submissions.retry(id)
        SubmissionAction.EDIT -> return drafts.edit(id)
        SubmissionAction.PAUSE -> submissions.pause(id)
        SubmissionAction.RESUME -> submissions.resume(id)
        SubmissionAction.WITHDRAW -> submissions.withdraw(id)
        // The person confirmed that nothing more will be seen of it.
        SubmissionAction.DELETE -> {
            submissions.delete(id, force = true)
            inbox.clear(id)
        }
    }
    return id
}

/** Sends what waits and asks what the newsroom did, for somebody who is logged in. Without a network the status banner says so. */
suspend fun CoreClient.refreshSubmissions() {
    if (account.current().phase != AccountPhase.LOGGED_IN) return
    try {
        submissions.refresh()
    } catch (_: ClientException.Offline) {
        // What is on the phone stays, and is sent once there is a network.
    }
}

/**
 * A button for each of [actions]. The person confirms what they cannot undo. In a list of submissions a screen reader reads [title] with
 * each of them.
 */
@Composable
fun SubmissionButtons(
    actions: List<SubmissionAction>,
    modifier: Modifier = Modifier,
    title: String? = null,
    onAction: (SubmissionAction) -> Unit,
) {
    var confirming by rememberSaveable { mutableStateOf<SubmissionAction?>(null) }
    FlowRow(modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        for (action in actions) {
            val label = stringResource(action.label)
            val description = title?.let { stringResource(R.string.of, label, it) }
            OutlinedButton(
                onClick = { if (action.needsConfirmation) confirming = action else onAction(action) },
                modifier = if (description == null) Modifier else Modifier.semantics { contentDescription = description },
            ) { Text(label) }
        }
    }
    val confirmed = confirming ?: return
    val withdraws = confirmed == SubmissionAction.WITHDRAW
    ConfirmDialog(
        title = if (withdraws) R.string.submission_withdraw_title else R.string.submission_delete_title,
        body = if (withdraws) R.string.submission_withdraw_body else R.string.submission_delete_body,
        confirm = confirmed.label,
        onDismiss = { confirming = null },
        onConfirm = { onAction(confirmed) },
    )
}

private val SubmissionAction.needsConfirmation get() = this == SubmissionAction.WITHDRAW || this == SubmissionAction.DELETE

@get:StringRes
private val SubmissionAction.label: Int
    get() = when (this) {
        SubmissionAction.ADD_FILE -> R.string.submission_add_file
        SubmissionAction.RETRY -> R.string.submission_retry
        SubmissionAction.EDIT -> R.string.submission_edit
        SubmissionAction.PAUSE -> R.string.submission_pause
        SubmissionAction.RESUME -> R.string.submission_resume
        SubmissionAction.WITHDRAW -> R.string.submission_withdraw
        SubmissionAction.DELETE -> R.string.delete
    }
