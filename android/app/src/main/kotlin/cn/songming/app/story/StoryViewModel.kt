package cn.songming.app.story

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 一事一卡: one story, as all sources report it. */
class StoryViewModel(client: CoreClient, id: String) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.items.story(id) }
}
