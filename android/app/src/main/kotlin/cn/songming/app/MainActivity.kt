package cn.songming.app

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.runtime.mutableStateOf
import cn.songming.app.nav.Place
import cn.songming.app.nav.placeOf

/** The one activity; everything in it is Compose. */
class MainActivity : ComponentActivity() {
    /** Where a link wants to lead, until somebody went there. */
    private val linked = mutableStateOf<Place?>(null)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        // After a rotation or a killed process the person is where they were, not where a link led long ago; nor does the list of
        // recent apps follow it again.
        val old = savedInstanceState != null || intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0
        if (!old) follow(intent)
        savedInstanceState?.getString(LINKED)?.let { linked.value = Place.read(it) }
        setContent { Entrance(application as SongmingApp, linked) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        follow(intent)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(LINKED, linked.value?.written())
    }

    private fun follow(intent: Intent) {
        if (intent.action != Intent.ACTION_VIEW) return
        intent.data?.let { placeOf(it, getString(R.string.publisher_host)) }?.let { linked.value = it }
    }

    private companion object {
        const val LINKED = "linked"
    }
}
