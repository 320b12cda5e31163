package cn.songming.app.ui

import androidx.compose.runtime.staticCompositionLocalOf
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Incident
import cn.songming.app.core.NetworkClass
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Whether news is being fetched, why the last time brought none, whether there is a network, how old things are, and what must be told. */
data class Sync(
    val under: Boolean = false,
    val fault: CoreFault? = null,
    val offline: Boolean = false,
    val stale: String = "",
    val incident: Incident? = null,
    val refused: Boolean = false,
)

/** The one place that asks for a sync while somebody looks; it belongs to the process and outlives every screen. */
class Syncing(private val core: Core, private val scope: CoroutineScope) {
    private val shown = MutableStateFlow(Sync())
    private var looked = false
    val state: StateFlow<Sync> = shown

    fun refresh() {
        if (shown.value.under || !agreed) return
        shown.update { it.copy(under = true) }
        scope.launch {
            val fault = try {
                core.sync()
                null
            } catch (fault: CoreFault) {
                fault
            }
            stand()
            shown.update { it.copy(under = false, fault = fault) }
        }
    }

    /** What the platform says of the network; one that came back is used. */
    fun network(now: NetworkClass) {
        val before = shown.value.offline
        core.setNetwork(now)
        shown.update { it.copy(offline = now == NetworkClass.OFFLINE) }
        if (before && now != NetworkClass.OFFLINE && looked) refresh()
    }

    /** Whether somebody looks; told twice, it is known already. */
    fun foreground(on: Boolean) {
        if (on == looked) return
        looked = on
        core.setForeground(on)
        if (!on) return
        scope.launch { stand() }
        refresh()
    }

    /** The person knows what happened to this phone's storage. */
    fun acknowledge() {
        scope.launch {
            try {
                core.acknowledgeIncidents()
            } catch (_: CoreFault) {
                // It is told again.
            }
            stand()
        }
    }

    private suspend fun stand() {
        try {
            val standing = core.standing()
            shown.update { it.copy(stale = standing.stale, incident = standing.incidents.firstOrNull()) }
        } catch (_: CoreFault) {
            // It is asked for again when somebody looks the next time.
        }
    }

    /** Whether the person agreed: before that nothing is asked for, since it would only be refused. */
    var agreed: Boolean = false
        set(value) {
            val first = value && !field
            field = value
            shown.update { it.copy(refused = !value, fault = null) }
            if (first) refresh()
        }
}

val LocalSyncing = staticCompositionLocalOf<Syncing> { error("no sync here") }
