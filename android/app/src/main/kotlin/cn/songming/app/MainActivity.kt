package cn.songming.app

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.mutableStateOf
import cn.songming.app.nav.Destination
import cn.songming.app.nav.destinationOf

/** The only activity; its content is Compose. */
class MainActivity : ComponentActivity() {
    /** The destination of a link that was not followed yet. */
    private val pendingLink = mutableStateOf<Destination?>(null)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // After a rotation, after process death and from the list of recent apps the intent is an old one: its link was followed.
        val old = savedInstanceState != null || intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0
        if (!old) openLink(intent)
        savedInstanceState?.getString(PENDING_LINK)?.let { pendingLink.value = Destination.decode(it) }
        setContent { AppRoot(application as SongmingApp, pendingLink) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        openLink(intent)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(PENDING_LINK, pendingLink.value?.encode())
    }

    private fun openLink(intent: Intent) {
        if (intent.action != Intent.ACTION_VIEW) return
        intent.data?.let { destinationOf(it, getString(R.string.publisher_host)) }?.let { pendingLink.value = it }
    }

    private companion object {
        const val PENDING_LINK = "linked"
    }
}
