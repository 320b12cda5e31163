package cn.songming.app

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.mutableStateOf
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.nav.destinationOf
import cn.songming.app.station.isLoginRedirect
import cn.songming.app.station.sharedContentOf

/** The only activity; its content is Compose. */
class MainActivity : ComponentActivity() {
    /** The destination of a link that was not followed yet. */
    private val pendingLink = mutableStateOf<Destination?>(null)
    private val app get() = application as SongmingApp

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // After a rotation, after process death and from the list of recent apps the intent is an old one: its link was followed.
        val old = savedInstanceState != null || intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0
        if (!old) follow(intent)
        savedInstanceState?.getString(PENDING_LINK)?.let { pendingLink.value = Destination.decode(it) }
        savedInstanceState?.getStringArrayList(LOGIN_REDIRECTS)?.forEach(app.container.login::finish)
        setContent { AppRoot(app, pendingLink) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        follow(intent)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(PENDING_LINK, pendingLink.value?.encode())
        // A login that is not completed yet is completed after process death.
        outState.putStringArrayList(LOGIN_REDIRECTS, ArrayList(app.container.login.progress.value.redirects))
    }

    private fun follow(intent: Intent) {
        // At once: the permission to read what another app shares ends with this activity.
        sharedContentOf(intent)?.let(app.container.shares::receive)
        val link = intent.data?.takeIf { intent.action == Intent.ACTION_VIEW } ?: return
        if (isLoginRedirect(link.toString())) {
            app.container.login.finish(link.toString())
            pendingLink.value = Destination(Screen.LOGIN)
        } else {
            destinationOf(link, getString(R.string.publisher_host))?.let { pendingLink.value = it }
        }
    }

    private companion object {
        const val PENDING_LINK = "linked"
        const val LOGIN_REDIRECTS = "logins"
    }
}
