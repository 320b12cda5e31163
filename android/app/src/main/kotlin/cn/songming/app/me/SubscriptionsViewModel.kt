package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.SerialEditor
import cn.songming.app.ui.ContentLoader
import cn.songming.core.HomeChoice
import cn.songming.core.HomeEntry

/** 订阅: the sections of the home page, and their order. */
class SubscriptionsViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.settings.sections() }
    private val sections = SerialEditor(
        read = { client.settings.sections() },
        write = { sections -> client.settings.setSections(sections.map { HomeChoice(it.family, it.code, it.shown, it.muted) }) },
    )

    fun toggleShown(section: HomeEntry) = edit(section) { all, at -> all[at] = all[at].copy(shown = !all[at].shown) }

    fun toggleMuted(section: HomeEntry) = edit(section) { all, at -> all[at] = all[at].copy(muted = !all[at].muted) }

    fun moveUp(section: HomeEntry) = edit(section) { all, at -> if (at > 0) all.add(at - 1, all.removeAt(at)) }

    /** Does nothing to a section that is not there any more. */
    private fun edit(section: HomeEntry, change: (all: MutableList<HomeEntry>, at: Int) -> Unit) = content.perform {
        sections.edit { stored ->
            val all = stored.toMutableList()
            val at = all.indexOfFirst { it.family == section.family && it.code == section.code }
            if (at >= 0) change(all, at)
            all
        }
    }
}
