package cn.songming.app

import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.ViewModelStore
import cn.songming.app.alert.AlertsState
import cn.songming.app.article.ItemState
import cn.songming.app.core.AlertPage
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Catalogue
import cn.songming.app.core.Change
import cn.songming.app.core.ChannelScope
import cn.songming.app.core.DisplayChoice
import cn.songming.app.core.FavouriteAction
import cn.songming.app.core.Government
import cn.songming.app.core.GuidePage
import cn.songming.app.core.Home
import cn.songming.app.core.HomeChoice
import cn.songming.app.core.HomeEntry
import cn.songming.app.core.HomeFamily
import cn.songming.app.core.Incident
import cn.songming.app.core.Industry
import cn.songming.app.core.IndustryPage
import cn.songming.app.core.ItemKind
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.NetworkClass
import cn.songming.app.core.NoticePage
import cn.songming.app.core.NoticeRequest
import cn.songming.app.core.Offline
import cn.songming.app.core.OpenAction
import cn.songming.app.core.Page
import cn.songming.app.core.Party
import cn.songming.app.core.PlaceAction
import cn.songming.app.core.PolicyDay
import cn.songming.app.core.PolicyPage
import cn.songming.app.core.PolicyRequest
import cn.songming.app.core.Radar
import cn.songming.app.core.RadarDesk
import cn.songming.app.core.RadarPage
import cn.songming.app.core.RadarRule
import cn.songming.app.core.RadarSort
import cn.songming.app.core.ReadingPlace
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.Retention
import cn.songming.app.core.SearchAction
import cn.songming.app.core.SearchPage
import cn.songming.app.core.SectorScope
import cn.songming.app.core.ServiceGroup
import cn.songming.app.core.Source
import cn.songming.app.core.Standing
import cn.songming.app.core.Storage
import cn.songming.app.core.StorageFault
import cn.songming.app.core.Story
import cn.songming.app.core.Study
import cn.songming.app.core.StudyPage
import cn.songming.app.core.Suggestion
import cn.songming.app.core.Term
import cn.songming.app.core.Theme
import cn.songming.app.core.Traffic
import cn.songming.app.core.words
import cn.songming.app.feed.ChannelsState
import cn.songming.app.feed.ListState
import cn.songming.app.government.AppealPageState
import cn.songming.app.government.GovernmentState
import cn.songming.app.government.GuidesState
import cn.songming.app.government.NoticesState
import cn.songming.app.government.WriteAppealState
import cn.songming.app.home.HomeState
import cn.songming.app.industry.CalendarState
import cn.songming.app.industry.Draft
import cn.songming.app.industry.HitsState
import cn.songming.app.industry.IndustryPageState
import cn.songming.app.industry.IndustryState
import cn.songming.app.industry.PoliciesState
import cn.songming.app.industry.RadarScreenState
import cn.songming.app.industry.RuleState
import cn.songming.app.me.AboutState
import cn.songming.app.me.OfflineState
import cn.songming.app.me.SourcesState
import cn.songming.app.me.StorageState
import cn.songming.app.me.SubscriptionsState
import cn.songming.app.nav.Screen
import cn.songming.app.party.PartyState
import cn.songming.app.party.StudyState
import cn.songming.app.search.SearchState
import cn.songming.app.service.ServiceState
import cn.songming.app.story.StoryState
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.Question
import cn.songming.app.ui.Syncing
import kotlinx.coroutines.test.TestScope
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** What every screen asks of the core, against a core that a test plays. */
class StatesTest : StateCase() {
    /** What holds of every screen: it asks once, again when something changed, keeps what it has, and shows the first fault. */
    private fun <T> asks(call: String, answer: T, make: () -> Question<T>) {
        fake.fails(call, offline)
        val first = make()
        assertEquals(Loaded.Fault(offline), first.state.value)
        fake.answer(call) { answer }
        first.again()
        assertEquals(answer, shown(first))
        val before = fake.count(call)
        fake.change(Change.ALL)
        assertTrue("$call is asked again after a change", fake.count(call) > before)
        val asked = fake.count(call)
        fake.change(Change.SYNC)
        assertEquals("$call is not asked for the sake of a sync alone", asked, fake.count(call))
        fake.fails(call, offline)
        fake.change(Change.ALL)
        assertEquals("$call: what is on the screen stays", answer, shown(first))
        fake.fails(call, gone)
        fake.change(Change.ALL)
        assertEquals("$call: what was taken back does not", Loaded.Fault(gone), first.state.value)
    }

