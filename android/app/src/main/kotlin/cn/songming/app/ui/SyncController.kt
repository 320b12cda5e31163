package cn.songming.app.ui

import androidx.compose.runtime.staticCompositionLocalOf
import cn.songming.app.core.CoreClient
import cn.songming.core.ClientException
import cn.songming.core.Incident
import cn.songming.core.NetworkClass
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

data class SyncUiState(
    val running: Boolean = false,
    /** Why the last sync failed. */
    val error: ClientException? = null,
    val offline: Boolean = false,
    /** How old the content is, as a sentence; empty when it is fresh. */
    val stale: String = "",
    /** Damage to the phone's storage that the person has not acknowledged yet. */
    val incident: Incident? = null,
    val consentMissing: Boolean = false,
)

/** Sync as screens see it. */
interface SyncStatus {
    val uiState: StateFlow<SyncUiState>

    fun refresh()

    fun acknowledgeIncident()
}

val LocalSyncStatus = staticCompositionLocalOf<SyncStatus> { error("no sync status provided") }

/** The only place that starts a sync while the app is in the foreground. It belongs to the process and outlives every screen. */
class SyncController(private val client: CoreClient, private val scope: CoroutineScope) : SyncStatus {
    private val state = MutableStateFlow(SyncUiState())
    @Volatile
    private var foreground = false
    private val backgroundWorks = AtomicInteger()
    override val uiState: StateFlow<SyncUiState> = state.asStateFlow()

    /** Whether the person consents. Until then no sync is started, since the core would refuse it. */
    var consentGiven: Boolean = false
        set(value) {
            val first = value && !field
            field = value
            state.update { it.copy(consentMissing = !value, error = null) }
            if (first) refresh()
        }

    override fun refresh() {
        if (state.value.running || !consentGiven) return
        state.update { it.copy(running = true) }
        scope.launch {
            val error = try {
                client.sync()
                null
            } catch (exception: ClientException) {
                exception
            }
            updateStatus()
            state.update { it.copy(running = false, error = error) }
        }
    }

    /** Passes on the platform's network class. Starts a sync when a network is back and the app is in the foreground. */
    fun setNetwork(network: NetworkClass) {
        val before = state.value.offline
        client.setNetwork(network)
        state.update { it.copy(offline = network == NetworkClass.OFFLINE) }
        if (before && network != NetworkClass.OFFLINE && foreground) refresh()
    }

    /** Passes on whether the app is in the foreground, and starts a sync when it comes there. Repeated calls do nothing. */
    fun setForeground(foreground: Boolean) {
        if (foreground == this.foreground) return
        this.foreground = foreground
        // The process outlives the screen by more than the two seconds that the core takes to close its files.
        scope.launch { client.setForeground(foreground) }
        if (!foreground) return
        scope.launch { updateStatus() }
        refresh()
    }

    /**
     * Runs work of WorkManager, and closes the core's files after it, also when it is ended early. Closing ends everything that is
     * under way, so the last of several workers does it; in the foreground nobody does.
     */
    suspend fun <T> inBackground(work: suspend () -> T): T {
        backgroundWorks.incrementAndGet()
        try {
            return work()
        } finally {
            if (backgroundWorks.decrementAndGet() == 0 && !foreground) withContext(NonCancellable) { client.setForeground(false) }
        }
    }

    override fun acknowledgeIncident() {
        scope.launch {
            try {
                client.storage.acknowledgeIncidents()
            } catch (_: ClientException) {
                // It stays on the screen.
            }
            updateStatus()
        }
    }

    private suspend fun updateStatus() {
        try {
            val status = client.status()
            state.update { it.copy(stale = status.stale, incident = status.incidents.firstOrNull()) }
        } catch (_: ClientException) {
            // Read again when the app comes to the foreground.
        }
    }
}
