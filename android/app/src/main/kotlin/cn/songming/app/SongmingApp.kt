package cn.songming.app

import android.app.Application
import androidx.work.Configuration
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.changes
import cn.songming.app.core.openCore
import cn.songming.app.listen.Reader
import cn.songming.app.listen.SystemVoice
import cn.songming.app.listen.Voice
import cn.songming.app.platform.Channels
import cn.songming.app.platform.Reminders
import cn.songming.app.platform.SyncWorker
import cn.songming.app.platform.networks
import cn.songming.app.ui.Syncing
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.launch

/** The process. */
open class SongmingApp : Application(), Configuration.Provider {
    val reminders: Reminders by lazy { Reminders(this) }
    lateinit var session: Session
        private set
    val core: Deferred<Core> get() = session.core

    /** WorkManager begins with the first request, not with the process. */
    override val workManagerConfiguration: Configuration get() = Configuration.Builder().build()

    override fun onCreate() {
        super.onCreate()
        Channels.make(this)
        session = Session(this)
    }

    /** Begins anew on the same files. */
    fun restart() {
        session.scope.cancel()
        session = Session(this)
    }

    /** What the person decided: from here on the phone may be asked to sync by itself, or may not. */
    fun agreed(on: Boolean) {
        session.syncing.agreed = on
        if (on) SyncWorker.schedule(this) else SyncWorker.cancel(this)
    }

    /** Where the county publishes. */
    open fun publisher(): String = getString(R.string.publisher)

    open fun voice(): Voice = SystemVoice(this)
}

/** What lives as long as the process: one core, opened once and off the main thread, and what serves every screen. */
@OptIn(ExperimentalCoroutinesApi::class)
class Session(private val app: SongmingApp) {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    val core: Deferred<Core> = scope.async(Dispatchers.Default) { openCore(app.filesDir.resolve("core").path, app.publisher()) }

    /** Only after `core` was awaited. */
    val syncing: Syncing by lazy { Syncing(core.getCompleted(), scope) }
    val reader: Reader by lazy { Reader(core.getCompleted(), app.voice(), scope) }

    init {
        scope.launch {
            val opened = try {
                core.await()
            } catch (_: CoreFault) {
                // The screen says so, and lets the person try again.
                return@launch
            }
            launch { networks(app).collect(syncing::network) }
            launch { opened.changes().filter { it in reminding && syncing.agreed }.collect { remind() } }
        }
    }

    /** Brings the core's plans to the phone: they may have changed, or may be shown now. */
    suspend fun remind() {
        try {
            app.reminders.arrange(core.await())
        } catch (_: CoreFault) {
            // The next change, or the next sync, arranges them.
        }
    }

    private companion object {
        /** Changes that may bring a reminder, or take one away. */
        val reminding = setOf(Change.ALL, Change.ITEMS, Change.APPEALS, Change.RADAR, Change.SETTINGS, Change.CATALOGUE)
    }
}
