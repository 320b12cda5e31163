package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Retention

/** 存储与流量. */
class StorageViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.storage.usage() }

    fun setRetention(retention: Retention) = content.perform { client.storage.setRetention(retention) }

    fun clearPictures() = content.perform { client.storage.clearPictures() }
}
