package cn.songming.app

import android.graphics.Bitmap
import androidx.activity.ComponentActivity
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performSemanticsAction
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.alert.AlertsScreen
import cn.songming.app.alert.AlertsViewModel
import cn.songming.app.consent.ConsentRefusedScreen
import cn.songming.app.consent.ConsentScreen
import cn.songming.app.core.openCoreClient
import cn.songming.app.feed.ItemListScreen
import cn.songming.app.feed.ItemListViewModel
import cn.songming.app.government.GovernmentScreen
import cn.songming.app.government.GovernmentViewModel
import cn.songming.app.home.HomeScreen
import cn.songming.app.home.HomeViewModel
import cn.songming.app.industry.PolicyCalendarScreen
import cn.songming.app.industry.PolicyCalendarViewModel
import cn.songming.app.industry.RadarScreen
import cn.songming.app.industry.RadarViewModel
import cn.songming.app.listen.ListeningScreen
import cn.songming.app.listen.SpeechPlayer
import cn.songming.app.me.OfflineScreen
import cn.songming.app.me.OfflineViewModel
import cn.songming.app.nav.Destination
import cn.songming.app.nav.MainScaffold
import cn.songming.app.nav.Screen
import cn.songming.app.station.StationScreen
import cn.songming.app.station.StationViewModel
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.LoadingIndicator
import cn.songming.app.ui.LocalSyncStatus
import cn.songming.app.ui.SongmingTheme
import cn.songming.app.ui.UiState
import cn.songming.app.ui.contentOrNull
import cn.songming.core.AppealDraft
import cn.songming.core.AppealKind
import cn.songming.core.ClientException
import cn.songming.core.ClientInterface
import cn.songming.core.DisplayChoice
import cn.songming.core.FieldValue
import cn.songming.core.FileSource
import cn.songming.core.MarkAction
import cn.songming.core.MarkRequest
import cn.songming.core.NetworkClass
import cn.songming.core.NewFile
import cn.songming.core.OfflineTarget
import cn.songming.core.RadarRule
import cn.songming.core.Scope
import cn.songming.core.Theme
import cn.songming.core.checkDisplay
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A screen to be drawn: its name, its destination, the tag of its content, and a text that its list is scrolled to. */
private class View(val name: String, val destination: Destination, val tag: String, val scrollTo: String? = null)

