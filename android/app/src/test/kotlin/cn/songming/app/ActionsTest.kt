package cn.songming.app

import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.ViewModelStore
import cn.songming.app.article.ItemState
import cn.songming.app.core.Appeal
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Change
import cn.songming.app.core.EverythingScope
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.Found
import cn.songming.app.core.GuidePage
import cn.songming.app.core.HideAction
import cn.songming.app.core.HomeChoice
import cn.songming.app.core.HomeEntry
import cn.songming.app.core.HomeFamily
import cn.songming.app.core.ItemRow
import cn.songming.app.core.KeptItem
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.Material
import cn.songming.app.core.NoticePage
import cn.songming.app.core.NoticeRequest
import cn.songming.app.core.NoticeRow
import cn.songming.app.core.Offline
import cn.songming.app.core.Page
import cn.songming.app.core.ReadAction
import cn.songming.app.core.SearchOrder
import cn.songming.app.core.SearchPage
import cn.songming.app.core.SearchRequest
import cn.songming.app.core.Source
import cn.songming.app.core.Suggestion
import cn.songming.app.core.Term
import cn.songming.app.core.Town
import cn.songming.app.core.sound
import cn.songming.app.feed.ListState
import cn.songming.app.government.AppealPageState
import cn.songming.app.government.GuidesState
import cn.songming.app.government.NoticesState
import cn.songming.app.government.WriteAppealState
import cn.songming.app.industry.RuleState
import cn.songming.app.me.OfflineState
import cn.songming.app.me.SourcesState
import cn.songming.app.me.StorageState
import cn.songming.app.me.SubscriptionsState
import cn.songming.app.me.TownsState
import cn.songming.app.search.SearchState
import cn.songming.app.ui.Loaded
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** What a person does on a screen, and what of it must not be lost. */
class ActionsTest : StateCase() {
    /** A state as a screen holds it: it goes when the screen is left. */
    private inline fun <reified T : ViewModel> held(made: T): Pair<T, ViewModelStore> {
        val store = ViewModelStore()
        val factory = object : ViewModelProvider.Factory {
            @Suppress("UNCHECKED_CAST")
            override fun <V : ViewModel> create(modelClass: Class<V>): V = made as V
        }
        return ViewModelProvider(store, factory)[T::class.java] to store
    }

    @Test
    fun `the last stroke is kept though the screen is left while the one before is being kept`() {
        fake.answer("appealDesk") { desk() }.holds("saveAppeal", appeal("灯"))
        val (state, store) = held(WriteAppealState(core, null))
        state.state
        for (text in listOf("灯", "灯不", "灯不亮")) state.write { it.copy(text = text) }
        assertEquals("one is on its way, and the others wait for it together", 1, fake.count("saveAppeal"))
        store.clear()
        fake.release()
        assertEquals(2, fake.count("saveAppeal"))
        assertEquals("灯不亮", (fake.last("saveAppeal").single() as AppealDraft).text)
    }

    @Test
    fun `words that the publisher has otherwise become another appeal, which is gone on with`() {
        fake.answer("appealDesk") { desk(AppealDraft("a1", AppealKind.COMPLAINT, text = "灯")) }.answer("saveAppeal") { appeal("灯").copy(id = "a2") }
        val state = WriteAppealState(core, "a1")
        state.state
        state.write { it.copy(text = "灯不亮") }
        assertEquals("a2", state.draft.id)
        state.write { it.copy(text = "灯不亮了") }
        assertEquals("a2", (fake.last("saveAppeal").single() as AppealDraft).id)
    }

    @Test
    fun `a second tap sends nothing twice, and leads away once`() {
        fake.answer("appealDesk") { desk() }.answer("saveAppeal") { appeal("灯") }.holds("sendAppeal", appeal("灯"))
        val state = WriteAppealState(core, null)
        state.state
        val sent = mutableListOf<String>()
        repeat(2) { state.send { sent += it } }
        fake.release()
        assertEquals(1, fake.count("sendAppeal"))
        assertEquals(listOf("a1"), sent)
    }

