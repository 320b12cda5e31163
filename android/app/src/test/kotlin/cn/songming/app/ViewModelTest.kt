package cn.songming.app

import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.ViewModelStore
import cn.songming.app.alert.AlertsViewModel
import cn.songming.app.article.ItemViewModel
import cn.songming.app.core.paced
import cn.songming.app.feed.ChannelsViewModel
import cn.songming.app.feed.ItemListViewModel
import cn.songming.app.government.AppealFormViewModel
import cn.songming.app.government.AppealViewModel
import cn.songming.app.government.GovernmentViewModel
import cn.songming.app.government.GuidesViewModel
import cn.songming.app.government.NoticesViewModel
import cn.songming.app.home.HomeViewModel
import cn.songming.app.industry.IndustryPageViewModel
import cn.songming.app.industry.IndustryViewModel
import cn.songming.app.industry.PoliciesViewModel
import cn.songming.app.industry.PolicyCalendarViewModel
import cn.songming.app.industry.RadarHitsViewModel
import cn.songming.app.industry.RadarRuleDraft
import cn.songming.app.industry.RadarRuleViewModel
import cn.songming.app.industry.RadarViewModel
import cn.songming.app.me.AboutViewModel
import cn.songming.app.me.OfflineViewModel
import cn.songming.app.me.SourcesViewModel
import cn.songming.app.me.StorageViewModel
import cn.songming.app.me.SubscriptionsViewModel
import cn.songming.app.party.PartyViewModel
import cn.songming.app.party.StudyViewModel
import cn.songming.app.search.SearchViewModel
import cn.songming.app.service.ServiceViewModel
import cn.songming.app.story.StoryViewModel
import cn.songming.app.ui.ContentLoader
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.SyncController
import cn.songming.app.ui.UiState
import cn.songming.core.AlertPage
import cn.songming.core.AppStatus
import cn.songming.core.AppealDraft
import cn.songming.core.AppealKind
import cn.songming.core.Catalogue
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.DisplayChoice
import cn.songming.core.GovernmentOverview
import cn.songming.core.GuidePage
import cn.songming.core.Home
import cn.songming.core.HomeChoice
import cn.songming.core.HomeEntry
import cn.songming.core.HomeFamily
import cn.songming.core.IndustryOverview
import cn.songming.core.IndustryPage
import cn.songming.core.ItemKind
import cn.songming.core.ItemKindOption
import cn.songming.core.LoadedList
import cn.songming.core.MarkAction
import cn.songming.core.MarkRequest
import cn.songming.core.NetworkClass
import cn.songming.core.NoticePage
import cn.songming.core.NoticeRequest
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget
import cn.songming.core.PartyOverview
import cn.songming.core.PolicyDay
import cn.songming.core.PolicyPage
import cn.songming.core.PolicyRequest
import cn.songming.core.RadarOverview
import cn.songming.core.RadarPage
import cn.songming.core.RadarRule
import cn.songming.core.RadarRuleForm
import cn.songming.core.ReadingPosition
import cn.songming.core.Retention
import cn.songming.core.Scope
import cn.songming.core.SearchAction
import cn.songming.core.SearchPage
import cn.songming.core.ServiceGroup
import cn.songming.core.Source
import cn.songming.core.StorageUsage
import cn.songming.core.Story
import cn.songming.core.Study
import cn.songming.core.StudyPage
import cn.songming.core.Suggestion
import cn.songming.core.Term
import cn.songming.core.Theme
import cn.songming.core.Traffic
import cn.songming.core.explanation
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** What each view model loads, against a fake client. */
class ViewModelTest : ViewModelTestCase() {
    /** What holds for every screen: it loads once, again after a relevant change, keeps its content, and shows the first error. */
    private fun <T> loads(call: String, answer: Any?, content: T, create: () -> ContentLoader<T>) {
        fake.fails(call, offline)
        val loader = create()
        show(loader)
        assertEquals(UiState.Error(offline), loader.uiState.value)
        fake.answer(call) { answer }
        loader.retry()
        assertEquals(content, contentOf(loader))
        val before = fake.count(call)
        fake.announce(Change.ALL)
        assertEquals("$call is called once after a change", before + 1, fake.count(call))
        fake.announce(Change.SYNC)
        assertEquals("$call is not called for a sync alone", before + 1, fake.count(call))
        fake.fails(call, offline)
        fake.announce(Change.ALL)
        assertEquals("$call: the content stays through an error", content, contentOf(loader))
        fake.fails(call, withdrawn)
        fake.announce(Change.ALL)
        assertEquals("$call: withdrawn content does not", UiState.Error(withdrawn), loader.uiState.value)
    }

