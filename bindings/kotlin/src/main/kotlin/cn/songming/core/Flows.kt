package cn.songming.core

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map

/**
 * What may have changed, while the flow is collected. The first value is [Change.ALL].
 *
 * A collector that is slower than the changes gets each kind once: a value says *that* something changed, not how often,
 * so nothing is lost. A pending [Change.ALL] replaces all other pending kinds.
 */
public fun ClientInterface.changes(): Flow<Change> = flow {
    val pending = LinkedHashSet<Change>()
    // A conflated channel of changes would keep only the last one: a SYNC would replace the ITEMS before it.
    val wake = Channel<Unit>(Channel.CONFLATED)
    val listener = object : ChangeListener {
        override fun changed(change: Change) {
            synchronized(pending) { pending += change }
            wake.trySend(Unit)
        }
    }
    val subscription = subscribe(listener)
    try {
        for (signal in wake) {
            val batch = synchronized(pending) { pending.toList().also { pending.clear() } }
            if (Change.ALL in batch) emit(Change.ALL) else batch.forEach { emit(it) }
        }
    } finally {
        subscription.cancel()
        subscription.destroy()
    }
}

/** Whether rows of lists may differ after this change. A kind that is not named here counts as [Change.ALL]. */
internal val Change.affectsRows: Boolean
    get() = when (this) {
        Change.LISTENING, Change.SEARCH, Change.SETTINGS, Change.ACCOUNT, Change.SUBMISSIONS, Change.CONSENT, Change.SYNC -> false
        else -> true
    }

/**
 * 听新闻: the listening queue and the position in it, at once and after each change of the queue, the position or a row.
 *
 * Fails with [ClientException.Storage] if the phone's storage does, and with [ClientException.Rejected] (`closed`) after
 * [ClientInterface.shutDown].
 */
public fun ClientInterface.listeningQueue(): Flow<ListeningQueue> =
    changes().filter { it == Change.LISTENING || it.affectsRows }.map { listening().queue() }

/**
 * A list for endless scrolling; see [Pager].
 *
 * @param pageSize rows that one [Pager.more] adds, 1 to 200.
 * @param initialRows rows to begin with, if the phone has them; at least a page, at most 10,000. For a screen that resumes
 *   at the position it had before its process ended.
 * @throws IllegalArgumentException if [pageSize] is out of range.
 */
public fun ClientInterface.pages(scope: Scope = Scope.All, pageSize: Int = 20, initialRows: Int = 0): Pager =
    Pager(this, scope, pageSize, initialRows)
