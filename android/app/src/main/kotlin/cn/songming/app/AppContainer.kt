package cn.songming.app

import android.widget.Toast
import cn.songming.app.core.CoreClient
import cn.songming.app.core.openCoreClient
import cn.songming.app.core.paced
import cn.songming.app.listen.SpeechPlayer
import cn.songming.app.platform.IncomingFiles
import cn.songming.app.platform.SendWorker
import cn.songming.app.platform.networkClasses
import cn.songming.app.station.LoginCompletion
import cn.songming.app.station.ShareReceiver
import cn.songming.app.ui.SyncController
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.SendReport
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.launch

/** What lives as long as the process: the core, opened once and off the main thread, and what every screen shares. */
@OptIn(ExperimentalCoroutinesApi::class)
class AppContainer(private val app: SongmingApp) {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    val client: Deferred<CoreClient> = scope.async(Dispatchers.Default) {
        openCoreClient(folder = app.filesDir.resolve("core").path, publisher = app.publisher()).also {
            // Before anything else: without them the core can do nothing for an account.
            it.account.usePlatform(app.secretStore(), app.signer())
        }
    }

    /** Only after [client] completed. */
    val sync: SyncController by lazy { SyncController(client.getCompleted(), scope) }

    /** Only after [client] completed. */
    val player: SpeechPlayer by lazy { SpeechPlayer(client.getCompleted(), app.voice(), scope) }

    /** What a worker was scheduled for. */
    private var scheduled: SendReport? = null

    /** Files on their way into a draft. */
    val incomingFiles = IncomingFiles(app)
    val login = LoginCompletion(client, scope)

    /** What other apps share, until it is in a draft. */
    val shares = ShareReceiver(client, incomingFiles, scope) { count ->
        Toast.makeText(app, app.getString(R.string.share_unread, count), Toast.LENGTH_LONG).show()
    }

    init {
        scope.launch {
            val opened = try {
                client.await()
            } catch (_: ClientException) {
                // AppRoot shows the error and lets the person retry.
                return@launch
            }
            launch { opened.changes.filter { it == Change.ALL || it == Change.ACCOUNT }.collect { shares.createDrafts() } }
            launch { networkClasses(app).collect(sync::setNetwork) }
            launch { paced(opened.changes.filter { it in reminderChanges }).collect { if (sync.consentGiven) updateReminders() } }
            launch { paced(opened.changes.filter { it in sendingChanges }).collect { scheduleSending(ifNew = true) } }
        }
    }

    /** Every piece of a file that is sent announces a change. The pauses are taken beside the main thread. */
    private fun paced(changes: Flow<Change>): Flow<Change> = changes.paced(PAUSE).flowOn(Dispatchers.Default).conflate()

    /** Schedules and shows the core's reminders as they are now. */
    suspend fun updateReminders() {
        try {
            app.reminders.update(client.await())
        } catch (_: ClientException) {
            // Done again after the next change or sync.
        }
    }

    /** Passes on whether the app is in the foreground. What is left to send when it is not goes on in a worker. */
    fun setForeground(foreground: Boolean) {
        sync.setForeground(foreground)
        if (!foreground) scheduleSending()
    }

    /** Schedules a worker for what is left to send. */
    fun scheduleSending() {
        scope.launch { scheduleSending(ifNew = false) }
    }

    /** With [ifNew] only if something was queued or sent since. */
    private suspend fun scheduleSending(ifNew: Boolean) {
        if (!sync.consentGiven) return
        try {
            val pending = client.await().submissions.pending()
            val isNew = pending.left != scheduled?.left || pending.waitsForUnmetered != scheduled?.waitsForUnmetered
            scheduled = pending
            if (isNew || !ifNew) SendWorker.schedule(app, pending)
        } catch (_: ClientException) {
            // Scheduled when the app leaves the foreground, or with the next change.
        }
    }

    fun close() = scope.cancel()

    private companion object {
        /** Milliseconds. */
        const val PAUSE = 1_000L

        /** Changes after which something else may be left to send. */
        val sendingChanges = setOf(Change.ALL, Change.SUBMISSIONS, Change.ACCOUNT)

        /** Changes that can add or remove a reminder. */
        val reminderChanges = setOf(
            Change.ALL, Change.ITEMS, Change.APPEALS, Change.RADAR, Change.SETTINGS, Change.CATALOGUE, Change.SUBMISSIONS, Change.ACCOUNT,
        )
    }
}
