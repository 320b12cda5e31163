package cn.songming.app.ui

import androidx.annotation.StringRes
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.songming.app.R

/** Asks before something goes that does not come back. */
@Composable
fun Sure(@StringRes title: Int, @StringRes body: Int, @StringRes deed: Int, onLeave: () -> Unit, onDo: () -> Unit) {
    AlertDialog(
        onLeave,
        {
            TextButton({
                onLeave()
                onDo()
            }) { Text(stringResource(deed)) }
        },
        dismissButton = { TextButton(onLeave) { Text(stringResource(R.string.cancel)) } },
        title = { Text(stringResource(title)) },
        text = { Text(stringResource(body)) },
    )
}
