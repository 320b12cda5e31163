package cn.songming.app.ui

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.displayEditor
import cn.songming.core.Change
import cn.songming.core.DisplayChoice
import cn.songming.core.Theme

/** How everything is drawn, by the core's display policy, and the person's choices. */
class DisplayViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = ::isRelevant) { client.settings.display() }
    private val choice = client.settings.displayEditor()

    fun setElderMode(on: Boolean) = edit { it.copy(elder = on) }

    fun setFontScale(scale: Float) = edit { it.copy(fontScale = scale) }

    fun setTheme(theme: Theme) = edit { it.copy(theme = theme) }

    private fun edit(change: (DisplayChoice) -> DisplayChoice) = content.perform { choice.edit(change) }

    private fun isRelevant(change: Change) = change == Change.ALL || change == Change.SETTINGS || change == Change.CATALOGUE
}
