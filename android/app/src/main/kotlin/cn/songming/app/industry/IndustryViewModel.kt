package cn.songming.app.industry

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 产业. */
class IndustryViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.industry.overview() }
}