    private fun <T> loads(call: String, answer: T, create: () -> ContentLoader<T>) = loads(call, answer, answer, create)

    private val home = Home(emptyList(), emptyList(), listOf(itemRow("1")), emptyList(), 1u, emptyList(), 0u, 0u, 0u, null, "刚刚")
    private val catalogue = Catalogue(
        "1", "嵩明融媒", emptyList(), emptyList(), emptyList(), emptyList(), listOf(Term("yanglin", "杨林镇")), emptyList(), emptyList(),
        emptyList(), emptyList(),
    )

    @Test
    fun `home is one call`() = loads("home", home) { HomeViewModel(client).content }

    @Test
    fun `alerts are one call`() = loads("alerts.page", AlertPage(emptyList(), listOf(itemRow("1")))) { AlertsViewModel(client).content }

    @Test
    fun `a story is one call`() = loads("items.story", Story(itemRow("1"), listOf("嵩明发布"), emptyList())) { StoryViewModel(client, "1").content }

    @Test
    fun `channels are one call`() = loads("items.catalogue", catalogue, catalogue.channels) { ChannelsViewModel(client).content }

    @Test
    fun `party is one call`() = loads("party.overview", PartyOverview(emptyList(), emptyList(), emptyList(), emptyList())) { PartyViewModel(client).content }

    @Test
    fun `government is one call`() = loads("government.overview", GovernmentOverview(emptyList(), emptyList(), emptyList())) { GovernmentViewModel(client).content }

    @Test
    fun `industry is one call`() = loads("industry.overview", IndustryOverview(emptyList(), emptyList(), emptyList())) { IndustryViewModel(client).content }

    @Test
    fun `a sector is one call`() {
        val page = IndustryPage(Term("auto", "汽车"), emptyList(), emptyList(), emptyList(), emptyList())
        loads("industry.page", page) { IndustryPageViewModel(client, Scope.Sector("auto")).content }
        assertEquals(listOf(Scope.Sector("auto")), fake.last("industry.page"))
    }

    @Test
    fun `the calendar is one call`() = loads("industry.calendar", emptyList<PolicyDay>()) { PolicyCalendarViewModel(client).content }

    @Test
    fun `the radar is one call`() = loads("radar.overview", RadarOverview(emptyList(), 0u)) { RadarViewModel(client).content }

    @Test
    fun `subscriptions are one call`() =
        loads("settings.sections", listOf(HomeEntry(HomeFamily.MODULE, "news", "新闻", true, false))) { SubscriptionsViewModel(client).content }

    @Test
    fun `the offline list is one call`() = loads("storage.listOffline", emptyList<OfflineEntry>()) { OfflineViewModel(client).content }

    @Test
    fun `about is one call`() = loads("status", AppStatus(null, "", emptyList()), emptyList()) { AboutViewModel(client).content }

    @Test
    fun `sources are one call, and a rejected one shows why`() {
        loads("sources.list", listOf(Source("p", "嵩明融媒", "https://songming.example/", null, "", false, false))) { SourcesViewModel(client).content }
        val viewModel = SourcesViewModel(client.also { fake.answer("sources.list") { emptyList<Source>() } })
        show(viewModel.content)
        fake.fails("sources.add", ClientException.Rejected("这个网址不是信源。", "not-a-feed"))
        var added = false
        viewModel.add(" https://example.org/ ") { added = true }
        assertEquals(listOf(" https://example.org/ "), fake.last("sources.add"))
        assertEquals("这个网址不是信源。", viewModel.content.actionError.value?.explanation)
        assertFalse(added)
        viewModel.content.dismissError()
        assertNull(viewModel.content.actionError.value)
    }

    @Test
    fun `services are narrowed to those that are open now`() {
        loads("services.directory", emptyList<ServiceGroup>()) { ServiceViewModel(client).content }
        fake.answer("services.directory") { emptyList<ServiceGroup>() }
        val viewModel = ServiceViewModel(client)
        show(viewModel.content)
        viewModel.setOpenNowOnly(true)
        assertEquals(listOf(true), fake.last("services.directory"))
    }

