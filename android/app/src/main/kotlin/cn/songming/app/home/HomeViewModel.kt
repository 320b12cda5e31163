package cn.songming.app.home

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.app.ui.affectsContent
import cn.songming.app.ui.stationChanges

/** 首页. It counts the submissions with news. */
class HomeViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it.affectsContent || it in stationChanges }) { client.home() }
}
