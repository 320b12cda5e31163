package cn.songming.app

import cn.songming.core.NetworkClass
import cn.songming.core.Scope
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** 居民: consents, reads, listens, searches and writes an appeal, while the network is lost and the process is ended. */
class ResidentJourneyTest : JourneyTestCase() {
    @Test
    fun `a resident refuses first, then accepts, and reads with and without a network`() {
        robot.tap("暂不同意")
        robot.awaitText("您还没有同意获取内容")
        assertEquals(0uL, client.storage().traffic().requests)
        robot.tap("只看手机里已有的内容")
        robot.awaitText("没有获取新内容")
        robot.kill()
        robot.tap("我的")
        robot.tapIn("me", "关于")
        robot.tapIn("about", "同意并继续")
        robot.awaitText("撤回同意")
        robot.goBack()
        robot.tap("首页")
        robot.awaitTag("home")
        TestApp.loadEverything()

        // An article becomes a favourite and is queued for listening.
        val first = runBlocking { client.home() }.latest.first { it.image != null }
        robot.openLink("songming://item/${first.id}")
        robot.awaitTag("article")
        robot.tap("收藏")
        robot.awaitText("已收藏")
        robot.tap("听")
        robot.awaitTag("listening")
        assertEquals(listOf(first.id), runBlocking { client.listening().queue() }.items.map { it.id })

        // Without a network, what is on the phone is shown, with a banner that says so.
        app.setNetwork(NetworkClass.OFFLINE)
        robot.goBack()
        robot.goBack()
        robot.awaitTag("home")
        robot.awaitText("没有网络，正在看手机里的内容")
        robot.rotate("land")
        robot.awaitTag("home")
        robot.rotate("port")

        // A search without a network.
        robot.tapIcon("搜索")
        robot.type("words", "停水")
        robot.awaitTag("offered")
        waitUntil("the search index is ready") { runBlocking { client.search().suggest("停水", 5u) }.isNotEmpty() }
        robot.pressSearch("words")
        robot.awaitTag("found")
        robot.tap("停水时段")
        robot.awaitTag("article")

        // After process death the same screen is shown.
        robot.kill()
        robot.awaitTag("article")
        robot.awaitText("停水")
        robot.cancelBackGesture()
        assertTrue("the screen stays after a cancelled back gesture", robot.shows("停水"))
        assertEquals(listOf(first.id), runBlocking { client.items().list(Scope.Favourites, limit = 10u) }.items.map { it.id })
        robot.goBack()
        robot.goBack()
        robot.awaitTag("home")
        app.setNetwork(NetworkClass.UNMETERED)
        robot.awaitTextGone("没有网络，正在看手机里的内容")
    }

    @Test
    fun `an appeal is written without a network, survives process death, and is answered`() {
        acceptConsent()
        app.setNetwork(NetworkClass.OFFLINE)
        robot.tap("政务")
        robot.tapIn("government", "提交诉求")
        robot.type("appeal title", "三号路灯不亮")
        robot.type("appeal text", "样例路26号门口的路灯三天没有亮。")
        waitUntil("every edit is saved") {
            runBlocking { client.government().overview() }.appeals.singleOrNull()?.text?.endsWith("没有亮。") == true
        }
        // The delete button appears once the draft has an id.
        robot.scrollTo("write appeal", "从手机里删除")
        robot.kill()
        // The list keeps its position, which may be below the title.
        robot.scrollTo("write appeal", "三号路灯不亮")
        robot.tapIn("write appeal", "提交")
        robot.awaitTag("appeal")
        robot.awaitText("待发")
        robot.goBack()
        robot.awaitTag("government")
        assertEquals(1, runBlocking { client.government().overview() }.appeals.size)
        app.setNetwork(NetworkClass.UNMETERED)
        waitUntil("the appeal has a number") { runBlocking { client.appeals().refresh() }.single().number != null }
        val number = checkNotNull(runBlocking { client.government().overview() }.appeals.single().number)
        app.control("/appeal", """{"number":"$number","stage":"answered","office":"样例单位","text":"路灯已修好。"}""")
        runBlocking { client.appeals().refresh() }
        robot.awaitText("有新进展")
        robot.tap("三号路灯不亮")
        robot.awaitTag("appeal")
        robot.tapIn("appeal", "路灯已修好。")
        assertFalse(runBlocking { client.government().overview() }.appeals.single().unseen)
        assertTrue(robot.shows(number))
    }

    @Test
    fun `the position of a list is kept when new items come in above`() {
        acceptConsentAndLoadEverything()
        val far = runBlocking { client.home() }.latest.run { get(size - 3) }.title
        robot.scrollTo("home", far)
        robot.rotate("land")
        robot.scrollTo("home", far)
        robot.kill()
        robot.awaitTag("home")
        robot.awaitText(far)
        publishAbove(far)
    }

    /** A new item while the person reads further down: a button announces it, and nothing moves until it is tapped. */
    private fun publishAbove(far: String) {
        app.control("/publish", """{"id":"new","title":"刚刚发布的一条","content_html":"<p>文</p>","kind":"article","module":"news"}""")
        robot.sync()
        robot.awaitText("有新内容，点击查看")
        assertTrue("the list has not moved", robot.shows(far))
        assertFalse(robot.shows("刚刚发布的一条"))
        robot.tap("有新内容，点击查看")
        robot.awaitText("刚刚发布的一条")
    }

    @Test
    fun `a long list keeps its position after process death, and announces new items`() {
        acceptConsentAndLoadEverything()
        robot.tap("我的")
        robot.tapIn("me", "订阅源")
        robot.tapIn("sources", "嵩明融媒")
        robot.awaitTag("list")
        val far = runBlocking { client.items().list(Scope.All, limit = 80u) }.items.last().title
        robot.scrollTo("list", far)
        robot.kill()
        robot.awaitTag("list")
        robot.awaitText(far)
        publishAbove(far)

        // Another tab keeps its back stack.
        robot.goBack()
        robot.awaitTag("sources")
        robot.goBack()
        robot.tap("服务")
        robot.awaitTag("service")
        robot.tap("我的")
        robot.awaitTag("me")
    }

    @Test
    fun `a withdrawn item disappears while it is read, and an alert is shown first`() {
        acceptConsentAndLoadEverything()
        val first = runBlocking { client.home() }.latest.first()
        robot.openLink("songming://item/${first.id}")
        robot.awaitTag("article")
        app.control("/withdraw", """{"id":"${first.id}","reason":"内容有误"}""")
        val alert = """{"id":"storm","title":"暴雨橙色预警","content_html":"<p>注意。</p>","kind":"alert","module":"alert","alert":{
            "identifier":"storm-1","status":"Actual","msg_type":"Alert","scope":"Public","category":"Met","event":"暴雨","urgency":"Immediate",
            "severity":"Severe","certainty":"Observed","headline":"暴雨橙色预警","instruction":"不要涉水。",
            "effective":"2026-11-23T09:00:00+08:00","expires":"2026-11-24T09:00:00+08:00","areas":["嵩阳街道"],"references":[]}}"""
        app.control("/publish", alert)
        robot.sync()
        robot.awaitText("打不开这一页")
        robot.goBack()
        robot.awaitTag("home")
        robot.awaitText("暴雨橙色预警")
        assertFalse(robot.shows(first.title))
    }
}
