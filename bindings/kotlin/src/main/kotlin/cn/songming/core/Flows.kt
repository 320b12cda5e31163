package cn.songming.core

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map

/**
 * What may have changed, for as long as the flow is collected; the first value is [Change.ALL].
 *
 * A collector that is slower than the changes finds each kind once: a value says *that* something changed, not how
 * often, so nothing is lost. While [Change.ALL] waits, it stands for all others.
 */
public fun ClientInterface.changes(): Flow<Change> = flow {
    val waiting = LinkedHashSet<Change>()
    // Plain conflation would keep the last value only, and a SYNC would swallow the ITEMS before it.
    val bell = Channel<Unit>(Channel.CONFLATED)
    val listener = object : ChangeListener {
        override fun changed(change: Change) {
            synchronized(waiting) { waiting += change }
            bell.trySend(Unit)
        }
    }
    val subscription = subscribe(listener)
    try {
        for (ring in bell) {
            val heard = synchronized(waiting) { waiting.toList().also { waiting.clear() } }
            if (Change.ALL in heard) emit(Change.ALL) else heard.forEach { emit(it) }
        }
    } finally {
        subscription.cancel()
        subscription.destroy()
    }
}

/** Whether rows may look different now. A kind that a later core adds counts as [Change.ALL] until it is named here. */
internal val Change.concernsRows: Boolean
    get() = when (this) {
        Change.LISTENING, Change.SEARCH, Change.SETTINGS, Change.CONSENT, Change.SYNC -> false
        else -> true
    }

/**
 * The listening queue 听新闻 and the place in it: at once, and whenever either or a row of it may have changed. Fails
 * with [ClientException] only when the phone's storage does.
 */
public fun ClientInterface.listeningQueue(): Flow<Listening> =
    changes().filter { it == Change.LISTENING || it.concernsRows }.map { listening() }

/**
 * A list that grows as a person scrolls; see [Pager]. [pageSize] is 1 to 200. With [reach] it begins with as many rows, if the
 * phone has them: for a screen that goes on where it was before its process ended.
 */
public fun ClientInterface.pages(scope: Scope = Scope.All, pageSize: Int = 20, reach: Int = 0): Pager =
    Pager(this, scope, pageSize, reach)
