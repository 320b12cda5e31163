package cn.songming.app.platform

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.os.Build
import android.provider.Settings
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.platform.LocalContext
import cn.songming.app.SongmingApp
import kotlinx.coroutines.launch

/**
 * Requests the permission for notifications if the app does not have it; to be called when the person does something that leads to
 * a reminder. With [openSettings] it opens the phone's settings if the permission dialog cannot be shown any more.
 */
@Composable
fun rememberNotificationPermissionRequest(openSettings: Boolean = false): () -> Unit {
    val context = LocalContext.current
    val scope = rememberCoroutineScope()
    val launcher = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { granted ->
        val app = context.applicationContext as? SongmingApp
        when {
            granted && app != null -> scope.launch { app.container.updateReminders() }
            openSettings && !canAskAgain(context) -> openNotificationSettings(context)
        }
    }
    return {
        when {
            Notifications.areAllowed(context) -> Unit
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && !Notifications.isPermitted(context) ->
                launcher.launch(Manifest.permission.POST_NOTIFICATIONS)
            openSettings -> openNotificationSettings(context)
        }
    }
}

private fun canAskAgain(context: Context) = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
    (context as? Activity)?.shouldShowRequestPermissionRationale(Manifest.permission.POST_NOTIFICATIONS) == true

private fun openNotificationSettings(context: Context) {
    try {
        context.startActivity(Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, context.packageName))
    } catch (_: ActivityNotFoundException) {
        // This phone has no such page.
    }
}
