package cn.songming.app.government

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ListPage
import cn.songming.app.ui.PAGE_SIZE
import cn.songming.app.ui.PagedLoader

/** 办事指南: all guides. */
class GuidesViewModel(client: CoreClient, initialRows: Int = 0) : ViewModel() {
    val guides = PagedLoader(viewModelScope, client.changes, initialRows) { key ->
        client.government.guides(before = key, limit = PAGE_SIZE).run { ListPage(items, next) }
    }
}
