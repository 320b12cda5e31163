package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 关于: what the app does with the person's data, and incidents of this phone's storage. */
class AboutViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.status().incidents }

    fun acknowledgeIncidents() = content.perform {
        client.storage.acknowledgeIncidents()
        // The core announces no change for this.
        content.reload()
    }
}
