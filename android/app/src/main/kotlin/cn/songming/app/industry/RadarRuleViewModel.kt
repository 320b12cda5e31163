package cn.songming.app.industry

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change

/** The form of a radar rule, a new one if [id] is null. The core decides whether a rule is valid. */
class RadarRuleViewModel(private val client: CoreClient, private val id: String?) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it == Change.ALL || it == Change.CATALOGUE }) {
        client.radar.form(id)
    }

    fun save(draft: RadarRuleDraft, onSuccess: () -> Unit) = content.perform(onSuccess) { client.radar.save(draft.toRule(id)) }

    fun delete(onSuccess: () -> Unit) = content.perform(onSuccess) { id?.let { client.radar.delete(it) } }
}
