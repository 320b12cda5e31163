package cn.songming.app.service

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 服务: the directory by categories. */
class ServiceViewModel(client: CoreClient) : ViewModel() {
    /** Whether only what is open now is listed. */
    var openNow by mutableStateOf(false)
        private set

    val content = ContentLoader(viewModelScope, client.changes) { client.services.directory(openNow) }

    fun setOpenNowOnly(on: Boolean) {
        openNow = on
        content.retry()
    }
}
