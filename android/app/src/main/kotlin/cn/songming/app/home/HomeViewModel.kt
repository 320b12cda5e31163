package cn.songming.app.home

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 首页. */
class HomeViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.home() }
}
