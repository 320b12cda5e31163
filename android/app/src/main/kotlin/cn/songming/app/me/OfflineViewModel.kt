package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Offline

/** 离线保存: items and series that the person keeps on the phone. */
class OfflineViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.offline.list() }

    fun remove(offline: Offline) = content.perform { client.offline.set(offline.what, false) }
}
