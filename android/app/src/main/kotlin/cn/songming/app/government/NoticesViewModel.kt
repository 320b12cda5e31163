package cn.songming.app.government

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ListPage
import cn.songming.app.ui.PAGE_SIZE
import cn.songming.app.ui.PagedLoader
import cn.songming.core.NoticeRequest
import cn.songming.core.NoticeRow
import cn.songming.core.Term

/** 公开: the notices of a module, narrowed by [request]. */
class NoticesViewModel(private val client: CoreClient, module: String, initialRows: Int = 0) : ViewModel() {
    /** A text field is part of it: see [AppealFormViewModel.draft]. */
    var request by mutableStateOf(NoticeRequest(module = module, limit = PAGE_SIZE))
        private set

    /** The topics that notices can be narrowed to. */
    var topics by mutableStateOf(emptyList<Term>())
        private set

    val notices = PagedLoader(viewModelScope, client.changes, initialRows, ::loadPage)

    private suspend fun loadPage(key: String?): ListPage<NoticeRow> {
        val page = client.government.notices(request.copy(before = key))
        if (key == null) topics = page.topics
        return ListPage(page.items, page.next)
    }

    fun narrow(change: (NoticeRequest) -> NoticeRequest) {
        request = change(request)
        notices.restart()
    }
}
