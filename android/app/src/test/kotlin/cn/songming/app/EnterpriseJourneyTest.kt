package cn.songming.app

import android.app.NotificationManager
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import cn.songming.app.core.NetworkClass
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** 企业: its radar finds what came, once; its deadline becomes a notification; nothing of it is in any request. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [26, 34, 35], application = LocalApp::class, qualifiers = "zh-rCN-w360dp-h800dp-xhdpi")
class EnterpriseJourneyTest {
    @get:Rule
    val rule = createEmptyComposeRule()
    private val hand by lazy { Hand(rule) }

    @After
    fun close() = hand.close()

    @Test
    fun `an enterprise's rule outlives everything and finds what comes`() {
        shadowOf(LocalApp.current).grantPermissions("android.permission.POST_NOTIFICATIONS")
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        hand.tap("产业")
        hand.tapIn("industry", "产业雷达")
        hand.read("还没有雷达规则")
        hand.tapIn("radar", "新建规则")

        // A rule that looks for nothing is refused in words, and what was written stays.
        hand.type("name", "技改")
        hand.tapIn("rule", "保存")
        hand.read("不能用")
        hand.type("rule words", "技术改造")
        LocalApp.current.network(NetworkClass.OFFLINE)
        hand.kill()
        hand.await("rule")
        hand.read("技术改造")
        hand.rotate("land")
        hand.await("rule")
        hand.rotate("port")
        hand.tapIn("rule", "汽车制造及汽车零配件")
        hand.tapIn("rule", "保存")
        hand.await("radar")
        hand.read("命中")
        assertEquals("汽车制造及汽车零配件 · 技术改造", runBlocking { LocalApp.core.radar() }.rules.single().words)

        LocalApp.current.network(NetworkClass.UNMETERED)
        val policy = """{"id":"grant","title":"技术改造补助（样例）","content_html":"<p>支持技术改造。</p>","kind":"policy","module":"industry",
            "sectors":["auto"],"policy":{"issuer":"经开区（样例）","deadline":"2026-11-25","contact":"0871-0000-0016"}}"""
        LocalApp.current.order("/publish", policy)
        hand.sync()
        hand.read("1 条未读")
        val notifications = shadowOf(LocalApp.current.getSystemService(NotificationManager::class.java))
        rule.waitUntil("the radar's finding is a notification", 30_000) {
            rule.waitForIdle()
            notifications.allNotifications.any { "产业雷达" in shadowOf(it).contentTitle }
        }
        hand.tap("1 条未读")
        hand.await("hits")
        hand.tap("技术改造补助（样例）")
        hand.await("article")
        hand.read("经开区（样例）")
        hand.back()
        hand.back()
        hand.await("radar")
        hand.read("0 条未读")

        hand.back()
        hand.tapIn("industry", "政策日历")
        hand.await("calendar")
        hand.tapIn("calendar", "技术改造补助（样例）")
        hand.await("article")
    }
}
