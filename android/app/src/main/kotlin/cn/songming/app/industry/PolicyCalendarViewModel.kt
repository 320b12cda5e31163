package cn.songming.app.industry

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 政策日历: the days on which a policy ends. */
class PolicyCalendarViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.industry.calendar() }
}
