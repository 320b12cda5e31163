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
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performSemanticsAction
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.alert.AlertsScreen
import cn.songming.app.alert.AlertsState
import cn.songming.app.consent.ConsentScreen
import cn.songming.app.consent.RefusedScreen
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Core
import cn.songming.app.core.DisplayChoice
import cn.songming.app.core.FavouriteAction
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.HideAction
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.MarkRequest
import cn.songming.app.core.NetworkClass
import cn.songming.app.core.OfflineFault
import cn.songming.app.core.OpenAction
import cn.songming.app.core.RadarRule
import cn.songming.app.core.RateLimitedFault
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.SignedOutFault
import cn.songming.app.core.StorageFault
import cn.songming.app.core.Theme
import cn.songming.app.core.TimeoutFault
import cn.songming.app.core.UnexpectedFault
import cn.songming.app.core.findings
import cn.songming.app.core.openCore
import cn.songming.app.feed.ListScreen
import cn.songming.app.feed.ListState
import cn.songming.app.government.GovernmentScreen
import cn.songming.app.government.GovernmentState
import cn.songming.app.home.HomeScreen
import cn.songming.app.home.HomeState
import cn.songming.app.industry.CalendarScreen
import cn.songming.app.industry.CalendarState
import cn.songming.app.industry.RadarScreen
import cn.songming.app.industry.RadarScreenState
import cn.songming.app.listen.ListenScreen
import cn.songming.app.listen.Reader
import cn.songming.app.me.OfflineScreen
import cn.songming.app.me.OfflineState
import cn.songming.app.nav.Place
import cn.songming.app.nav.Reading
import cn.songming.app.nav.Screen
import cn.songming.app.ui.DisplayState
import cn.songming.app.ui.FaultNotice
import cn.songming.app.ui.Loaded
import cn.songming.app.ui.LocalSyncing
import cn.songming.app.ui.Opening
import cn.songming.app.ui.SongmingTheme
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A screen to be looked at: its name, where it is, and what stands there once it is whole. */
private class View(val name: String, val place: Place, val tag: String)

