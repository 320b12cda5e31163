package cn.songming.core

import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.channels.Channel

/** A client whose lists and changes a test decides on; everything else is that of a real client. */
class FakeClient(real: Client) : ClientInterface by real {
    val subscribed = Channel<Unit>(Channel.UNLIMITED)
    var cancelled = false
        private set
    private val items = FakeItems()
    private val listeners = CopyOnWriteArrayList<ChangeListener>()

    fun announce(change: Change) = listeners.forEach { it.changed(change) }

    override fun subscribe(listener: ChangeListener): Subscription {
        listeners += listener
        listener.changed(Change.ALL)
        subscribed.trySend(Unit)
        return object : Subscription(NoHandle) {
            override fun cancel() {
                listeners -= listener
                cancelled = true
            }
        }
    }

    override fun items(): FakeItems = items
}

/** Lists that a test decides on. */
class FakeItems : Items(NoHandle) {
    /** The rows on the phone: id and time of publication, newest first. */
    var stored: List<Pair<String, Long>> = emptyList()

    /** The older pages of the publisher. */
    val olderPages = ArrayDeque<List<Pair<String, Long>>>()

    /** The number of rows of every list that was loaded. */
    val loads = mutableListOf<Int>()

    /** Runs once, between reading the next list and returning it. */
    var beforeReturn: (suspend () -> Unit)? = null

    override suspend fun load(scope: Scope, position: String?, rows: UInt, more: Boolean): LoadedList {
        val last = position?.let { it.substringAfter('.') to it.substringBefore('.').toLong() }
        var fetched = 0
        while (true) {
            val above = if (last == null) 0 else stored.count { it >= last }
            val wanted = if (more && last != null) above + rows.toInt() else maxOf(above, rows.toInt())
            val found = stored.take(wanted)
            if (more && found.size <= above && olderPages.isNotEmpty() && fetched < MAX_OLDER_PAGES) {
                stored = stored + olderPages.removeFirst()
                fetched += 1
                continue
            }
            loads += found.size
            val goesOn = found.size < stored.size || olderPages.isNotEmpty()
            beforeReturn.also { beforeReturn = null }?.invoke()
            return LoadedList(found.map(::row), found.lastOrNull()?.let { "${it.second}.${it.first}" }, goesOn)
        }
    }

    private operator fun Pair<String, Long>.compareTo(other: Pair<String, Long>) =
        compareValuesBy(this, other, { it.second }, { it.first })

    private fun row(item: Pair<String, Long>) = ItemRow(
        id = item.first, kind = ItemKind.ARTICLE, title = item.first, summary = "", source = "", module = null,
        channel = null, published = item.second, publishedText = "", flash = false, corrected = false, image = null,
        story = null, versions = 1u, alsoIn = emptyList(), read = false, favourite = false, liked = false,
    )

    private companion object {
        /** As in the core. */
        const val MAX_OLDER_PAGES = 4
    }
}