    @Test
    fun `an item is marked as opened once, and its actions become marks`() {
        val page = itemPage()
        fake.answer("items.get") { page }.answer("items.mark") { }
        val viewModel = ItemViewModel(client, "1")
        show(viewModel.content)
        assertEquals(page, contentOf(viewModel.content))
        assertEquals(listOf(MarkRequest("1", MarkAction.Open)), fake.last("items.mark").single())
        fake.announce(Change.MARKS)
        assertEquals(1, fake.count("items.mark"))
        viewModel.setFavourite(true)
        assertEquals(listOf(MarkRequest("1", MarkAction.Favourite(true))), fake.last("items.mark").single())
        viewModel.saveReadingPosition(3, 250)
        assertEquals(listOf(MarkRequest("1", MarkAction.Place(ReadingPosition(3u, 250u)))), fake.last("items.mark").single())
        fake.fails("items.loadPictures", offline)
        viewModel.loadPicture("https://example.org/a.jpg")
        assertEquals(offline, viewModel.content.actionError.value)
        assertEquals(page, contentOf(viewModel.content))
    }

    @Test
    fun `a list marks its own scope as read`() {
        fake.answer("items.load") { LoadedList(listOf(itemRow("1")), "k", false) }.answer("items.markAllRead") { 1u }
        val viewModel = ItemListViewModel(client, Scope.Channel("weibo"))
        show(viewModel.uiState)
        assertEquals(UiState.Content(listOf(itemRow("1"))), viewModel.uiState.value)
        viewModel.markAllRead()
        assertEquals(listOf(Scope.Channel("weibo")), fake.last("items.markAllRead"))
    }

    @Test
    fun `a list that cannot load more keeps its rows and shows the error`() {
        fake.answer("items.load") { (_, _, _, more) -> if (more as Boolean) throw offline else LoadedList(listOf(itemRow("1")), "k", true) }
        val viewModel = ItemListViewModel(client, Scope.Channel("weibo"))
        show(viewModel.uiState)
        viewModel.loadMore()
        assertEquals(offline, viewModel.actionError.value)
        assertEquals(UiState.Content(listOf(itemRow("1"))), viewModel.uiState.value)
    }

    @Test
    fun `guides grow by pages, and are loaded again as far down after a change`() {
        val pages = mapOf(null to ("a" to "k1"), "k1" to ("b" to "k2"), "k2" to ("c" to null))
        fake.answer("government.guides") { (_, before) -> pages.getValue(before as String?).let { GuidePage(listOf(itemRow(it.first)), it.second) } }
        val viewModel = GuidesViewModel(client)
        show(viewModel.guides)
        assertEquals(listOf("a"), contentOf(viewModel.guides).map { it.id })
        viewModel.guides.loadMore()
        viewModel.guides.loadMore()
        assertEquals(listOf("a", "b", "c"), contentOf(viewModel.guides).map { it.id })
        viewModel.guides.loadMore()
        assertEquals(3, fake.count("government.guides"))
        fake.announce(Change.ITEMS)
        assertEquals(listOf("a", "b", "c"), contentOf(viewModel.guides).map { it.id })
    }

    @Test
    fun `notices are narrowed to valid ones, and policies to open ones`() {
        fake.answer("government.notices") { NoticePage(emptyList(), null, listOf(Term("water", "供水"))) }.answer("industry.policies") { PolicyPage(emptyList(), null, listOf(Term("auto", "汽车")), emptyList()) }
        val notices = NoticesViewModel(client, "party")
        show(notices.notices)
        notices.narrow { it.copy(validOnly = true) }
        assertEquals(NoticeRequest(module = "party", validOnly = true, limit = 30u), fake.last("government.notices").single())
        val policies = PoliciesViewModel(client)
        show(policies.policies)
        assertEquals(PolicyRequest(openOnly = true, limit = 30u), fake.last("industry.policies").single())
        policies.narrow { it.copy(openOnly = false) }
        assertEquals(PolicyRequest(openOnly = false, limit = 30u), fake.last("industry.policies").single())
    }