    private val home = Home(emptyList(), emptyList(), listOf(row("1")), emptyList(), 1u, emptyList(), 0u, 0u, null, "刚刚")
    private val catalogue = Catalogue(
        "1", "嵩明融媒", emptyList(), emptyList(), emptyList(), emptyList(), listOf(Term("yanglin", "杨林镇")), emptyList(), emptyList(),
        emptyList(), emptyList(),
    )

    @Test
    fun `home asks one question`() = asks("home", home) { HomeState(core) }

    @Test
    fun `alerts ask one question`() = asks("alertPage", AlertPage(emptyList(), listOf(row("1")))) { AlertsState(core) }

    @Test
    fun `a story asks one question`() = asks("story", Story(row("1"), listOf("嵩明发布"), emptyList())) { StoryState(core, "1") }

    @Test
    fun `channels ask one question`() = asks("catalogue", catalogue) { ChannelsState(core) }

    @Test
    fun `party asks one question`() = asks("party", Party(emptyList(), emptyList(), emptyList(), emptyList())) { PartyState(core) }

    @Test
    fun `government asks one question`() = asks("government", Government(emptyList(), emptyList(), emptyList())) { GovernmentState(core) }

    @Test
    fun `industry asks one question`() = asks("industry", Industry(emptyList(), emptyList(), emptyList())) { IndustryState(core) }

    @Test
    fun `a sector asks one question`() {
        val page = IndustryPage(Term("auto", "汽车"), emptyList(), emptyList(), emptyList(), emptyList())
        asks("industryPage", page) { IndustryPageState(core, Screen.SECTOR, "auto") }
        assertEquals(listOf(SectorScope("auto")), fake.last("industryPage"))
    }

    @Test
    fun `the calendar asks one question`() = asks("policyYear", emptyList<PolicyDay>()) { CalendarState(core) }

    @Test
    fun `the radar asks one question`() = asks("radar", Radar(emptyList(), 0u)) { RadarScreenState(core) }

    @Test
    fun `subscriptions ask one question`() =
        asks("arrangement", listOf(HomeEntry(HomeFamily.MODULE, "news", "新闻", true, false))) { SubscriptionsState(core) }

    @Test
    fun `what is kept offline asks one question`() = asks("allOffline", emptyList<Offline>()) { OfflineState(core) }

    @Test
    fun `about asks one question`() = asks("incidents", emptyList<Incident>()) { AboutState(core) }

    @Test
    fun `sources ask one question, and say why one is refused`() {
        asks("sources", listOf(Source("p", "嵩明融媒", "https://songming.example/", null, "", false))) { SourcesState(core) }
        val state = SourcesState(core.also { fake.answer("sources") { emptyList<Source>() } })
        state.state
        fake.fails("addSource", RejectedFault("这个网址不是信源。", "not-a-feed"))
        var added = false
        state.add(" https://example.org/ ") { added = true }
        assertEquals(listOf(" https://example.org/ "), fake.last("addSource"))
        assertEquals("这个网址不是信源。", state.complaint.value?.words)
        assertFalse(added)
        state.dismiss()
        assertNull(state.complaint.value)
    }

    @Test
    fun `services ask for those that are open when the person does`() {
        asks("directory", emptyList<ServiceGroup>()) { ServiceState(core) }
        fake.answer("directory") { emptyList<ServiceGroup>() }
        val state = ServiceState(core)
        state.state
        state.openNow(true)
        assertEquals(listOf(true), fake.last("directory"))
    }

