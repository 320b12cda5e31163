package cn.songming.app

import androidx.activity.compose.LocalActivity
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.MutableState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.lifecycle.compose.LifecycleStartEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.consent.ConsentScreen
import cn.songming.app.consent.RefusedScreen
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.nav.Place
import cn.songming.app.nav.Reading
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.FaultLine
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.LocalSyncing
import cn.songming.app.ui.Opening
import cn.songming.app.ui.SongmingTheme
import kotlinx.coroutines.launch

/** Which version of the privacy statement the person sees; a new one is asked about anew. */
private const val STATEMENT = "android-2"

private enum class Decision { UNKNOWN, NEVER, GIVEN, REFUSED }

/** Either the core, or why there is none. */
private sealed interface Opened {
    data class Here(val core: Core) : Opened
    data class Not(val fault: CoreFault) : Opened
}

@Composable
fun Entrance(app: SongmingApp, linked: MutableState<Place?>) {
    var attempt by remember { mutableIntStateOf(0) }
    val opened = produceState<Opened?>(null, attempt) {
        value = try {
            Opened.Here(app.core.await())
        } catch (fault: CoreFault) {
            Opened.Not(fault)
        }
    }.value
    when (opened) {
        null -> SongmingTheme(null) { Surface { Opening() } }
        is Opened.Not -> SongmingTheme(null) { Surface { FaultNotice(opened.fault) {
            app.restart()
            attempt += 1
        } } }
        is Opened.Here -> {
            val core = opened.core
            val activity = LocalActivity.current
            LifecycleStartEffect(core) {
                app.session.syncing.foreground(true)
                onStopOrDispose { if (activity?.isChangingConfigurations != true) app.session.syncing.foreground(false) }
            }
            val display = viewModel<DisplayState>(factory = viewModelFactory { initializer { DisplayState(core) } })
            val policy by display.state.collectAsStateWithLifecycle()
            CompositionLocalProvider(LocalSyncing provides app.session.syncing) {
                SongmingTheme((policy as? Loaded.Content)?.value) { Surface { Decided(app, core, display, linked) } }
            }
        }
    }
}

@Composable
private fun Decided(app: SongmingApp, core: Core, display: DisplayState, linked: MutableState<Place?>) {
    var decision by rememberSaveable { mutableStateOf(Decision.UNKNOWN) }
    var fault by remember { mutableStateOf<CoreFault?>(null) }
    var asked by remember { mutableIntStateOf(0) }
    // Without consent nothing is fetched; what is on the phone stays readable.
    var browsing by rememberSaveable { mutableStateOf(false) }
    val scope = rememberCoroutineScope()
    LaunchedEffect(asked) {
        // Asked for at each start: what was saved may be older than what the core knows.
        val consent = try {
            core.consent()
        } catch (refused: CoreFault) {
            fault = refused
            return@LaunchedEffect
        }
        // Another statement is another question.
        val given = consent.given && consent.statement == STATEMENT
        decision = if (given) Decision.GIVEN else if (consent.given || consent.decided == null) Decision.NEVER else Decision.REFUSED
        app.agreed(given)
    }
    val decide = { given: Boolean ->
        scope.launch {
            try {
                if (given) core.acceptConsent(STATEMENT) else core.withdrawConsent(STATEMENT)
                decision = if (given) Decision.GIVEN else Decision.REFUSED
                browsing = false
                app.agreed(given)
            } catch (refused: CoreFault) {
                fault = refused
            }
        }
        Unit
    }
    val wrong = fault
    if (decision == Decision.UNKNOWN) {
        if (wrong == null) return Opening()
        return FaultNotice(wrong) {
            fault = null
            asked += 1
        }
    }
    Column {
        if (wrong != null) FaultLine(wrong, { fault = null })
        when {
            decision == Decision.NEVER -> ConsentScreen({ decide(true) }, { decide(false) })
            decision == Decision.REFUSED && !browsing -> RefusedScreen({ decide(true) }, { browsing = true })
            else -> Reading(app, core, display, linked, decide)
        }
    }
}
