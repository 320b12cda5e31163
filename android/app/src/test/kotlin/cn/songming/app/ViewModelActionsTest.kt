package cn.songming.app

import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.ViewModelStore
import cn.songming.app.article.ItemViewModel
import cn.songming.app.core.toWellFormed
import cn.songming.app.feed.ItemListViewModel
import cn.songming.app.government.AppealFormViewModel
import cn.songming.app.government.AppealViewModel
import cn.songming.app.government.GuidesViewModel
import cn.songming.app.government.NoticesViewModel
import cn.songming.app.industry.RadarRuleViewModel
import cn.songming.app.me.OfflineViewModel
import cn.songming.app.me.SourcesViewModel
import cn.songming.app.me.StorageViewModel
import cn.songming.app.me.SubscriptionsViewModel
import cn.songming.app.me.TownsViewModel
import cn.songming.app.search.SearchViewModel
import cn.songming.app.ui.UiState
import cn.songming.core.Appeal
import cn.songming.core.AppealDraft
import cn.songming.core.AppealKind
import cn.songming.core.Change
import cn.songming.core.GuidePage
import cn.songming.core.HomeChoice
import cn.songming.core.HomeEntry
import cn.songming.core.HomeFamily
import cn.songming.core.ItemRow
import cn.songming.core.LoadedList
import cn.songming.core.MarkAction
import cn.songming.core.MarkRequest
import cn.songming.core.Material
import cn.songming.core.NoticePage
import cn.songming.core.NoticeRequest
import cn.songming.core.NoticeRow
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget
import cn.songming.core.Scope
import cn.songming.core.SearchHit
import cn.songming.core.SearchOrder
import cn.songming.core.SearchPage
import cn.songming.core.SearchRequest
import cn.songming.core.Source
import cn.songming.core.Suggestion
import cn.songming.core.Term
import cn.songming.core.Town
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** What a person does on a screen, and what must not be lost of it. */
class ViewModelActionsTest : ViewModelTestCase() {
    /** The store of a screen with this view model, which is cleared when the screen is left. */
    private inline fun <reified T : ViewModel> storeOf(viewModel: T): ViewModelStore {
        val store = ViewModelStore()
        val factory = object : ViewModelProvider.Factory {
            @Suppress("UNCHECKED_CAST")
            override fun <V : ViewModel> create(modelClass: Class<V>): V = viewModel as V
        }
        ViewModelProvider(store, factory)[T::class.java]
        return store
    }

    @Test
    fun `the last edit is saved even if the screen is left while the previous one is being saved`() {
        fake.answer("appeals.form") { appealForm() }.holds("appeals.save", appeal("灯"))
        val viewModel = AppealFormViewModel(client, null)
        val store = storeOf(viewModel)
        show(viewModel.content)
        for (text in listOf("灯", "灯不", "灯不亮")) viewModel.edit { it.copy(text = text) }
        assertEquals("one save is running, and another one waits for all later edits", 1, fake.count("appeals.save"))
        store.clear()
        fake.release()
        assertEquals(2, fake.count("appeals.save"))
        assertEquals("灯不亮", (fake.last("appeals.save").single() as AppealDraft).text)
    }

    @Test
    fun `edits of an appeal that was sent become a new draft, which is edited from then on`() {
        fake.answer("appeals.form") { appealForm(AppealDraft("a1", AppealKind.COMPLAINT, text = "灯")) }.answer("appeals.save") { appeal("灯").copy(id = "a2") }
        val viewModel = AppealFormViewModel(client, "a1")
        show(viewModel.content)
        viewModel.edit { it.copy(text = "灯不亮") }
        assertEquals("a2", viewModel.draft.id)
        viewModel.edit { it.copy(text = "灯不亮了") }
        assertEquals("a2", (fake.last("appeals.save").single() as AppealDraft).id)
    }

    @Test
    fun `a second tap does not send twice, and leaves the screen once`() {
        fake.answer("appeals.form") { appealForm() }.answer("appeals.save") { appeal("灯") }.holds("appeals.send", appeal("灯"))
        val viewModel = AppealFormViewModel(client, null)
        show(viewModel.content)
        val sent = mutableListOf<String>()
        repeat(2) { viewModel.send { sent += it } }
        fake.release()
        assertEquals(1, fake.count("appeals.send"))
        assertEquals(listOf("a1"), sent)
    }

    @Test
    fun `half of a surrogate pair does not reach the core`() {
        fake.answer("appeals.form") { appealForm() }.answer("appeals.save") { appeal("灯") }.answer("search.suggest") { emptyList<Suggestion>() }
        val viewModel = AppealFormViewModel(client, null)
        show(viewModel.content)
        viewModel.edit { it.copy(text = "灯\uD83D") }
        assertEquals("灯?", (fake.last("appeals.save").single() as AppealDraft).text)
        SearchViewModel(client).edit("\uDE00停水")
        assertEquals("?停水", fake.last("search.suggest").first())
        assertEquals("灯😀", "灯😀".toWellFormed())
    }

