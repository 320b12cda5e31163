package cn.songming.app

import android.app.NotificationManager
import cn.songming.core.NetworkClass
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** 企业: a radar rule finds a new policy, once, and it becomes a notification. */
class EnterpriseJourneyTest : JourneyTestCase() {
    @Test
    fun `a radar rule survives process death and rotation, and finds a new policy`() {
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
        acceptConsentAndLoadEverything()
        robot.tap("产业")
        robot.tapIn("industry", "产业雷达")
        robot.awaitText("还没有雷达规则")
        robot.tapIn("radar", "新建规则")

        // A rule without conditions is rejected with an explanation, and what was typed stays.
        robot.type("name", "技改")
        robot.tapIn("rule", "保存")
        robot.awaitText("不能用")
        robot.type("rule words", "技术改造")
        app.setNetwork(NetworkClass.OFFLINE)
        robot.kill()
        robot.awaitTag("rule")
        robot.awaitText("技术改造")
        robot.rotate("land")
        robot.awaitTag("rule")
        robot.rotate("port")
        robot.tapIn("rule", "汽车制造及汽车零配件")
        robot.tapIn("rule", "保存")
        robot.awaitTag("radar")
        robot.awaitText("命中")
        assertEquals("汽车制造及汽车零配件 · 技术改造", runBlocking { client.radar().overview() }.rules.single().words)

        app.setNetwork(NetworkClass.UNMETERED)
        val policy = """{"id":"grant","title":"技术改造补助（样例）","content_html":"<p>支持技术改造。</p>","kind":"policy","module":"industry",
            "sectors":["auto"],"policy":{"issuer":"经开区（样例）","deadline":"2026-11-25","contact":"0871-0000-0016"}}"""
        app.control("/publish", policy)
        robot.sync()
        robot.awaitText("1 条未读")
        val notifications = shadowOf(app.getSystemService(NotificationManager::class.java))
        waitUntil("the hit is a notification") {
            notifications.allNotifications.any { "产业雷达" in shadowOf(it).contentTitle }
        }
        robot.tap("1 条未读")
        robot.awaitTag("hits")
        robot.tap("技术改造补助（样例）")
        robot.awaitTag("article")
        robot.awaitText("经开区（样例）")
        robot.goBack()
        robot.goBack()
        robot.awaitTag("radar")
        robot.awaitText("0 条未读")

        robot.goBack()
        robot.tapIn("industry", "政策日历")
        robot.awaitTag("calendar")
        robot.tapIn("calendar", "技术改造补助（样例）")
        robot.awaitTag("article")
    }
}
