package cn.songming.core

import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.channels.Channel

/** A client whose lists and changes a test decides on; everything else is a real one's. */
class FakeClient(real: Client) : ClientInterface by real {
    val subscribed = Channel<Unit>(Channel.UNLIMITED)
    var cancelled = false
        private set

    /** What the phone has: id to time of publication, newest first. */
    var stored: List<Pair<String, Long>> = emptyList()

    /** What the publisher has beyond that, in pages. */
    val beyond = ArrayDeque<List<Pair<String, Long>>>()

    /** The size of every page that was read. */
    val reads = mutableListOf<Int>()

    /** Happens once, after the next page of more than a row was read. */
    var afterPage: (() -> Unit)? = null
    private val listeners = CopyOnWriteArrayList<ChangeListener>()

    fun tell(change: Change) = listeners.forEach { it.changed(change) }

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

    /** The key is the id after which the page begins: it holds also when that row is gone, as the core's does. */
    override suspend fun list(scope: Scope, before: String?, limit: UInt): Page {
        val rest = if (before == null) stored else stored.filter { it < before.place() }
        val rows = rest.take(limit.toInt())
        reads += rows.size
        if (limit > 1u) afterPage.also { afterPage = null }?.invoke()
        val last = rows.lastOrNull().takeIf { rows.size < rest.size }
        return Page(rows.map(::row), last?.let { "${it.second}.${it.first}" }, last == null && beyond.isNotEmpty())
    }

    override suspend fun loadOlder(): Boolean {
        stored = stored + beyond.removeFirst()
        return beyond.isNotEmpty()
    }

    private fun String.place() = substringAfter('.') to substringBefore('.').toLong()

    private operator fun Pair<String, Long>.compareTo(other: Pair<String, Long>) =
        compareValuesBy(this, other, { it.second }, { it.first })

    private fun row(item: Pair<String, Long>) = ItemRow(
        id = item.first, kind = ItemKind.ARTICLE, title = item.first, summary = "", source = "", module = null,
        channel = null, published = item.second, publishedText = "", flash = false, corrected = false, image = null,
        story = null, versions = 1u, alsoIn = emptyList(), read = false, favourite = false, liked = false,
    )
}