    @Test
    fun `an item is opened once, and its marks go to the core`() {
        val page = itemPage()
        fake.answer("itemPage") { page }.answer("mark") { }
        val state = ItemState(core, "1")
        assertEquals(page, shown(state))
        assertEquals(listOf(MarkRequest("1", OpenAction)), fake.last("mark").single())
        fake.change(Change.MARKS)
        assertEquals(1, fake.count("mark"))
        state.favourite(true)
        assertEquals(listOf(MarkRequest("1", FavouriteAction(true))), fake.last("mark").single())
        state.stopped(3, 250)
        assertEquals(listOf(MarkRequest("1", PlaceAction(ReadingPlace(3u, 250u)))), fake.last("mark").single())
        fake.fails("loadPictures", offline)
        state.picture("https://example.org/a.jpg")
        assertEquals(offline, state.complaint.value)
        assertEquals(page, shown(state))
    }

    @Test
    fun `a list marks all of its own scope as read`() {
        fake.answer("list") { Page(listOf(row("1")), null, false) }.answer("markAllRead") { 1u }
        val state = ListState(core, ChannelScope("weibo"))
        assertEquals(Loaded.Content(listOf(row("1"))), state.state.value)
        state.readAll()
        assertEquals(listOf(ChannelScope("weibo")), fake.last("markAllRead"))
    }

    @Test
    fun `a list whose end cannot be fetched keeps what it has and says why`() {
        fake.answer("list") { Page(listOf(row("1")), null, true) }.fails("loadOlder", offline)
        val state = ListState(core, ChannelScope("weibo"))
        state.state
        state.more()
        assertEquals(offline, state.complaint.value)
        assertEquals(Loaded.Content(listOf(row("1"))), state.state.value)
    }

