package cn.songming.app.government

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 政务. */
class GovernmentViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.government.overview() }
}
