package cn.songming.app.industry

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ListPage
import cn.songming.app.ui.PAGE_SIZE
import cn.songming.app.ui.PagedLoader
import cn.songming.core.RadarHit

/** What a rule found, or what all rules found if [rule] is null. Once loaded, the hits are not new any more. */
class RadarHitsViewModel(private val client: CoreClient, private val rule: String?, initialRows: Int = 0) : ViewModel() {
    private var markedSeen = false
    val hits = PagedLoader(viewModelScope, client.changes, initialRows, ::loadPage)

    private suspend fun loadPage(key: String?): ListPage<RadarHit> {
        val page = client.radar.hits(rule, key, PAGE_SIZE)
        if (!markedSeen) {
            markedSeen = true
            hits.content.reportErrors { client.radar.markSeen(rule) }
        }
        return ListPage(page.items, page.next)
    }
}
