package cn.songming.app.me

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.SerialEditor
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change

/** 我的镇街: the towns whose alerts the person gets. */
class TownsViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = ::isRelevant) { client.alerts.towns() }
    private val chosen = SerialEditor(
        read = { client.alerts.towns().filter { it.chosen }.map { it.term.code } },
        write = { codes -> client.alerts.setTowns(codes) },
    )

    fun setChosen(code: String, on: Boolean) = content.perform {
        chosen.edit { codes -> if (on) codes - code + code else codes - code }
    }

    private fun isRelevant(change: Change) = change == Change.ALL || change == Change.SETTINGS || change == Change.CATALOGUE
}