    @Test
    fun `notices grow by pages, and are read down to the same place after a change`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        fake.answer("guides") { (_, before) -> pages.getValue(before as String?).let { GuidePage(listOf(row(it.first)), it.second) } }
        val state = GuidesState(core)
        assertEquals(listOf("a"), shown(state).map { it.id })
        state.more()
        state.more()
        assertEquals(listOf("a", "b", "c"), shown(state).map { it.id })
        state.more()
        assertEquals(3, fake.count("guides"))
        fake.change(Change.ITEMS)
        assertEquals(listOf("a", "b", "c"), shown(state).map { it.id })
    }

    @Test
    fun `only what is in force, and only what is open, is asked of the core`() {
        fake.answer("notices") { NoticePage(emptyList(), null, listOf(Term("water", "供水"))) }.answer("policies") { PolicyPage(emptyList(), null, listOf(Term("auto", "汽车")), emptyList()) }
        val notices = NoticesState(core, "party")
        notices.state
        notices.want { it.copy(validOnly = true) }
        assertEquals(NoticeRequest(module = "party", validOnly = true, limit = 30u), fake.last("notices").single())
        val policies = PoliciesState(core)
        policies.state
        assertEquals(PolicyRequest(openOnly = true, limit = 30u), fake.last("policies").single())
        policies.want { it.copy(openOnly = false) }
        assertEquals(PolicyRequest(openOnly = false, limit = 30u), fake.last("policies").single())
    }

    @Test
    fun `what a rule found is looked at once`() {
        fake.answer("radarHits") { RadarPage(emptyList(), null) }.answer("lookAtRadar") { }
        val state = HitsState(core, "r")
        state.state
        fake.change(Change.RADAR)
        assertEquals(1, fake.count("lookAtRadar"))
        assertEquals(listOf("r"), fake.last("lookAtRadar"))
    }

    @Test
    fun `a rule is what the person wrote, and a refusal loses nothing`() {
        fake.answer("radarDesk") { RadarDesk(RadarRule(name = ""), emptyList(), emptyList(), emptyList(), listOf(RadarSort(ItemKind.POLICY, "政策")), listOf(3u)) }
            .fails("saveRadarRule", RejectedFault("这条规则不能用。", "bad-rule"))
        val state = RuleState(core, null)
        state.state
        val draft = Draft(name = "技改", words = "补助，改造  设备", excluded = "光伏", sectors = listOf("auto"), kinds = listOf("POLICY"))
        var saved = false
        state.save(draft) { saved = true }
        val rule = RadarRule(name = "技改", sectors = listOf("auto"), kinds = listOf(ItemKind.POLICY), words = listOf("补助", "改造", "设备"), excluded = listOf("光伏"))
        assertEquals(rule, fake.last("saveRadarRule").single())
        assertFalse(saved)
        assertEquals("这条规则不能用。", state.complaint.value?.words)
        assertEquals(draft.copy(words = "补助 改造 设备"), Draft.of(rule))
    }

    @Test
    fun `every stroke of an appeal is kept, and the first gives it its id`() {
        fake.answer("appealDesk") { desk() }.answer("saveAppeal") { (draft) -> appeal((draft as AppealDraft).text) }.answer("sendAppeal") { appeal("灯") }
        val state = WriteAppealState(core, null)
        assertEquals(listOf(Term("yanglin", "杨林镇")), shown(state).towns)
        state.write { it.copy(text = "灯") }
        state.write { it.copy(text = "灯不") }
        assertEquals(AppealDraft(id = "a1", kind = AppealKind.CONSULTATION, text = "灯不"), fake.last("saveAppeal").single())
        var sent = false
        state.send { sent = true }
        assertEquals(listOf("a1"), fake.last("sendAppeal"))
        assertTrue(sent)
    }

    @Test
    fun `a draft that was begun is gone on with`() {
        fake.answer("appealDesk") { desk(AppealDraft("a1", AppealKind.COMPLAINT, text = "灯不亮"), "请修改") }.answer("lookAtAppeal") { }
        val state = WriteAppealState(core, "a1")
        state.state
        assertEquals("灯不亮", state.draft.text)
        assertEquals("the reason was seen", listOf("a1"), fake.last("lookAtAppeal"))
        fake.answer("saveAppeal") { (draft) -> appeal((draft as AppealDraft).text) }
        state.write { it.copy(text = "灯不亮了") }
        fake.change(Change.ALL)
        assertEquals("what is being written is not written over", "灯不亮了", state.draft.text)
    }

    @Test
    fun `an appeal that is looked at has nothing new`() {
        fake.answer("appeal") { appeal("灯").copy(unseen = true) }.answer("lookAtAppeal") { }
        AppealPageState(core, "a1").state
        assertEquals(listOf("a1"), fake.last("lookAtAppeal"))
    }

    @Test
    fun `a series is kept though the network fails`() {
        val page = StudyPage(Study("系列", emptyList(), null), Offline(KeptSeries("系列"), "系列", false, 0u, 0u, 0u, 0uL, 0uL))
        asks("studyPage", page) { StudyState(core, "系列") }
        fake.answer("studyPage") { page }.answer("keepOffline") { }.fails("loadOffline", offline)
        val state = StudyState(core, "系列")
        state.state
        state.keep(true)
        assertEquals(listOf(KeptSeries("系列"), true), fake.last("keepOffline"))
        assertEquals(offline, state.complaint.value)
    }

    @Test
    fun `storage shows and sets what the person grants`() {
        val storage = Storage(1u, 2uL, 3u, 4uL, 5u, 6uL, 7uL, 8uL, Retention(30u, 50u, 200u), listOf(7u, 30u), listOf(0u, 200u), Traffic(1uL, 2uL, 3uL))
        fake.answer("storage") { storage }.answer("setRetention") { }
        val state = StorageState(core)
        assertEquals(storage, shown(state))
        state.retain(Retention(7u, 50u, 200u))
        assertEquals(Retention(7u, 50u, 200u), fake.last("setRetention").single())
    }

    @Test
    fun `a section moves up as one arrangement`() {
        val all = listOf("news", "party", "industry").map { HomeEntry(HomeFamily.MODULE, it, it, true, false) }
        fake.answer("arrangement") { all }.answer("setArrangement") { }
        val state = SubscriptionsState(core)
        state.state
        state.up(all[2])
        @Suppress("UNCHECKED_CAST")
        assertEquals(listOf("news", "industry", "party"), (fake.last("setArrangement").single() as List<HomeChoice>).map { it.code })
    }

    @Test
    fun `a choice of display changes that and nothing else`() {
        val policy = policy()
        fake.answer("display") { policy }.answer("displayChoice") { DisplayChoice(false, 1.3f, Theme.DARK) }.answer("setDisplay") { }
        val state = DisplayState(core)
        state.state
        state.elder(true)
        assertEquals(DisplayChoice(true, 1.3f, Theme.DARK), fake.last("setDisplay").single())
        state.theme(Theme.LIGHT)
        assertEquals(DisplayChoice(false, 1.3f, Theme.LIGHT), fake.last("setDisplay").single())
        state.font(1.6f)
        assertEquals(DisplayChoice(false, 1.6f, Theme.DARK), fake.last("setDisplay").single())
    }

    @Test
    fun `a newer search ends the one before without a word, and 长辈版 is offered`() {
        fake.answer("suggest") { emptyList<Suggestion>() }.answer("rememberSearch") { }
            .fails("search", RejectedFault("换了新的搜索。", "superseded"))
        val state = SearchState(core)
        state.search("灯会")
        assertNull(state.state.value.fault)
        fake.answer("search") { SearchPage(emptyList(), null, SearchAction.OPEN_ELDER_MODE, true, emptyList()) }
        state.search("关怀版")
        assertTrue(state.state.value.elder)
        fake.answer("displayChoice") { DisplayChoice(false, null, Theme.SYSTEM) }.answer("setDisplay") { }
        state.elder()
        assertEquals(DisplayChoice(true, null, Theme.SYSTEM), fake.last("setDisplay").single())
        fake.fails("search", StorageFault("存储读不出来。", "storage"))
        state.search("灯会")
        assertEquals("存储读不出来。", state.state.value.fault?.words)
    }

    @Test
    fun `nothing is asked for before the person agreed, and a network that comes back is used`() {
        fake.answer("setForeground") { }.answer("setNetwork") { }.answer("standing") { Standing(null, "内容是昨天更新的。", emptyList()) }.fails("sync", offline)
        val syncing = Syncing(core, TestScope(dispatcher))
        syncing.foreground(true)
        syncing.network(NetworkClass.UNMETERED)
        assertEquals(0, fake.count("sync"))
        syncing.agreed = true
        assertEquals(1, fake.count("sync"))
        assertEquals(offline, syncing.state.value.fault)
        syncing.network(NetworkClass.OFFLINE)
        assertTrue(syncing.state.value.offline)
        assertEquals("内容是昨天更新的。", syncing.state.value.stale)
        syncing.network(NetworkClass.METERED)
        assertEquals(2, fake.count("sync"))
        assertFalse(syncing.state.value.offline)

        // Nobody looks: news can wait for them.
        syncing.foreground(false)
        syncing.network(NetworkClass.OFFLINE)
        syncing.network(NetworkClass.UNMETERED)
        assertEquals(2, fake.count("sync"))
        // Turned round in the hand, it is still looked at.
        syncing.foreground(true)
        syncing.foreground(true)
        assertEquals(3, fake.count("sync"))
    }

    @Test
    fun `a screen that is gone does not ask any more`() {
        fake.answer("home") { home }
        val store = ViewModelStore()
        val made = object : ViewModelProvider.Factory {
            @Suppress("UNCHECKED_CAST")
            override fun <T : ViewModel> create(modelClass: Class<T>): T = HomeState(core) as T
        }
        ViewModelProvider(store, made)[HomeState::class.java].state
        assertEquals(1, fake.count("home"))
        store.clear()
        fake.change(Change.ALL)
        assertEquals(1, fake.count("home"))
    }
}
