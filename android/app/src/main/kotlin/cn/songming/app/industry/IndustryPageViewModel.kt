package cn.songming.app.industry

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Scope

/** The page of a sector or a park. */
class IndustryPageViewModel(client: CoreClient, scope: Scope) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.industry.page(scope) }
}
