package cn.songming.app.platform

import android.Manifest
import android.os.Build
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalContext

/** Asks whether reminders may be shown, where the phone wants that to be asked and nobody has answered. */
@Composable
fun rememberAsk(): () -> Unit {
    val context = LocalContext.current
    val ask = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) {}
    return {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && !Channels.allowed(context)) {
            ask.launch(Manifest.permission.POST_NOTIFICATIONS)
        }
    }
}