    @Test
    fun `a list that is loaded again while it grows has no row twice`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        val page = { before: Any? -> pages.getValue(before as String?).let { GuidePage(listOf(itemRow(it.first)), it.second) } }
        fake.answer("government.guides") { (_, before) -> page(before) }
        val viewModel = GuidesViewModel(client)
        show(viewModel.guides)
        fake.holds("government.guides", page("k1"))
        viewModel.guides.loadMore()
        fake.answer("government.guides") { (_, before) -> page(before) }
        fake.announce(Change.ITEMS)
        fake.release()
        assertEquals(listOf("a", "b"), contentOf(viewModel.guides).map { it.id })
        viewModel.guides.loadMore()
        assertEquals(listOf("a", "b", "c"), contentOf(viewModel.guides).map { it.id })
    }

    @Test
    fun `a restored list loads as many rows as it showed`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        fake.answer("government.guides") { (_, before) -> pages.getValue(before as String?).let { GuidePage(listOf(itemRow(it.first)), it.second) } }
        val guides = GuidesViewModel(client, initialRows = 2)
        show(guides.guides)
        assertEquals(listOf("a", "b"), contentOf(guides.guides).map { it.id })
        fake.answer("items.load") { (_, _, rows) -> LoadedList(List((rows as Int)) { itemRow("$it") }, "k", false) }
        val list = ItemListViewModel(client, Scope.All, initialRows = 90)
        show(list.uiState)
        assertEquals(90, (list.uiState.value as UiState.Content).value.size)
        assertTrue(list.announcesNewItems)
        assertFalse("the person's own lists announce nothing", ItemListViewModel(client, Scope.Favourites).announcesNewItems)
    }

    @Test
    fun `a narrowed list starts at the top, and its choices stay`() {
        fake.answer("government.notices") { (request) ->
            val first = (request as NoticeRequest).before == null
            NoticePage(List(2) { itemRow("$first $it").run { notice(this) } }, if (first) "k" else null, if (first) listOf(Term("water", "供水")) else emptyList())
        }
        val viewModel = NoticesViewModel(client, "government")
        show(viewModel.notices)
        viewModel.notices.loadMore()
        assertEquals(4, contentOf(viewModel.notices).size)
        assertEquals(listOf("water"), viewModel.topics.map { it.code })
        viewModel.narrow { it.copy(topic = "water") }
        assertEquals(2, contentOf(viewModel.notices).size)
        assertEquals("water", (fake.last("government.notices").single() as NoticeRequest).topic)
    }

    @Test
    fun `every action on an item is passed to the core`() {
        fake.answer("items.get") { itemPage() }.answer("items.mark") { }.answer("listening.add") { }.answer("storage.keepOffline") { }
            .answer("government.tickMaterial") { }.answer("government.clearTicks") { }.answer("alerts.acknowledge") { }.fails("storage.loadOffline", offline)
        val viewModel = ItemViewModel(client, "1")
        show(viewModel.content)
        var done = 0
        viewModel.setHidden(true) { done += 1 }
        assertEquals(listOf(MarkRequest("1", MarkAction.Hide(true))), fake.last("items.mark").single())
        viewModel.setHidden(false) { done += 1 }
        assertEquals(listOf(MarkRequest("1", MarkAction.Hide(false))), fake.last("items.mark").single())
        viewModel.markUnread { done += 1 }
        assertEquals(listOf(MarkRequest("1", MarkAction.Read(false))), fake.last("items.mark").single())
        viewModel.addToListening { done += 1 }
        assertEquals(listOf("1"), fake.last("listening.add").single())
        assertEquals(4, done)
        viewModel.toggleMaterial(Material("身份证", false))
        assertEquals(listOf("1", "身份证", true), fake.last("government.tickMaterial"))
        viewModel.clearMaterials()
        assertEquals(listOf("1"), fake.last("government.clearTicks"))
        viewModel.acknowledgeAlert("storm-1")
        assertEquals(listOf("storm-1"), fake.last("alerts.acknowledge"))
        viewModel.setOffline(true)
        assertEquals("the choice is stored even if loading fails", listOf(OfflineTarget.Item("1"), true), fake.last("storage.keepOffline"))
        assertEquals(offline, viewModel.content.actionError.value)
    }

    @Test
    fun `a search loads more, is narrowed, and is repeated when the index has caught up`() {
        val result = { id: String -> SearchHit(itemRow(id), emptyList(), "", emptyList()) }
        fake.answer("search.suggest") { emptyList<Suggestion>() }.answer("search.remember") { }.answer("search.clearHistory") { }
        fake.answer("search.find") { (request) ->
            val first = (request as SearchRequest).after == null
            SearchPage(listOf(result(if (first) "a" else "b")), if (first) "k" else null, null, false, listOf(Term("news", "新闻")))
        }
        val viewModel = SearchViewModel(client, "停水")
        show(viewModel.uiState)
        assertEquals(listOf("停水"), fake.last("search.remember"))
        viewModel.loadMore()
        assertEquals(listOf("a", "b"), viewModel.uiState.value.results.orEmpty().map { it.row.id })
        viewModel.setFilter(viewModel.uiState.value.filter.copy(module = "news"))
        assertEquals("news", (fake.last("search.find").single() as SearchRequest).filter.module)
        viewModel.setOrder(SearchOrder.NEWEST)
        assertEquals(SearchOrder.NEWEST, (fake.last("search.find").single() as SearchRequest).order)
        val before = fake.count("search.find")
        fake.announce(Change.SEARCH)
        assertEquals(before + 1, fake.count("search.find"))
        assertEquals("a repeated search is not remembered again", 1, fake.count("search.remember"))
        viewModel.clearHistory()
        assertEquals(1, fake.count("search.clearHistory"))
        assertNull(viewModel.uiState.value.results)
    }

    @Test
    fun `sections, offline items, sources, pictures, appeals and rules are changed`() {
        var all = listOf("news", "party").map { HomeEntry(HomeFamily.MODULE, it, it, true, false) }
        fake.answer("settings.sections") { all }.answer("settings.setSections") { (choices) ->
            @Suppress("UNCHECKED_CAST")
            all = (choices as List<HomeChoice>).map { HomeEntry(it.family, it.code, it.code, it.shown, it.muted) }
            fake.announce(Change.SETTINGS)
        }
        val sections = SubscriptionsViewModel(client)
        show(sections.content)
        // Taps that are faster than the screen: each was aimed at the sections as they were first.
        val seen = all
        sections.toggleShown(seen[0])
        sections.toggleMuted(seen[0])
        sections.moveUp(seen[1])
        assertEquals(listOf("party", "news"), all.map { it.code })
        assertTrue(all[1].muted && !all[1].shown)

        fake.answer("sources.list") { emptyList<Source>() }.answer("sources.remove") { }
        SourcesViewModel(client).remove("s")
        assertEquals(listOf("s"), fake.last("sources.remove"))
        fake.answer("storage.listOffline") { emptyList<OfflineEntry>() }.answer("storage.keepOffline") { }
        OfflineViewModel(client).remove(OfflineEntry(OfflineTarget.Item("1"), "题", true, 1u, 0u, 0u, 0uL, 0uL))
        assertEquals(listOf(OfflineTarget.Item("1"), false), fake.last("storage.keepOffline"))
        fake.answer("storage.clearPictures") { }.fails("storage.usage", offline)
        StorageViewModel(client).clearPictures()
        assertEquals(1, fake.count("storage.clearPictures"))
        fake.answer("appeals.get") { appeal("灯") }.answer("appeals.refresh") { emptyList<Appeal>() }.answer("appeals.delete") { }
        val appeal = AppealViewModel(client, "a1")
        show(appeal.content)
        appeal.refresh()
        assertEquals(1, fake.count("appeals.refresh"))
        var left = false
        appeal.delete { left = true }
        assertEquals(listOf("a1", true), fake.last("appeals.delete"))
        assertTrue(left)
        fake.answer("radar.delete") { }.fails("radar.form", withdrawn)
        RadarRuleViewModel(client, "r").delete {}
        assertEquals(listOf("r"), fake.last("radar.delete"))
    }

    @Test
    fun `each choice of a town starts from the stored ones`() {
        var chosen = emptyList<String>()
        val terms = listOf(Term("yanglin", "杨林镇"), Term("xiaojie", "小街镇"))
        fake.answer("alerts.towns") { terms.map { Town(it, it.code in chosen) } }.answer("alerts.setTowns") { (codes) ->
            @Suppress("UNCHECKED_CAST")
            chosen = codes as List<String>
            fake.announce(Change.SETTINGS)
        }
        val viewModel = TownsViewModel(client)
        show(viewModel.content)
        viewModel.setChosen("yanglin", true)
        viewModel.setChosen("xiaojie", true)
        assertEquals(listOf("yanglin", "xiaojie"), chosen)
        viewModel.setChosen("yanglin", false)
        assertEquals(listOf("xiaojie"), chosen)
        assertFalse(contentOf(viewModel.content).first { it.term.code == "yanglin" }.chosen)
    }

    private fun notice(of: ItemRow) = NoticeRow(
        row = of, issuer = "样例单位", documentNumber = null, issued = null, issuedText = "", validUntil = null, validUntilText = "",
        expired = false, topic = null, replaces = emptyList(), replacedBy = emptyList(), validity = "",
    )
}