/**
 * Every screen, from the real core and the real publisher with the sample content, in every light and size that a person can
 * choose: drawn, held against what it looked like before, and measured with the core's own display policy.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = LocalApp::class)
class ScreensTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun light() = look("light", DisplayChoice(false, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun dark() = look("dark", DisplayChoice(false, null, Theme.DARK), whole = true)

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun elder() = look("elder", DisplayChoice(true, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w360dp-h800dp-xhdpi")
    fun small() = look("small", DisplayChoice(false, null, Theme.LIGHT))

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun `usual at its largest`() = look("largest", DisplayChoice(false, LARGEST, Theme.LIGHT), whole = true)

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
    fun `elder at its largest`() = look("elder-largest", DisplayChoice(true, LARGEST, Theme.LIGHT), whole = true)

    @Test
    @Config(qualifiers = "zh-rCN-w1280dp-h800dp-mdpi")
    fun tablet() = look("tablet", DisplayChoice(false, null, Theme.LIGHT))

    /** Below what is drawn: with `whole` each list is measured down to its end. */
    private fun look(mode: String, choice: DisplayChoice, whole: Boolean = false) {
        val app = LocalApp.current
        val core = LocalApp.core
        val views = runBlocking { prepared(core, choice) }
        val display = DisplayState(core)
        val linked = mutableStateOf<Place?>(null)
        val before = mutableStateOf<(@Composable () -> Unit)?>(null)
        rule.setContent {
            val policy by display.state.collectAsStateWithLifecycle()
            CompositionLocalProvider(LocalSyncing provides app.session.syncing) {
                SongmingTheme((policy as? Loaded.Content)?.value) {
                    Surface { before.value?.invoke() ?: Reading(app, core, display, linked, {}) }
                }
            }
        }
        rule.waitUntil("the policy is known", PATIENCE) {
            rule.waitForIdle()
            display.state.value is Loaded.Content
        }
        val wrong = mutableListOf<String>()
        for ((name, screen) in states + empty(app)) {
            before.value = screen
            rule.waitForIdle()
            rule.mainClock.advanceTimeBy(SLOW)
            if (name != "opening") rule.waitUntil("$name is there", PATIENCE) { rule.onAllNodes(hasTestTag("opening")).fetchSemanticsNodes().isEmpty() }
            rule.waitForIdle()
            wrong += seen(mode, name)
        }
        before.value = null
        for (view in listOf(View("home", Place(Screen.HOME), "home")) + views) {
            linked.value = view.place
            rule.waitUntil("${view.name} shows ${view.tag}", PATIENCE) { rule.onAllNodes(hasTestTag(view.tag)).fetchSemanticsNodes().isNotEmpty() }
            wrong += seen(mode, view.name)
            if (whole) wrong += below(mode, view)
            if (view.place.screen != Screen.HOME) rule.runOnUiThread { rule.activity.onBackPressedDispatcher.onBackPressed() }
            rule.waitForIdle()
        }
        // At last the network goes: what is here says so.
        app.network(NetworkClass.OFFLINE)
        rule.waitUntil("the screen knows", PATIENCE) { app.session.syncing.state.value.offline }
        rule.waitForIdle()
        wrong += seen(mode, "home-offline")
        assertEquals("", wrong.joinToString("\n"))
    }

    /** What is wrong further down, a screen at a time. */
    private fun below(mode: String, view: View): List<String> {
        val wrong = mutableListOf<String>()
        repeat(MANY) {
            val list = rule.onNodeWithTag(view.tag).fetchSemanticsNode()
            val range = list.config.getOrNull(SemanticsProperties.VerticalScrollAxisRange) ?: return wrong
            if (range.value() >= range.maxValue()) return wrong
            rule.onNodeWithTag(view.tag).performSemanticsAction(SemanticsActions.ScrollBy) { it(0f, list.size.height * 0.8f) }
            rule.waitForIdle()
            wrong += measured("$mode ${view.name} below", pictureOf(rule, rule.activity.window.decorView))
        }
        return wrong
    }

    /** Draws what is there; what is wrong with it. */
    private fun seen(mode: String, name: String): List<String> {
        val picture = pictureOf(rule, rule.activity.window.decorView)
        File(System.getProperty("songming.screens"), "$name-$mode.png").outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val far = Far.of(picture)
        val file = File(System.getProperty("songming.goldens"), "$name-$mode.png")
        if (System.getProperty("songming.goldens.write") == "yes") far.write(file)
        val distance = if (System.getProperty("songming.goldens.compare") == "no") 0.0 else Far.read(file)?.distance(far) ?: 1.0
        val moved = if (distance > Far.TOLERANCE) listOf("$mode $name looks different: $distance") else emptyList()
        return moved + measured("$mode $name", picture)
    }

    private fun measured(name: String, picture: Bitmap): List<String> {
        val policy = runBlocking { LocalApp.core.display() }
        val root = rule.onRoot(useUnmergedTree = true).fetchSemanticsNode()
        val measured = Measured(picture, rule.activity.resources.displayMetrics.density, policy)
        return policy.findings(measured.of(root)).map { "$name: ${it.words} (${it.name})" } + measured.faults(root).map { "$name: $it" }
    }

    /** What stands in the place of a screen: before consent, without it, and for each of the seven errors. */
    private val states: List<Pair<String, @Composable () -> Unit>> = listOf<Pair<String, @Composable () -> Unit>>(
        "consent" to { ConsentScreen({}, {}) },
        "refused" to { RefusedScreen({}, {}) },
    ) + listOf(
        "offline" to OfflineFault("没有连上网络。", "offline"),
        "timeout" to TimeoutFault("等了很久没有回音。", "timeout"),
        "signed-out" to SignedOutFault("登录已过期。", "signed-out"),
        "busy" to RateLimitedFault("请求太多。", "busy", 60u),
        "withdrawn" to RejectedFault("这条内容已被撤回。", "withdrawn"),
        "storage" to StorageFault("手机存储写不进去。", "storage"),
        "unexpected" to UnexpectedFault("出了意外。", "panic"),
    ).map { (name, fault) -> "fault-$name" to @Composable { FaultNotice(fault) {} } }

    /** The screens of a phone on which there is nothing yet. */
    private fun empty(app: LocalApp): List<Pair<String, @Composable () -> Unit>> {
        val core = runBlocking { openCore(File(app.filesDir, "empty").path, app.publisher()) }
        val (home, government, radar) = Triple(HomeState(core), GovernmentState(core), RadarScreenState(core))
        val (calendar, alerts, offline) = Triple(CalendarState(core), AlertsState(core), OfflineState(core))
        val favourites = ListState(core, FavouritesScope)
        val reader = Reader(core, app.voice(), app.session.scope)
        return listOf(
            "opening" to { Opening() },
            "empty-home" to { HomeScreen(home) {} },
            "empty-government" to { GovernmentScreen(government) {} },
            "empty-radar" to { RadarScreen(radar, {}, {}) },
            "empty-calendar" to { CalendarScreen(calendar, {}, {}) },
            "empty-alerts" to { AlertsScreen(alerts, {}, {}) },
            "empty-offline" to { OfflineScreen(offline, {}, {}) },
            "empty-favourites" to {
                ListScreen(favourites, stringResource(R.string.me_favourites), stringResource(R.string.favourites_none), rememberLazyListState(), {}, {})
            },
            "empty-listening" to { ListenScreen(reader) {} },
        )
    }

    private suspend fun prepared(core: Core, choice: DisplayChoice): List<View> {
        core.acceptConsent("test")
        core.sync()
        LocalApp.settled(core)
        core.setDisplay(choice)
        val home = core.home()
        val party = core.party()
        val government = core.government()
        val pictured = home.latest.first { it.image != null }
        core.mark(home.latest.takeLast(2).map { MarkRequest(it.id, HideAction(true)) })
        core.mark(home.latest.take(5).map { MarkRequest(it.id, OpenAction) })
        core.mark(home.latest.take(3).map { MarkRequest(it.id, FavouriteAction(true)) })
        core.addListening(home.latest.take(4).map { it.id })
        val series = party.series.first().name
        core.keepOffline(KeptSeries(series), true)
        val rule = core.saveRadarRule(RadarRule(name = "技改", sectors = listOf("auto"), words = listOf("技术改造"), remind = 3u))
        val appeal = core.saveAppeal(AppealDraft(kind = AppealKind.COMPLAINT, title = "三号路灯不亮", text = "样例路26号门口的路灯三天没有亮。"))
        core.sendAppeal(appeal.id)
        val draft = core.saveAppeal(AppealDraft(kind = AppealKind.SUGGESTION, title = "给公交站加一盏灯"))
        return listOf(
            View("government", Place(Screen.GOVERNMENT), "government"),
            View("industry", Place(Screen.INDUSTRY), "industry"),
            View("service", Place(Screen.SERVICE), "service"),
            View("me", Place(Screen.ME), "me"),
            View("article", Place(Screen.ITEM, pictured.id), "article"),
            View("article-table", Place(Screen.ITEM, "sm-20261102-518"), "article"),
            View("article-corrected", Place(Screen.ITEM, "sm-20261116-523"), "article"),
            View("article-film", Place(Screen.ITEM, "sm-20261106-520"), "article"),
            View("notice", Place(Screen.ITEM, government.notices.first().row.id), "article"),
            View("guide", Place(Screen.ITEM, government.guides.first().id), "article"),
            View("policy", Place(Screen.ITEM, "sm-20260915-505"), "article"),
            View("activity", Place(Screen.ITEM, "sm-20261116-612"), "article"),
            View("entry", Place(Screen.ITEM, "sm-20260903-530"), "article"),
            View("alert", Place(Screen.ITEM, "sm-20261020-554"), "article"),
            View("story", Place(Screen.STORY, "sm-20261103-001"), "story"),
            View("channel", Place(Screen.CHANNEL, "wechat", "悦读嵩明"), "list"),
            View("channels", Place(Screen.CHANNELS), "channels"),
            View("search", Place(Screen.SEARCH, "停水"), "found"),
            View("search-none", Place(Screen.SEARCH, "不存在的词语"), "found"),
            View("listening", Place(Screen.LISTENING), "listening"),
            View("alerts", Place(Screen.ALERTS), "alerts"),
            View("party", Place(Screen.PARTY), "party"),
            View("study", Place(Screen.STUDY, series), "study"),
            View("notices", Place(Screen.NOTICES, "government", "政务公开"), "notices"),
            View("guides", Place(Screen.GUIDES), "guides"),
            View("appeal", Place(Screen.APPEAL, appeal.id), "appeal"),
            View("appeal-write", Place(Screen.WRITE_APPEAL, draft.id), "write appeal"),
            View("sector", Place(Screen.SECTOR, "auto", "汽车制造及汽车零配件"), "industry page"),
            View("park", Place(Screen.PARK, "etdz", "国家级经济技术开发区"), "industry page"),
            View("policies", Place(Screen.POLICIES), "policies"),
            View("calendar", Place(Screen.CALENDAR), "calendar"),
            View("radar", Place(Screen.RADAR), "radar"),
            View("hits", Place(Screen.HITS, rule, "技改"), "hits"),
            View("rule", Place(Screen.RULE, rule), "rule"),
            View("favourites", Place(Screen.FAVOURITES), "list"),
            View("history", Place(Screen.HISTORY), "list"),
            View("hidden", Place(Screen.HIDDEN), "list"),
            View("module", Place(Screen.MODULE, "news", "新闻"), "list"),
            View("source", Place(Screen.SOURCE, "publisher", "嵩明融媒"), "list"),
            View("offline", Place(Screen.OFFLINE), "offline"),
            View("subscriptions", Place(Screen.SUBSCRIPTIONS), "subscriptions"),
            View("towns", Place(Screen.TOWNS), "towns"),
            View("sources", Place(Screen.SOURCES), "sources"),
            View("storage", Place(Screen.STORAGE), "storage"),
            View("about", Place(Screen.ABOUT), "about"),
        )
    }

    companion object {
        private const val PATIENCE = 30_000L

        /** What the sheet shows, in this order: every screen by day, some by night, some in 长辈版. */
        private val night = listOf("home", "article", "search", "party", "notice", "listening", "radar", "me").map { "$it-dark" }
        private val elder = listOf("home", "article", "guide", "government", "industry", "service", "alert", "me").map { "$it-elder" }

        @AfterClass
        @JvmStatic
        fun sheet() {
            val folder = File(System.getProperty("songming.screens"))
            val light = folder.listFiles { file -> file.name.endsWith("-light.png") }.orEmpty().sorted()
            val pictures = light + (night + elder).map { File(folder, "$it.png") }.filter(File::exists)
            if (light.isNotEmpty()) ContactSheet.write(pictures, File(folder, "sheet.jpg"))
        }

        /** Screens of one list that are measured. */
        private const val MANY = 8

        /** Milliseconds after which a screen that is not there yet says so. */
        private const val SLOW = 500L

        /** The core takes the nearest step that there is. */
        private const val LARGEST = 3f
    }
}