    @Test
    fun `half of a character that a keyboard left behind reaches nobody`() {
        fake.answer("appealDesk") { desk() }.answer("saveAppeal") { appeal("灯") }.answer("suggest") { emptyList<Suggestion>() }
        val state = WriteAppealState(core, null)
        state.state
        state.write { it.copy(text = "灯\uD83D") }
        assertEquals("灯?", (fake.last("saveAppeal").single() as AppealDraft).text)
        SearchState(core).type("\uDE00停水")
        assertEquals("?停水", fake.last("suggest").first())
        assertEquals("灯😀", "灯😀".sound())
    }

    @Test
    fun `a list that is read anew while it grows has no row twice`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        val page = { before: Any? -> pages.getValue(before as String?).let { GuidePage(listOf(row(it.first)), it.second) } }
        fake.answer("guides") { (_, before) -> page(before) }
        val state = GuidesState(core)
        state.state
        fake.holds("guides", page("k1"))
        state.more()
        fake.answer("guides") { (_, before) -> page(before) }
        fake.change(Change.ITEMS)
        fake.release()
        assertEquals(listOf("a", "b"), shown(state).map { it.id })
        state.more()
        assertEquals(listOf("a", "b", "c"), shown(state).map { it.id })
    }

    @Test
    fun `a list begins as far down as it was`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        fake.answer("guides") { (_, before) -> pages.getValue(before as String?).let { GuidePage(listOf(row(it.first)), it.second) } }
        assertEquals(listOf("a", "b"), shown(GuidesState(core, reach = 2)).map { it.id })
        fake.answer("list") { (_, _, limit) -> Page(List((limit as Int)) { row("$it") }, null, false) }
        val list = ListState(core, EverythingScope, reach = 90)
        assertEquals(90, (list.state.value as Loaded.Content).value.size)
        assertTrue("news is announced, and what the person did is not", list.announces && !ListState(core, FavouritesScope).announces)
    }

    @Test
    fun `another question begins at the top, and what can be chosen stays`() {
        fake.answer("notices") { (request) ->
            val first = (request as NoticeRequest).before == null
            NoticePage(List(2) { row("$first $it").run { notice(this) } }, if (first) "k" else null, if (first) listOf(Term("water", "供水")) else emptyList())
        }
        val state = NoticesState(core, "government")
        state.state
        state.more()
        assertEquals(4, shown(state).size)
        assertEquals(listOf("water"), state.topics.map { it.code })
        state.want { it.copy(topic = "water") }
        assertEquals(2, shown(state).size)
        assertEquals("water", (fake.last("notices").single() as NoticeRequest).topic)
    }

    @Test
    fun `what is done with an item goes to the core as it is`() {
        fake.answer("itemPage") { itemPage() }.answer("mark") { }.answer("addListening") { }.answer("keepOffline") { }
            .answer("tickMaterial") { }.answer("clearTicks") { }.answer("acknowledgeAlert") { }.fails("loadOffline", offline)
        val state = ItemState(core, "1")
        state.state
        var done = 0
        state.hide(true) { done += 1 }
        assertEquals(listOf(MarkRequest("1", HideAction(true))), fake.last("mark").single())
        state.hide(false) { done += 1 }
        assertEquals(listOf(MarkRequest("1", HideAction(false))), fake.last("mark").single())
        state.unread { done += 1 }
        assertEquals(listOf(MarkRequest("1", ReadAction(false))), fake.last("mark").single())
        state.listen { done += 1 }
        assertEquals(listOf("1"), fake.last("addListening").single())
        assertEquals(4, done)
        state.tick(Material("身份证", false))
        assertEquals(listOf("1", "身份证", true), fake.last("tickMaterial"))
        state.clearTicks()
        assertEquals(listOf("1"), fake.last("clearTicks"))
        state.acknowledge("storm-1")
        assertEquals(listOf("storm-1"), fake.last("acknowledgeAlert"))
        state.keep(true)
        assertEquals("the wish is kept whatever the network says", listOf(KeptItem("1"), true), fake.last("keepOffline"))
        assertEquals(offline, state.complaint.value)
    }

    @Test
    fun `a search goes on, is narrowed, and looks again when the index has caught up`() {
        val found = { id: String -> Found(row(id), emptyList(), "", emptyList()) }
        fake.answer("suggest") { emptyList<Suggestion>() }.answer("rememberSearch") { }.answer("forgetSearches") { }
        fake.answer("search") { (request) ->
            val first = (request as SearchRequest).after == null
            SearchPage(listOf(found(if (first) "a" else "b")), if (first) "k" else null, null, false, listOf(Term("news", "新闻")))
        }
        val state = SearchState(core, "停水")
        assertEquals(listOf("停水"), fake.last("rememberSearch"))
        state.more()
        assertEquals(listOf("a", "b"), state.state.value.found.orEmpty().map { it.row.id })
        state.filter(state.state.value.filter.copy(module = "news"))
        assertEquals("news", (fake.last("search").single() as SearchRequest).filter.module)
        state.order(SearchOrder.NEWEST)
        assertEquals(SearchOrder.NEWEST, (fake.last("search").single() as SearchRequest).order)
        val asked = fake.count("search")
        fake.change(Change.SEARCH)
        assertEquals(asked + 1, fake.count("search"))
        assertEquals("a search that was meant is remembered once", 1, fake.count("rememberSearch"))
        state.forget()
        assertEquals(1, fake.count("forgetSearches"))
        assertNull(state.state.value.found)
    }

    @Test
    fun `what is arranged, dropped, removed and deleted`() {
        var all = listOf("news", "party").map { HomeEntry(HomeFamily.MODULE, it, it, true, false) }
        fake.answer("arrangement") { all }.answer("setArrangement") { (choices) ->
            @Suppress("UNCHECKED_CAST")
            all = (choices as List<HomeChoice>).map { HomeEntry(it.family, it.code, it.code, it.shown, it.muted) }
        }
        val sections = SubscriptionsState(core)
        sections.state
        // As a finger that is faster than the screen: what it saw was from before.
        val seen = all
        sections.shown(seen[0])
        sections.muted(seen[0])
        sections.up(seen[1])
        assertEquals(listOf("party", "news"), all.map { it.code })
        assertTrue(all[1].muted && !all[1].shown)

        fake.answer("sources") { emptyList<Source>() }.answer("removeSource") { }
        SourcesState(core).remove("s")
        assertEquals(listOf("s"), fake.last("removeSource"))
        fake.answer("allOffline") { emptyList<Offline>() }.answer("keepOffline") { }
        OfflineState(core).drop(Offline(KeptItem("1"), "题", true, 1u, 0u, 0u, 0uL, 0uL))
        assertEquals(listOf(KeptItem("1"), false), fake.last("keepOffline"))
        fake.answer("clearPictures") { }.fails("storage", offline)
        StorageState(core).clearPictures()
        assertEquals(1, fake.count("clearPictures"))
        fake.answer("appeal") { appeal("灯") }.answer("refreshAppeals") { emptyList<Appeal>() }.answer("deleteAppeal") { }
        val appeal = AppealPageState(core, "a1")
        appeal.refresh()
        assertEquals(1, fake.count("refreshAppeals"))
        var left = false
        appeal.delete { left = true }
        assertEquals(listOf("a1", true), fake.last("deleteAppeal"))
        assertTrue(left)
        fake.answer("deleteRadarRule") { }.fails("radarDesk", gone)
        RuleState(core, "r").delete {}
        assertEquals(listOf("r"), fake.last("deleteRadarRule"))
    }

    @Test
    fun `towns are chosen one by one from what is so now`() {
        var chosen = emptyList<String>()
        val terms = listOf(Term("yanglin", "杨林镇"), Term("xiaojie", "小街镇"))
        fake.answer("towns") { terms.map { Town(it, it.code in chosen) } }.answer("setTowns") { (codes) ->
            @Suppress("UNCHECKED_CAST")
            chosen = codes as List<String>
        }
        val state = TownsState(core)
        state.state
        state.choose("yanglin", true)
        state.choose("xiaojie", true)
        assertEquals(listOf("yanglin", "xiaojie"), chosen)
        state.choose("yanglin", false)
        assertEquals(listOf("xiaojie"), chosen)
        assertFalse(shown(state).first { it.term.code == "yanglin" }.chosen)
    }

    private fun notice(of: ItemRow) = NoticeRow(
        row = of, issuer = "样例单位", documentNumber = null, issued = null, issuedText = "", validUntil = null, validUntilText = "",
        expired = false, topic = null, replaces = emptyList(), replacedBy = emptyList(), validity = "",
    )
}