    @Test
    fun `the hits of a rule are marked as seen once`() {
        fake.answer("radar.hits") { RadarPage(emptyList(), null) }.answer("radar.markSeen") { }
        val viewModel = RadarHitsViewModel(client, "r")
        show(viewModel.hits)
        fake.announce(Change.RADAR)
        assertEquals(1, fake.count("radar.markSeen"))
        assertEquals(listOf("r"), fake.last("radar.markSeen"))
    }

    @Test
    fun `a rule contains what the person typed, and a rejection loses nothing`() {
        fake.answer("radar.form") { RadarRuleForm(RadarRule(name = ""), emptyList(), emptyList(), emptyList(), listOf(ItemKindOption(ItemKind.POLICY, "政策")), listOf(3u)) }
            .fails("radar.save", ClientException.Rejected("这条规则不能用。", "bad-rule"))
        val viewModel = RadarRuleViewModel(client, null)
        show(viewModel.content)
        val draft = RadarRuleDraft(name = "技改", words = "补助，改造  设备", excluded = "光伏", sectors = listOf("auto"), kinds = listOf("POLICY"))
        var saved = false
        viewModel.save(draft) { saved = true }
        val rule = RadarRule(name = "技改", sectors = listOf("auto"), kinds = listOf(ItemKind.POLICY), words = listOf("补助", "改造", "设备"), excluded = listOf("光伏"))
        assertEquals(rule, fake.last("radar.save").single())
        assertFalse(saved)
        assertEquals("这条规则不能用。", viewModel.content.actionError.value?.explanation)
        assertEquals(draft.copy(words = "补助 改造 设备"), RadarRuleDraft.of(rule))
    }

    @Test
    fun `every edit of an appeal is saved, and the first save gives it an id`() {
        fake.answer("appeals.form") { appealForm() }.answer("appeals.save") { (draft) -> appeal((draft as AppealDraft).text) }.answer("appeals.send") { appeal("灯") }
        val viewModel = AppealFormViewModel(client, null)
        show(viewModel.content)
        assertEquals(listOf(Term("yanglin", "杨林镇")), contentOf(viewModel.content).towns)
        viewModel.edit { it.copy(text = "灯") }
        viewModel.edit { it.copy(text = "灯不") }
        assertEquals(AppealDraft(id = "a1", kind = AppealKind.CONSULTATION, text = "灯不"), fake.last("appeals.save").single())
        var sent = false
        viewModel.send { sent = true }
        assertEquals(listOf("a1"), fake.last("appeals.send"))
        assertTrue(sent)
    }

    @Test
    fun `a saved draft is opened again`() {
        fake.answer("appeals.form") { appealForm(AppealDraft("a1", AppealKind.COMPLAINT, text = "灯不亮"), "请修改") }.answer("appeals.markSeen") { }
        val viewModel = AppealFormViewModel(client, "a1")
        show(viewModel.content)
        assertEquals("灯不亮", viewModel.draft.text)
        assertEquals("the reason is marked as seen", listOf("a1"), fake.last("appeals.markSeen"))
        fake.answer("appeals.save") { (draft) -> appeal((draft as AppealDraft).text) }
        viewModel.edit { it.copy(text = "灯不亮了") }
        fake.announce(Change.ALL)
        assertEquals("the edited text is not overwritten", "灯不亮了", viewModel.draft.text)
    }

    @Test
    fun `an appeal that is shown is marked as seen`() {
        fake.answer("appeals.get") { appeal("灯").copy(unseen = true) }.answer("appeals.markSeen") { }
        show(AppealViewModel(client, "a1").content)
        assertEquals(listOf("a1"), fake.last("appeals.markSeen"))
    }

    @Test
    fun `a series is kept offline even if loading it fails`() {
        val page = StudyPage(Study("系列", emptyList(), null), OfflineEntry(OfflineTarget.Series("系列"), "系列", false, 0u, 0u, 0u, 0uL, 0uL))
        loads("party.study", page) { StudyViewModel(client, "系列").content }
        fake.answer("party.study") { page }.answer("storage.keepOffline") { }.fails("storage.loadOffline", offline)
        val viewModel = StudyViewModel(client, "系列")
        show(viewModel.content)
        viewModel.setOffline(true)
        assertEquals(listOf(OfflineTarget.Series("系列"), true), fake.last("storage.keepOffline"))
        assertEquals(offline, viewModel.content.actionError.value)
    }

