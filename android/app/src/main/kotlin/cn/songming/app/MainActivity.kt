package cn.songming.app

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.mutableStateOf
import androidx.lifecycle.lifecycleScope
import cn.songming.app.core.CoreFault
import cn.songming.app.nav.Place
import cn.songming.app.nav.placeOf
import kotlinx.coroutines.launch

/** The one activity; everything in it is Compose. */
class MainActivity : ComponentActivity() {
    /** Where a link wants to lead, until somebody went there. */
    private val linked = mutableStateOf<Place?>(null)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // After a rotation or a killed process the person is where they were, not where a link led long ago.
        if (savedInstanceState == null) follow(intent)
        setContent { Entrance(application as SongmingApp, linked) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        follow(intent)
    }

    override fun onStart() {
        super.onStart()
        look(true)
    }

    override fun onStop() {
        look(false)
        super.onStop()
    }

    private fun look(on: Boolean) {
        val app = application as SongmingApp
        lifecycleScope.launch {
            try {
                app.core.await()
            } catch (_: CoreFault) {
                // The screen says so.
                return@launch
            }
            app.session.syncing.foreground(on)
        }
    }

    private fun follow(intent: Intent) {
        if (intent.action == Intent.ACTION_VIEW) intent.data?.let(::placeOf)?.let { linked.value = it }
    }
}
