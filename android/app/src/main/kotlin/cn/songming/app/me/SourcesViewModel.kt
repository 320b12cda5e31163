package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.toWellFormed
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change

/** 信源: feeds of other sites, which the person adds by their addresses. */
class SourcesViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = ::isRelevant) { client.sources.list() }

    fun add(address: String, onSuccess: () -> Unit) = content.perform(onSuccess) { client.sources.add(address.toWellFormed()) }

    fun remove(id: String) = content.perform { client.sources.remove(id) }

    private fun isRelevant(change: Change) = change == Change.ALL || change == Change.SOURCES || change == Change.ITEMS
}
