package cn.songming.app

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import cn.songming.app.core.EverythingScope
import cn.songming.app.core.FavouritesScope
import cn.songming.app.core.NetworkClass
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** 居民: agrees, reads, keeps, listens, looks for something, complains; the network goes in the middle, and so does the process. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [26, 34, 35], application = LocalApp::class, qualifiers = "zh-rCN-w360dp-h800dp-xhdpi")
class ResidentJourneyTest {
    @get:Rule
    val rule = createEmptyComposeRule()
    private val hand by lazy { Hand(rule) }

    @After
    fun close() = hand.close()

    @Test
    fun `a resident refuses first, then reads whatever the network does`() {
        hand.tap("暂不同意")
        hand.read("您还没有同意获取内容")
        assertEquals(0uL, LocalApp.core.traffic().requests)
        hand.tap("只看手机里已有的内容")
        hand.read("没有获取新内容")
        hand.kill()
        hand.tap("我的")
        hand.tapIn("me", "关于")
        hand.tapIn("about", "同意并继续")
        hand.read("撤回同意")
        hand.back()
        hand.tap("首页")
        hand.await("home")
        LocalApp.settle()

        // An article, kept, with the place where reading stopped.
        val first = runBlocking { LocalApp.core.home() }.latest.first { it.image != null }
        hand.link("songming://item/${first.id}")
        hand.await("article")
        hand.tap("收藏")
        hand.read("已收藏")
        hand.tap("听")
        hand.await("listening")
        assertEquals(listOf(first.id), runBlocking { LocalApp.core.listening() }.items.map { it.id })

        // No network: what is here is read, and said to be from here.
        LocalApp.current.network(NetworkClass.OFFLINE)
        hand.back()
        hand.back()
        hand.await("home")
        hand.read("没有网络，正在看手机里的内容")
        hand.rotate("land")
        hand.await("home")
        hand.rotate("port")

        // Looking for something, offline.
        hand.press("搜索")
        hand.type("words", "停水")
        hand.await("offered")
        rule.waitUntil(30_000) { runBlocking { LocalApp.core.suggest("停水", 5u) }.isNotEmpty() }
        hand.search("words")
        hand.await("found")
        hand.tap("停水时段")
        hand.await("article")

        // The process is ended; the person comes back to where they were.
        hand.kill()
        hand.await("article")
        hand.read("停水")
        hand.peek()
        assertTrue("a screen that was let go of is still there", hand.sees("停水"))
        assertEquals(listOf(first.id), runBlocking { LocalApp.core.list(FavouritesScope, limit = 10u) }.items.map { it.id })
        hand.back()
        hand.back()
        hand.await("home")
        LocalApp.current.network(NetworkClass.UNMETERED)
        hand.awaitNot("没有网络，正在看手机里的内容")
    }

    @Test
    fun `an appeal is written without a network, survives a kill, and reaches its answer`() {
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.current.network(NetworkClass.OFFLINE)
        hand.tap("政务")
        hand.tapIn("government", "提交诉求")
        hand.type("appeal title", "三号路灯不亮")
        hand.type("appeal text", "样例路26号门口的路灯三天没有亮。")
        rule.waitUntil("every stroke is kept", 30_000) {
            // An answer of the core waits in the main thread's queue.
            rule.waitForIdle()
            runBlocking { LocalApp.core.appeals() }.singleOrNull()?.text?.endsWith("没有亮。") == true
        }
        // The screen knows which draft it is.
        hand.find("write appeal", "从手机里删除")
        hand.kill()
        // The list is where it was, which may be below the title.
        hand.find("write appeal", "三号路灯不亮")
        hand.tapIn("write appeal", "提交")
        hand.await("appeal")
        hand.read("待发")
        hand.back()
        hand.await("government")
        assertEquals(1, runBlocking { LocalApp.core.appeals() }.size)
        LocalApp.current.network(NetworkClass.UNMETERED)
        rule.waitUntil(30_000) { runBlocking { LocalApp.core.refreshAppeals() }.single().number != null }
        val number = checkNotNull(runBlocking { LocalApp.core.appeals() }.single().number)
        LocalApp.current.order("/appeal", """{"number":"$number","stage":"answered","office":"样例单位","text":"路灯已修好。"}""")
        runBlocking { LocalApp.core.refreshAppeals() }
        hand.read("有新进展")
        hand.tap("三号路灯不亮")
        hand.await("appeal")
        hand.tapIn("appeal", "路灯已修好。")
        assertFalse(runBlocking { LocalApp.core.appeals() }.single().unseen)
        assertTrue(hand.sees(number))
    }

    @Test
    fun `where the list was is where it is, whatever comes in above`() {
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        val far = runBlocking { LocalApp.core.home() }.latest.run { get(size - 3) }.title
        hand.find("home", far)
        hand.rotate("land")
        hand.find("home", far)
        hand.kill()
        hand.await("home")
        hand.read(far)
        comesInAbove(far)
    }

    /** Something new, while the person reads further down: it is said, and nothing moves until they go there. */
    private fun comesInAbove(far: String) {
        LocalApp.current.order("/publish", """{"id":"new","title":"刚刚发布的一条","content_html":"<p>文</p>","kind":"article","module":"news"}""")
        hand.sync()
        hand.read("有新内容，点击查看")
        assertTrue("what is being read did not move", hand.sees(far))
        assertFalse(hand.sees("刚刚发布的一条"))
        hand.tap("有新内容，点击查看")
        hand.read("刚刚发布的一条")
    }

    @Test
    fun `a long list is gone on with far down after a kill, and says what came in above`() {
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        hand.tap("我的")
        hand.tapIn("me", "订阅源")
        hand.tapIn("sources", "嵩明融媒")
        hand.await("list")
        val far = runBlocking { LocalApp.core.list(EverythingScope, limit = 80u) }.items.last().title
        hand.find("list", far)
        hand.kill()
        hand.await("list")
        hand.read(far)
        comesInAbove(far)

        // A tab that was turned away from is as it was.
        hand.back()
        hand.await("sources")
        hand.back()
        hand.tap("服务")
        hand.await("service")
        hand.tap("我的")
        hand.await("me")
    }

    @Test
    fun `what was withdrawn is gone while it is read, and an alert comes first`() {
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        val first = runBlocking { LocalApp.core.home() }.latest.first()
        hand.link("songming://item/${first.id}")
        hand.await("article")
        LocalApp.current.order("/withdraw", """{"id":"${first.id}","reason":"内容有误"}""")
        val alert = """{"id":"storm","title":"暴雨橙色预警","content_html":"<p>注意。</p>","kind":"alert","module":"alert","alert":{
            "identifier":"storm-1","status":"Actual","msg_type":"Alert","scope":"Public","category":"Met","event":"暴雨","urgency":"Immediate",
            "severity":"Severe","certainty":"Observed","headline":"暴雨橙色预警","instruction":"不要涉水。",
            "effective":"2026-11-23T09:00:00+08:00","expires":"2026-11-24T09:00:00+08:00","areas":["嵩阳街道"],"references":[]}}"""
        LocalApp.current.order("/publish", alert)
        hand.sync()
        hand.read("打不开这一页")
        hand.back()
        hand.await("home")
        hand.read("暴雨橙色预警")
        assertFalse(hand.sees(first.title))
    }
}
