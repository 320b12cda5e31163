package cn.songming.app.feed

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader

/** 频道: all channels of the publisher. */
class ChannelsViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes) { client.items.catalogue().channels }
}
