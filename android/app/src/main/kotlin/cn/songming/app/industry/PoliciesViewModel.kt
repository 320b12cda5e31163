package cn.songming.app.industry

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ListPage
import cn.songming.app.ui.PAGE_SIZE
import cn.songming.app.ui.PagedLoader
import cn.songming.core.PolicyRequest
import cn.songming.core.PolicyRow
import cn.songming.core.Term

/** 政策: all policies, narrowed by [request]. */
class PoliciesViewModel(private val client: CoreClient, initialRows: Int = 0) : ViewModel() {
    var request by mutableStateOf(PolicyRequest(openOnly = true, limit = PAGE_SIZE))
        private set

    /** The sectors and sizes of companies that policies can be narrowed to. */
    var sectors by mutableStateOf(emptyList<Term>())
        private set
    var sizes by mutableStateOf(emptyList<Term>())
        private set

    val policies = PagedLoader(viewModelScope, client.changes, initialRows, ::loadPage)

    private suspend fun loadPage(key: String?): ListPage<PolicyRow> {
        val page = client.industry.policies(request.copy(before = key))
        if (key == null) {
            sectors = page.sectors
            sizes = page.sizes
        }
        return ListPage(page.items, page.next)
    }

    fun narrow(change: (PolicyRequest) -> PolicyRequest) {
        request = change(request)
        policies.restart()
    }
}
