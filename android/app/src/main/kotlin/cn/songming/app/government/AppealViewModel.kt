package cn.songming.app.government

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Appeal

/** An appeal that was sent, and what became of it. */
class AppealViewModel(private val client: CoreClient, private val id: String) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { loadAppeal() }

    private suspend fun loadAppeal(): Appeal {
        val appeal = client.appeals.get(id)
        if (appeal.unseen) content.reportErrors { client.appeals.markSeen(id) }
        return appeal
    }

    fun refresh() = content.perform { client.appeals.refresh() }

    /** Deletes number and code too, without which the answer cannot be found: the person confirmed that. */
    fun delete(onSuccess: () -> Unit) = content.perform(onSuccess) { client.appeals.delete(id, force = true) }
}
