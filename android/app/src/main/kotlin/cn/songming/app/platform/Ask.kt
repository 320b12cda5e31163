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
 * Asks whether reminders may be shown, where that is not known: of somebody who has just wished for one. [insist]: they come to
 * change it, and a phone that does not ask any more leads to its settings.
 */
@Composable
fun rememberAsk(insist: Boolean = false): () -> Unit {
    val context = LocalContext.current
    val scope = rememberCoroutineScope()
    val ask = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { given ->
        val app = context.applicationContext as? SongmingApp
        if (given && app != null) scope.launch { app.session.remind() } else if (insist && !asksAgain(context)) settings(context)
    }
    return {
        when {
            Channels.allowed(context) -> Unit
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && !Channels.permitted(context) ->
                ask.launch(Manifest.permission.POST_NOTIFICATIONS)
            insist -> settings(context)
        }
    }
}

private fun asksAgain(context: Context) = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
    (context as? Activity)?.shouldShowRequestPermissionRationale(Manifest.permission.POST_NOTIFICATIONS) == true

private fun settings(context: Context) {
    try {
        context.startActivity(Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, context.packageName))
    } catch (_: ActivityNotFoundException) {
        // A phone without such a page has its own way.
    }
}
