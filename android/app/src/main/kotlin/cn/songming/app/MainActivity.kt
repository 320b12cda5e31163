package cn.songming.app

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.consent.ConsentScreen
import cn.songming.app.core.Core
import cn.songming.app.home.HomeState
import cn.songming.app.nav.Reading
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Notice
import cn.songming.app.ui.SongmingTheme
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.launch

class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        val core = (application as SongmingApp).core
        setContent { Entrance(core) }
    }
}

/** Which version of the privacy statement the person sees. */
private const val STATEMENT = "android-1"

private enum class Decision { UNKNOWN, NEVER, GIVEN, REFUSED }

@Composable
private fun Entrance(opening: Deferred<Core>) {
    val core = produceState<Core?>(null) { value = opening.await() }.value
    if (core == null) {
        SongmingTheme(null) { Surface { Notice(stringResource(R.string.state_loading), "") } }
    } else {
        val display = viewModel<DisplayState>(factory = viewModelFactory { initializer { DisplayState(core) } })
        val policy by display.state.collectAsStateWithLifecycle()
        SongmingTheme((policy as? Loaded.Content)?.value) { Surface { Decided(core) } }
    }
}

@Composable
private fun Decided(core: Core) {
    var decision by rememberSaveable { mutableStateOf(Decision.UNKNOWN) }
    val scope = rememberCoroutineScope()
    if (decision == Decision.UNKNOWN) {
        produceState(Unit) {
            val consent = core.consent()
            decision = when {
                consent.given -> Decision.GIVEN
                consent.decided == null -> Decision.NEVER
                else -> Decision.REFUSED
            }
        }
    }
    val home = viewModel<HomeState>(factory = viewModelFactory { initializer { HomeState(core) } })
    val accept: () -> Unit = {
        scope.launch {
            core.acceptConsent(STATEMENT)
            decision = Decision.GIVEN
            home.refresh()
        }
    }
    val refuse: () -> Unit = {
        scope.launch {
            core.withdrawConsent(STATEMENT)
            decision = Decision.REFUSED
        }
    }
    when (decision) {
        Decision.UNKNOWN -> Notice(stringResource(R.string.state_loading), "")
        Decision.NEVER -> ConsentScreen(accept, refuse)
        Decision.REFUSED -> Notice(
            stringResource(R.string.state_refused_title),
            stringResource(R.string.state_refused_body),
            stringResource(R.string.consent_accept),
            accept,
        )
        Decision.GIVEN -> Reading(core, home)
    }
}