/**
 * Every screen, with the real core, the real publisher and the sample content, in every theme and font size that a person can choose:
 * drawn, compared with its golden picture, and measured by the core's display policy.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TestApp::class)
class ScreensTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun light() = check("light", DisplayChoice(false, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun dark() = check("dark", DisplayChoice(false, null, Theme.DARK), wholeLists = true)

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun elder() = check("elder", DisplayChoice(true, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w360dp-h800dp-xhdpi")
    fun small() = check("small", DisplayChoice(false, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun `standard mode at the largest font`() = check("largest", DisplayChoice(false, LARGEST, Theme.LIGHT), wholeLists = true)

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun `elder mode at the largest font`() = check("elder-largest", DisplayChoice(true, LARGEST, Theme.LIGHT), wholeLists = true)

    @Test
    @Config(qualifiers = "zh-rCN-w1280dp-h800dp-mdpi")
    fun tablet() = check("tablet", DisplayChoice(false, null, Theme.LIGHT))

    /** With [wholeLists] each list is measured down to its end. */
    private fun check(mode: String, choice: DisplayChoice, wholeLists: Boolean = false) {
        val app = TestApp.current
        val client = runBlocking { app.client.await() }
        val views = runBlocking { prepare(TestApp.client, choice) }
        val displayViewModel = DisplayViewModel(client)
        val pendingLink = mutableStateOf<Destination?>(null)
        val replacement = mutableStateOf<(@Composable () -> Unit)?>(null)
        rule.setContent {
            val display by displayViewModel.content.uiState.collectAsStateWithLifecycle()
            CompositionLocalProvider(LocalSyncStatus provides app.container.sync) {
                SongmingTheme(display.contentOrNull) {
                    Surface { replacement.value?.invoke() ?: MainScaffold(app.container, client, displayViewModel, pendingLink, onConsent = {}) }
                }
            }
        }
        rule.waitUntil("the display policy is loaded", TIMEOUT) {
            rule.waitForIdle()
            displayViewModel.content.uiState.value is UiState.Content
        }
        val problems = mutableListOf<String>()
        for ((name, screen) in messages + emptyScreens(app)) {
            replacement.value = screen
            rule.waitForIdle()
            rule.mainClock.advanceTimeBy(INDICATOR_DELAY)
            if (name != "opening") rule.waitUntil("$name is loaded", TIMEOUT) { rule.onAllNodes(hasTestTag("opening")).fetchSemanticsNodes().isEmpty() }
            rule.waitForIdle()
            problems += compare(mode, name)
        }
        replacement.value = null
        fun draw(view: View) {
            pendingLink.value = view.destination
            rule.waitUntil("${view.name} shows ${view.tag}", TIMEOUT) { rule.onAllNodes(hasTestTag(view.tag)).fetchSemanticsNodes().isNotEmpty() }
            view.scrollTo?.let { rule.onNodeWithTag(view.tag).performScrollToNode(hasText(it, substring = true)) }
            rule.waitForIdle()
            problems += compare(mode, view.name)
            if (wholeLists) problems += checkBelow(mode, view)
            if (view.destination.screen != Screen.HOME) rule.runOnUiThread { rule.activity.onBackPressedDispatcher.onBackPressed() }
            rule.waitForIdle()
        }
        for (view in listOf(View("home", Destination(Screen.HOME), "home")) + views) draw(view)
        // Without a network, a banner says so.
        app.setNetwork(NetworkClass.OFFLINE)
        rule.waitUntil("the network is lost", TIMEOUT) { app.container.sync.uiState.value.offline }
        rule.waitForIdle()
        problems += compare(mode, "home-offline")
        app.setNetwork(NetworkClass.UNMETERED)
        rule.waitUntil("the network is back", TIMEOUT) { !app.container.sync.uiState.value.offline }
        // A clerk has other tabs.
        for (view in runBlocking { prepareClerk(TestApp.client) }) draw(view)
        runBlocking { expireLogin(TestApp.client) }
        draw(View("login-expired", Destination(Screen.LOGIN), "login", scrollTo = app.getString(R.string.login_expired)))
        for (view in runBlocking { prepareSubmissions(TestApp.client) }) draw(view)
        assertEquals("", problems.joinToString("\n"))
    }

    /** Scrolls to the end of the list, and returns the problems of each screenful. */
    private fun checkBelow(mode: String, view: View): List<String> {
        val problems = mutableListOf<String>()
        repeat(MAX_SCREENFULS) {
            val list = rule.onNodeWithTag(view.tag).fetchSemanticsNode()
            val range = list.config.getOrNull(SemanticsProperties.VerticalScrollAxisRange) ?: return problems
            if (range.value() >= range.maxValue()) return problems
            rule.onNodeWithTag(view.tag).performSemanticsAction(SemanticsActions.ScrollBy) { it(0f, list.size.height * 0.8f) }
            rule.waitForIdle()
            problems += measure("$mode ${view.name} below", screenshotOf(rule, rule.activity.window.decorView))
        }
        return problems
    }

    /** Draws the screen, and returns its problems: differences from the golden picture, and what the measurement finds. */
    private fun compare(mode: String, name: String): List<String> {
        val screenshot = screenshotOf(rule, rule.activity.window.decorView)
        File(System.getProperty("songming.screens"), "$name-$mode.png").outputStream().use { screenshot.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val picture = GoldenPicture.of(screenshot)
        val file = File(System.getProperty("songming.goldens"), "$name-$mode.png")
        if (System.getProperty("songming.goldens.write") == "yes") picture.write(file)
        val distance = if (System.getProperty("songming.goldens.compare") == "no") 0.0 else GoldenPicture.read(file)?.distance(picture) ?: 1.0
        val differences = if (distance > GoldenPicture.TOLERANCE) listOf("$mode $name looks different: $distance") else emptyList()
        return differences + measure("$mode $name", screenshot)
    }

    private fun measure(name: String, screenshot: Bitmap): List<String> {
        val policy = runBlocking { TestApp.client.settings().display() }
        val root = rule.onRoot(useUnmergedTree = true).fetchSemanticsNode()
        val measurement = ScreenMeasurement(screenshot, rule.activity.resources.displayMetrics.density, policy)
        val findings = checkDisplay(policy, measurement.measure(root)).map { "$name: ${it.words} (${it.name})" }
        return findings + measurement.problems(root).map { "$name: $it" }
    }

    /** Screens without content: for consent, and for each of the seven errors. */
    private val messages: List<Pair<String, @Composable () -> Unit>> = listOf<Pair<String, @Composable () -> Unit>>(
        "consent" to { ConsentScreen({}, {}) },
        "refused" to { ConsentRefusedScreen({}, {}) },
    ) + listOf(
        "offline" to ClientException.Offline("没有连上网络。", "offline"),
        "timeout" to ClientException.Timeout("等了很久没有回音。", "timeout"),
        "signed-out" to ClientException.SignedOut("登录已过期。", "signed-out"),
        "busy" to ClientException.RateLimited("请求太多。", "busy", 60u),
        "withdrawn" to ClientException.Rejected("这条内容已被撤回。", "withdrawn"),
        "storage" to ClientException.Storage("手机存储写不进去。", "storage"),
        "unexpected" to ClientException.Unexpected("出了意外。", "panic"),
    ).map { (name, exception) -> "fault-$name" to @Composable { ErrorMessage(exception, onRetry = {}) } }

    /** The screens of a phone that has no content yet. */
    private fun emptyScreens(app: TestApp): List<Pair<String, @Composable () -> Unit>> {
        val client = runBlocking { openCoreClient(File(app.filesDir, "empty").path, app.publisher()) }
        val (home, government, radar) = Triple(HomeViewModel(client), GovernmentViewModel(client), RadarViewModel(client))
        val (calendar, alerts, offline) = Triple(PolicyCalendarViewModel(client), AlertsViewModel(client), OfflineViewModel(client))
        val station = StationViewModel(client, app.container.incomingFiles)
        val favourites = ItemListViewModel(client, Scope.Favourites)
        val player = SpeechPlayer(client, app.voice(), app.container.scope)
        return listOf(
            "opening" to { LoadingIndicator() },
            "empty-home" to { HomeScreen(home) {} },
            "empty-government" to { GovernmentScreen(government) {} },
            "empty-radar" to { RadarScreen(radar, {}, {}) },
            "empty-calendar" to { PolicyCalendarScreen(calendar, {}, {}) },
            "empty-alerts" to { AlertsScreen(alerts, {}, {}) },
            "empty-offline" to { OfflineScreen(offline, {}, {}) },
            "empty-favourites" to {
                ItemListScreen(favourites, stringResource(R.string.me_favourites), stringResource(R.string.favourites_none), rememberLazyListState(), {}, {})
            },
            "empty-listening" to { ListeningScreen(player) {} },
            "empty-station" to { StationScreen(station) {} },
        )
    }

    private suspend fun prepare(client: ClientInterface, choice: DisplayChoice): List<View> {
        client.privacy().accept("test")
        client.sync()
        TestApp.loadEverything(client)
        client.search().warmUp()
        client.settings().setDisplay(choice)
        val home = client.home()
        val party = client.party().overview()
        val government = client.government().overview()
        val pictured = home.latest.first { it.image != null }
        client.items().mark(home.latest.takeLast(2).map { MarkRequest(it.id, MarkAction.Hide(true)) })
        client.items().mark(home.latest.take(5).map { MarkRequest(it.id, MarkAction.Open) })
        client.items().mark(home.latest.take(3).map { MarkRequest(it.id, MarkAction.Favourite(true)) })
        client.listening().add(home.latest.take(4).map { it.id })
        val series = party.series.first().name
        client.storage().keepOffline(OfflineTarget.Series(series), true)
        val rule = client.radar().save(RadarRule(name = "技改", sectors = listOf("auto"), words = listOf("技术改造"), remind = 3u))
        val appeal = client.appeals().save(AppealDraft(kind = AppealKind.COMPLAINT, title = "三号路灯不亮", text = "样例路26号门口的路灯三天没有亮。"))
        client.appeals().send(appeal.id)
        val draft = client.appeals().save(AppealDraft(kind = AppealKind.SUGGESTION, title = "给公交站加一盏灯"))
        return listOf(
            View("government", Destination(Screen.GOVERNMENT), "government"),
            View("industry", Destination(Screen.INDUSTRY), "industry"),
            View("service", Destination(Screen.SERVICE), "service"),
            View("me", Destination(Screen.ME), "me"),
            View("article", Destination(Screen.ITEM, pictured.id), "article"),
            View("article-table", Destination(Screen.ITEM, "sm-20261102-518"), "article"),
            View("article-corrected", Destination(Screen.ITEM, "sm-20261116-523"), "article"),
            View("article-film", Destination(Screen.ITEM, "sm-20261106-520"), "article"),
            View("notice", Destination(Screen.ITEM, government.notices.first().row.id), "article"),
            View("guide", Destination(Screen.ITEM, government.guides.first().id), "article"),
            View("policy", Destination(Screen.ITEM, "sm-20260915-505"), "article"),
            View("activity", Destination(Screen.ITEM, "sm-20261116-612"), "article"),
            View("entry", Destination(Screen.ITEM, "sm-20260903-530"), "article"),
            View("alert", Destination(Screen.ITEM, "sm-20261020-554"), "article"),
            View("story", Destination(Screen.STORY, "sm-20261103-001"), "story"),
            View("channel", Destination(Screen.CHANNEL, "wechat", "悦读嵩明"), "list"),
            View("channels", Destination(Screen.CHANNELS), "channels"),
            View("search", Destination(Screen.SEARCH, "停水"), "found"),
            View("search-none", Destination(Screen.SEARCH, "不存在的词语"), "found"),
            View("listening", Destination(Screen.LISTENING), "listening"),
            View("alerts", Destination(Screen.ALERTS), "alerts"),
            View("party", Destination(Screen.PARTY), "party"),
            View("study", Destination(Screen.STUDY, series), "study"),
            View("notices", Destination(Screen.NOTICES, "government", "政务公开"), "notices"),
            View("guides", Destination(Screen.GUIDES), "guides"),
            View("appeal", Destination(Screen.APPEAL, appeal.id), "appeal"),
            View("appeal-write", Destination(Screen.APPEAL_FORM, draft.id), "write appeal"),
            View("sector", Destination(Screen.SECTOR, "auto", "汽车制造及汽车零配件"), "industry page"),
            View("park", Destination(Screen.PARK, "etdz", "国家级经济技术开发区"), "industry page"),
            View("policies", Destination(Screen.POLICIES), "policies"),
            View("calendar", Destination(Screen.CALENDAR), "calendar"),
            View("radar", Destination(Screen.RADAR), "radar"),
            View("hits", Destination(Screen.RADAR_HITS, rule, "技改"), "hits"),
            View("rule", Destination(Screen.RADAR_RULE, rule), "rule"),
            View("favourites", Destination(Screen.FAVOURITES), "list"),
            View("history", Destination(Screen.HISTORY), "list"),
            View("hidden", Destination(Screen.HIDDEN), "list"),
            View("module", Destination(Screen.MODULE, "news", "新闻"), "list"),
            View("source", Destination(Screen.SOURCE, "publisher", "嵩明融媒"), "list"),
            View("offline", Destination(Screen.OFFLINE), "offline"),
            View("subscriptions", Destination(Screen.SUBSCRIPTIONS), "subscriptions"),
            View("towns", Destination(Screen.TOWNS), "towns"),
            View("sources", Destination(Screen.SOURCES), "sources"),
            View("storage", Destination(Screen.STORAGE), "storage"),
            View("about", Destination(Screen.ABOUT), "about"),
            View("login", Destination(Screen.LOGIN), "login"),
        )
    }

    /** Logs a clerk in, whose drafts are empty, filled, and returned with a note. */
    private suspend fun prepareClerk(client: ClientInterface): List<View> {
        TestApp.logIn("zhang")
        val fields = mapOf(
            "title" to "联络站样稿：新生产线投产", "text" to "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。", "category" to "enterprise",
            "author" to "张三", "contact" to "13800000000", "sign_off" to "李站长", "sign_off_date" to "2026-11-20", "ai" to "none",
            "consent" to "true",
        ).map { FieldValue(it.key, it.value) }
        val media = File(System.getProperty("songming.content"), "media")
        val photos = checkNotNull(media.listFiles { file -> file.extension == "jpg" }).sortedBy { it.name }.take(2)
        val drafts = client.drafts()
        val draft = drafts.save(null, fields.take(2))
        drafts.save(draft, fields)
        val added = drafts.addFiles(draft, photos.map { NewFile(it.name, FileSource.Path(it.path)) })
        drafts.setCaption(checkNotNull(added.first().id), "试运行的新生产线")
        val returned = drafts.save(null, fields)
        drafts.send(returned)
        check(client.submissions().send(60u).left == 0u) { "the submission is not sent" }
        val marks = """[{"field":"text","start":0,"end":2,"note":"写明是哪个园区"}]"""
        TestApp.current.control("/review", """{"submission":"$returned","state":"first-review"}""")
        TestApp.current.control("/review", """{"submission":"$returned","state":"returned","reason":"请写明投产时间。","marks":$marks}""")
        client.submissions().refresh()
        drafts.edit(returned)
        return listOf(
            View("me-clerk", Destination(Screen.ME), "me"),
            View("login-clerk", Destination(Screen.LOGIN), "login", scrollTo = "张三"),
            View("draft-history", Destination(Screen.DRAFT_HISTORY, draft), "draft history"),
            View("draft-new", Destination(Screen.DRAFT), "write draft"),
            View("draft", Destination(Screen.DRAFT, draft), "write draft"),
            View("draft-photos", Destination(Screen.DRAFT, draft), "write draft", scrollTo = "试运行的新生产线"),
            View("draft-returned", Destination(Screen.DRAFT, returned), "write draft"),
        )
    }

    /** Logs the clerk in again, whose submissions are in each state. The publisher asks for a pause of an hour at the end. */
    private suspend fun prepareSubmissions(client: ClientInterface): List<View> {
        TestApp.logIn("zhang")
        val work = TestClerk(TestApp.current, client).work(client)
        return listOf(
            View("station", Destination(Screen.STATION), "station"),
            View("submission-returned", Destination(Screen.SUBMISSION, work.returned), "submission"),
            View("submission-published", Destination(Screen.SUBMISSION, work.published), "submission"),
            View("submission-parked", Destination(Screen.SUBMISSION, work.parked), "submission"),
            View("submission-sending", Destination(Screen.SUBMISSION, work.sending), "submission"),
            View("ledger", Destination(Screen.LEDGER), "ledger"),
        )
    }

    /** The newsroom ended the session: the next request finds out. */
    private suspend fun expireLogin(client: ClientInterface) {
        TestApp.current.control("/account/revoke", """{"account":"zhang"}""")
        assertThrows(ClientException.SignedOut::class.java) { runBlocking { client.submissions().refresh() } }
    }

    companion object {
        private const val TIMEOUT = 30_000L

        /** What the contact sheet shows: every screen in the light theme, some in the dark one, some in 长辈版. */
        private val dark = listOf("home", "article", "search", "party", "notice", "listening", "radar", "me").map { "$it-dark" }
        private val elder = listOf("home", "article", "guide", "government", "industry", "service", "alert", "me").map { "$it-elder" }

        @AfterClass
        @JvmStatic
        fun writeContactSheet() {
            val folder = File(System.getProperty("songming.screens"))
            val light = folder.listFiles { file -> file.name.endsWith("-light.png") }.orEmpty().sorted()
            val pictures = light + (dark + elder).map { File(folder, "$it.png") }.filter(File::exists)
            if (light.isNotEmpty()) ContactSheet.write(pictures, File(folder, "sheet.jpg"))
        }

        /** Screenfuls of one list that are measured. */
        private const val MAX_SCREENFULS = 8

        /** Milliseconds after which the loading indicator is visible. */
        private const val INDICATOR_DELAY = 500L

        /** The core takes the nearest step. */
        private const val LARGEST = 3f
    }
}
