package cn.songming.app.station

import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.songming.app.R
import cn.songming.core.ClientException
import cn.songming.core.explanation

/** What is typed could not be stored: the person stays with it, or leaves without it. */
@Composable
fun LeaveDialog(error: ClientException, onStay: () -> Unit, onLeave: () -> Unit) = AlertDialog(
    onDismissRequest = onStay,
    confirmButton = { TextButton(onStay) { Text(stringResource(R.string.draft_leave_stay)) } },
    dismissButton = { TextButton(onLeave) { Text(stringResource(R.string.draft_leave_unstored)) } },
    title = { Text(stringResource(R.string.draft_leave_title)) },
    text = { Text(error.explanation) },
)