    @Test
    fun `storage shows and sets the retention`() {
        val storage = StorageUsage(1u, 2uL, 3u, 4uL, 5u, 6uL, 7uL, 8uL, Retention(30u, 50u, 200u), listOf(7u, 30u), listOf(0u, 200u), Traffic(1uL, 2uL, 3uL))
        fake.answer("storage.usage") { storage }.answer("storage.setRetention") { }
        val viewModel = StorageViewModel(client)
        show(viewModel.content)
        assertEquals(storage, contentOf(viewModel.content))
        viewModel.setRetention(Retention(7u, 50u, 200u))
        assertEquals(Retention(7u, 50u, 200u), fake.last("storage.setRetention").single())
    }

    @Test
    fun `moving a section up saves all sections`() {
        val all = listOf("news", "party", "industry").map { HomeEntry(HomeFamily.MODULE, it, it, true, false) }
        fake.answer("settings.sections") { all }.answer("settings.setSections") { }
        val viewModel = SubscriptionsViewModel(client)
        show(viewModel.content)
        viewModel.moveUp(all[2])
        @Suppress("UNCHECKED_CAST")
        assertEquals(listOf("news", "industry", "party"), (fake.last("settings.setSections").single() as List<HomeChoice>).map { it.code })
    }

    @Test
    fun `a display choice changes nothing else`() {
        val policy = policy()
        fake.answer("settings.display") { policy }.answer("settings.displayChoice") { DisplayChoice(false, 1.3f, Theme.DARK) }.answer("settings.setDisplay") { }
        val viewModel = DisplayViewModel(client)
        show(viewModel.content)
        viewModel.setElderMode(true)
        assertEquals(DisplayChoice(true, 1.3f, Theme.DARK), fake.last("settings.setDisplay").single())
        viewModel.setTheme(Theme.LIGHT)
        assertEquals(DisplayChoice(false, 1.3f, Theme.LIGHT), fake.last("settings.setDisplay").single())
        viewModel.setFontScale(1.6f)
        assertEquals(DisplayChoice(false, 1.6f, Theme.DARK), fake.last("settings.setDisplay").single())
    }

    @Test
    fun `a superseded search shows no error, and 长辈版 is offered`() {
        fake.answer("search.suggest") { emptyList<Suggestion>() }.answer("search.remember") { }
            .fails("search.find", ClientException.Rejected("换了新的搜索。", "superseded"))
        val viewModel = SearchViewModel(client)
        show(viewModel.uiState)
        viewModel.search("灯会")
        assertNull(viewModel.uiState.value.error)
        fake.answer("search.find") { SearchPage(emptyList(), null, SearchAction.OPEN_ELDER_MODE, true, emptyList()) }
        viewModel.search("关怀版")
        assertTrue(viewModel.uiState.value.offersElderMode)
        fake.answer("settings.displayChoice") { DisplayChoice(false, null, Theme.SYSTEM) }.answer("settings.setDisplay") { }
        viewModel.enableElderMode()
        assertEquals(DisplayChoice(true, null, Theme.SYSTEM), fake.last("settings.setDisplay").single())
        fake.fails("search.find", ClientException.Storage("存储读不出来。", "storage"))
        viewModel.search("灯会")
        assertEquals("存储读不出来。", viewModel.uiState.value.error?.explanation)
    }

    @Test
    fun `no sync starts before consent, and one starts when a network is back`() {
        fake.answer("setForeground") { }.answer("setNetwork") { }.answer("status") { AppStatus(null, "内容是昨天更新的。", emptyList()) }.fails("sync", offline)
        val sync = SyncController(client, TestScope(dispatcher))
        sync.setForeground(true)
        sync.setNetwork(NetworkClass.UNMETERED)
        assertEquals(0, fake.count("sync"))
        sync.consentGiven = true
        assertEquals(1, fake.count("sync"))
        assertEquals(offline, sync.uiState.value.error)
        sync.setNetwork(NetworkClass.OFFLINE)
        assertTrue(sync.uiState.value.offline)
        assertEquals("内容是昨天更新的。", sync.uiState.value.stale)
        sync.setNetwork(NetworkClass.METERED)
        assertEquals(2, fake.count("sync"))
        assertFalse(sync.uiState.value.offline)

        // In the background a network that is back starts nothing.
        sync.setForeground(false)
        assertEquals(listOf(false), fake.last("setForeground"))
        sync.setNetwork(NetworkClass.OFFLINE)
        sync.setNetwork(NetworkClass.UNMETERED)
        assertEquals(2, fake.count("sync"))
        // A rotation is not a return to the foreground.
        sync.setForeground(true)
        sync.setForeground(true)
        assertEquals(3, fake.count("sync"))
        assertEquals(3, fake.count("setForeground"))
    }

