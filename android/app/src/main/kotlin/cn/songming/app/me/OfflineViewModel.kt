package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.OfflineEntry

/** 离线保存: items and series that the person keeps on the phone. */
class OfflineViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.storage.listOffline() }

    fun remove(offline: OfflineEntry) = content.perform { client.storage.keepOffline(offline.what, false) }
}
