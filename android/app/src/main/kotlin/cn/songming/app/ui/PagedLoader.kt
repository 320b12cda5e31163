package cn.songming.app.ui

import cn.songming.core.Change
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Rows of a page that a screen loads. */
const val PAGE_SIZE = 30u

/** A page of a list, and the key of the next one; null at the end. */
data class ListPage<T>(val items: List<T>, val next: String?)

/**
 * A list that grows by pages. After a change it is loaded again as far down as it was; at first as far as [initialRows].
 *
 * [loadPage] gets the key of the page, null for the first.
 */
class PagedLoader<T>(
    private val scope: CoroutineScope,
    changes: Flow<Change>,
    private var initialRows: Int = 0,
    private val loadPage: suspend (key: String?) -> ListPage<T>,
) {
    private var rows = emptyList<T>()
    private var next: String? = null

    // A page that is appended while the list is loaded again would be in it twice.
    private val loading = Mutex()
    private var growing = false

    val content = ContentLoader(scope, changes) { loadShown() }

    private suspend fun loadShown(): List<T> = loading.withLock {
        val wanted = maxOf(rows.size, initialRows)
        initialRows = 0
        var page = loadPage(null)
        var all = page.items
        while (all.size < wanted) {
            page = loadPage(page.next ?: break)
            all = all + page.items
        }
        next = page.next
        rows = all
        all
    }

    /** Loads from the top, for another request. */
    fun restart() {
        rows = emptyList()
        content.retry()
    }

    /** Appends the next page, if there is one and it is not being loaded already. */
    fun loadMore() {
        if (growing || next == null) return
        growing = true
        scope.launch {
            content.reportErrors { append() }
            growing = false
        }
    }

    private suspend fun append() = loading.withLock {
        val page = loadPage(next ?: return@withLock)
        rows = rows + page.items
        next = page.next
        content.show(rows)
    }
}
