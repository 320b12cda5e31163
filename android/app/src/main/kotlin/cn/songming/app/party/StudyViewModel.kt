package cn.songming.app.party

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.OfflineTarget

/** 学习资料: one series. */
class StudyViewModel(private val client: CoreClient, private val series: String) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.party.study(series) }

    /** The choice is stored even if loading fails: a later sync loads what is missing. */
    fun setOffline(on: Boolean) = content.perform {
        client.storage.keepOffline(OfflineTarget.Series(series), on)
        if (on) client.storage.loadOffline(OfflineTarget.Series(series))
    }
}
