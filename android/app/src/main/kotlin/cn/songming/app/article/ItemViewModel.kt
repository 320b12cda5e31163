package cn.songming.app.article

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.ItemPage
import cn.songming.core.MarkAction
import cn.songming.core.MarkRequest
import cn.songming.core.Material
import cn.songming.core.OfflineTarget
import cn.songming.core.ReadingPosition

/** What a person can do with an item. */
interface ItemActions {
    fun setFavourite(on: Boolean)

    fun setLiked(on: Boolean)

    /** 不感兴趣: whether lists leave the item out. */
    fun setHidden(on: Boolean, onSuccess: () -> Unit)

    fun markUnread(onSuccess: () -> Unit)

    fun addToListening(onSuccess: () -> Unit)

    fun setOffline(on: Boolean)

    fun loadPicture(address: String)

    fun toggleMaterial(material: Material)

    fun clearMaterials()

    fun acknowledgeAlert(identifier: String)

    /** Stores where the person stopped reading: the first visible block, and how much of it is above the screen. */
    fun saveReadingPosition(block: Int, permille: Int)
}

/** One item of any kind. */
class ItemViewModel(private val client: CoreClient, private val id: String) : ViewModel(), ItemActions {
    private var opened = false
    val content = ContentLoader(viewModelScope, client.changes) { loadPage() }

    private suspend fun loadPage(): ItemPage {
        val page = client.items.get(id)
        if (!opened) {
            opened = true
            content.reportErrors { mark(MarkAction.Open) }
        }
        return page
    }

    private suspend fun mark(action: MarkAction) = client.items.mark(listOf(MarkRequest(id, action)))

    override fun setFavourite(on: Boolean) = content.perform { mark(MarkAction.Favourite(on)) }

    override fun setLiked(on: Boolean) = content.perform { mark(MarkAction.Like(on)) }

    override fun setHidden(on: Boolean, onSuccess: () -> Unit) = content.perform(onSuccess) { mark(MarkAction.Hide(on)) }

    override fun markUnread(onSuccess: () -> Unit) = content.perform(onSuccess) { mark(MarkAction.Read(false)) }

    override fun addToListening(onSuccess: () -> Unit) = content.perform(onSuccess) { client.listening.add(listOf(id)) }

    override fun setOffline(on: Boolean) = content.perform {
        client.storage.keepOffline(OfflineTarget.Item(id), on)
        if (on) client.storage.loadOffline(OfflineTarget.Item(id))
    }

    override fun loadPicture(address: String) = content.perform { client.items.loadPictures(id, address) }

    override fun toggleMaterial(material: Material) = content.perform { client.government.tickMaterial(id, material.text, !material.ticked) }

    override fun clearMaterials() = content.perform { client.government.clearTicks(id) }

    override fun acknowledgeAlert(identifier: String) = content.perform { client.alerts.acknowledge(identifier) }

    override fun saveReadingPosition(block: Int, permille: Int) =
        content.perform { mark(MarkAction.Place(ReadingPosition(block.toUInt(), permille.toUInt()))) }
}