    @Test
    fun `of several works in the background the last one closes the files, and none while the app is shown`() {
        fake.answer("setForeground") { }.answer("status") { AppStatus(null, "", emptyList()) }
        val sync = SyncController(client, TestScope(dispatcher))
        val gates = List(2) { CompletableDeferred<Unit>() }
        val works = gates.map { gate -> CoroutineScope(dispatcher).launch { sync.inBackground { gate.await() } } }
        gates[0].complete(Unit)
        assertEquals("the other one goes on", 0, fake.count("setForeground"))
        works[1].cancel()
        assertEquals("also when it is ended early", listOf(false), fake.last("setForeground"))
        sync.setForeground(true)
        CoroutineScope(dispatcher).launch { sync.inBackground { } }
        assertEquals(2, fake.count("setForeground"))
    }

    @Test
    fun `a file that is being sent loads the home screen again and no other content, and so does a login`() {
        fake.answer("home") { home }.answer("alerts.page") { AlertPage(emptyList(), listOf(itemRow("1"))) }
        show(HomeViewModel(client).content)
        show(AlertsViewModel(client).content)
        for (change in listOf(Change.SUBMISSIONS, Change.ACCOUNT)) {
            val (home, alerts) = fake.count("home") to fake.count("alerts.page")
            fake.announce(change)
            assertEquals("$change", home + 1 to alerts, fake.count("home") to fake.count("alerts.page"))
        }
    }

    @Test
    fun `of changes that come fast the first counts at once and the last in the end`() {
        val changes = MutableSharedFlow<Int>(extraBufferCapacity = 100)
        val counted = mutableListOf<Int>()
        CoroutineScope(dispatcher).launch { changes.paced(1_000).collect { counted += it } }
        for (number in 1..50) changes.tryEmit(number)
        assertEquals(listOf(1), counted)
        advanceTime(milliseconds = 999)
        assertEquals(listOf(1), counted)
        advanceTime(milliseconds = 2)
        assertEquals(listOf(1, 50), counted)
        advanceTime(milliseconds = 10_000)
        changes.tryEmit(51)
        assertEquals("after a pause at once", listOf(1, 50, 51), counted)
    }

    @Test
    fun `a screen that was closed does not load any more`() {
        fake.answer("home") { home }
        val store = ViewModelStore()
        val factory = object : ViewModelProvider.Factory {
            @Suppress("UNCHECKED_CAST")
            override fun <T : ViewModel> create(modelClass: Class<T>): T = HomeViewModel(client) as T
        }
        show(ViewModelProvider(store, factory)[HomeViewModel::class.java].content)
        assertEquals(1, fake.count("home"))
        store.clear()
        fake.announce(Change.ALL)
        assertEquals(1, fake.count("home"))
    }

    @Test
    fun `a screen that is not shown stops loading, and loads once when it is shown again`() {
        fake.answer("home") { home }
        val viewModel = HomeViewModel(client)
        val shown = show(viewModel.content)
        shown.cancel()
        fake.announce(Change.ITEMS)
        assertEquals("a rotation does not stop it", 2, fake.count("home"))
        advanceTime(milliseconds = 6_000)
        fake.announce(Change.ITEMS)
        assertEquals(2, fake.count("home"))
        assertEquals("its content stays", home, contentOf(viewModel.content))
        show(viewModel.content)
        assertEquals(3, fake.count("home"))
    }

    @Test
    fun `an action is answered by one load, which the change of the core starts`() {
        fake.answer("sources.list") { emptyList<Source>() }.answer("sources.remove") { fake.announce(Change.SOURCES) }
        val viewModel = SourcesViewModel(client)
        show(viewModel.content)
        val before = fake.count("sources.list")
        viewModel.remove("s")
        assertEquals(before + 1, fake.count("sources.list"))
    }
}
