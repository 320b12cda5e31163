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

/** Pages that one [Pager.more] fetches at most: a list with little in each of them must not fetch the whole archive. */
private const val OLDER_PAGES = 4

/** The longest page that the core gives. */
private const val LONGEST = 200

/**
 * A list for endless scrolling, read from the phone and, at its end, from the publisher.
 *
 * It never loses the place: what was shown stays, whatever comes in above it, until its publisher takes it back. Safe
 * from any thread. Its state outlives a collector: keep it where the screen's state is kept.
 */
public class Pager internal constructor(
    private val client: ClientInterface,
    private val scope: Scope,
    private val pageSize: Int,
    private val reach: Int,
) {
    private class Loaded(val rows: List<ItemRow>, val next: String?, val older: Boolean) {
        val end: String? get() = rows.lastOrNull()?.id
        val goesOn: Boolean get() = next != null || older
    }

    private val loaded = MutableStateFlow<Loaded?>(null)
    private val reading = Mutex()

    // Apart from `reading`: waiting for the publisher must not keep changes from showing.
    private val growing = Mutex()

    init {
        require(pageSize in 1..LONGEST) { "a page has 1 to $LONGEST rows" }
    }

    /**
     * The rows so far, in the list's order: at once, after every [more], and whenever rows change while this is
     * collected. Fails with [ClientException] only when the phone's storage does.
     */
    public val items: Flow<List<ItemRow>> = channelFlow {
        launch {
            client.changes().filter { it.concernsRows }.collect { read() }
        }
        loaded.filterNotNull().map { it.rows }.distinctUntilChanged().collect { send(it) }
    }

    /**
     * Goes on by one page. When the phone has no more, but the publisher has, it fetches older pages, a few at most.
     *
     * @return false when there is nothing older anywhere; true without new rows when what was fetched held none of
     *   this list.
     * @throws ClientException as [ClientInterface.loadOlder]; what is shown stays, and a later call tries again.
     */
    public suspend fun more(): Boolean = growing.withLock {
        val before = loaded.value ?: return@withLock read().goesOn
        var now = before
        var fetched = 0
        while (now.next == null && now.older && now.end == before.end && fetched < OLDER_PAGES) {
            client.loadOlder()
            fetched += 1
            now = read()
        }
        if (now.next != null && now.end == before.end) now = append()
        now.goesOn
    }

    private suspend fun append(): Loaded = reading.withLock {
        val now = checkNotNull(loaded.value) { "read before" }
        val page = client.list(scope, now.next ?: return@withLock now, pageSize.toUInt())
        Loaded(now.rows + page.items, page.next, page.older).also { loaded.value = it }
    }

    private suspend fun read(): Loaded = reading.withLock {
        var now = readDown()
        while (now == null) now = readDown()
        now.also { loaded.value = it }
    }

    /**
     * Reads from the top down to the place that was reached before, and no further; at least a page, and at first as far as
     * `reach`. Null when rows moved between two looks at one page: the key to go on with would be that of another place.
     */
    private suspend fun readDown(): Loaded? {
        val shown = loaded.value?.rows.orEmpty()
        val place = shown.lastOrNull()
        // No row tells when it was marked, and the place itself may have moved: what follows it says where it was.
        val below = loaded.value?.next.takeUnless { scope.ordersByTime }
        val follower = below?.let { client.list(scope, it, 1u).items.firstOrNull()?.id }
        var now = Loaded(emptyList(), null, false)
        do {
            val size = ((if (place == null) reach else shown.size) - now.rows.size).coerceIn(pageSize, LONGEST)
            var page = client.list(scope, now.next, size.toUInt())
            val above = when {
                place == null -> page.items.size
                scope.ordersByTime -> page.items.count { it.published >= place.published }
                else -> page.items.takeWhile { it.id != follower }.size
            }
            val wanted = maxOf(above, minOf(page.items.size, pageSize - now.rows.size))
            val whole = wanted == page.items.size
            if (!whole) {
                if (wanted == 0) break
                // The key to go on with is that of a page which ends at the place.
                val ids = page.items.take(wanted).map { it.id }
                page = client.list(scope, now.next, wanted.toUInt())
                if (page.items.map { it.id } != ids) return null
            }
            now = Loaded(now.rows + page.items, page.next, page.older)
            val reached = if (place == null) now.rows.size >= reach else scope.ordersByTime && now.end == place.id
        } while (whole && now.next != null && !reached)
        return now
    }
}

private val Scope.ordersByTime: Boolean
    get() = when (this) {
        Scope.Favourites, Scope.History, Scope.Hidden -> false
        else -> true
    }
