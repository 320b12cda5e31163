package cn.songming.app.station

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.app.ui.stationChanges
import cn.songming.core.Change

/** The saved states of a draft. */
class DraftHistoryViewModel(private val client: CoreClient, private val id: String) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it == Change.ALL || it in stationChanges }) { client.drafts.history(id) }

    /** The state before stays in the history. */
    fun restore(number: Long, onSuccess: () -> Unit) = content.perform(onSuccess) { client.drafts.restore(id, number) }
}
