package cn.songming.core

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

private const val MAX_PAGE_SIZE = 200

/** The limit of [ItemsInterface.load]. */
private const val MAX_ROWS = 10_000

/**
 * A list for endless scrolling, read from the phone and, at its end, from the publisher.
 *
 * It keeps its position: rows that were shown stay when others come in above them, until their publisher withdraws them.
 * Its state survives the end of a collection: keep it where the screen's state is kept. May be used from any thread.
 */
public class Pager internal constructor(
    private val client: ClientInterface,
    private val scope: Scope,
    private val pageSize: Int,
    private val initialRows: Int,
) {
    private val clientItems: ItemsInterface = client.items()
    private val loaded = MutableStateFlow<LoadedList?>(null)

    /** Held from the call of the core until its answer is shown: an older answer must not replace a newer one. */
    private val reading = Mutex()

    /** Held by [more]. It is not [reading], because [more] may wait for the publisher, and changes must show meanwhile. */
    private val extending = Mutex()

    init {
        require(pageSize in 1..MAX_PAGE_SIZE) { "a page has 1 to $MAX_PAGE_SIZE rows" }
    }

    /**
     * The rows loaded so far, in the list's order: at once, after each [more], and after each change of rows while this is
     * collected.
     *
     * Fails with [ClientException.Storage] if the phone's storage does, and with [ClientException.Rejected] (`closed`)
     * after [ClientInterface.shutDown].
     */
    public val items: Flow<List<ItemRow>> = channelFlow {
        launch {
            client.changes().filter { it.affectsRows }.collect { read() }
        }
        loaded.filterNotNull().map { it.items }.distinctUntilChanged().collect { send(it) }
    }

    /**
     * Extends the list by one page. If the phone has no row below, but the publisher has, a few older pages are fetched.
     * Changes of rows show while this waits.
     *
     * @return whether there is more below, on the phone or at the publisher. `true` without new rows if the fetched pages
     *   held none of this list.
     * @throws ClientException as [ItemsInterface.loadOlder]; the rows stay, and a later call tries again.
     */
    public suspend fun more(): Boolean = extending.withLock {
        val before = loaded.value ?: return@withLock read().more
        val extended = clientItems.load(scope, before.position, pageSize.toUInt(), more = true)
        // Its rows may be older than those that a change brought meanwhile: only its position is used.
        read(extended.position).more
    }

    /** Loads the list down to [end], or to where it ended before if that is `null`. */
    private suspend fun read(end: String? = null): LoadedList = reading.withLock {
        val position = end ?: loaded.value?.position
        val rows = if (position == null) initialRows.coerceIn(pageSize, MAX_ROWS) else pageSize
        clientItems.load(scope, position, rows.toUInt(), more = false).also { loaded.value = it }
    }
}
