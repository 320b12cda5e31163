package cn.songming.app

import android.provider.CalendarContract
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import cn.songming.app.core.KeptSeries
import cn.songming.app.core.NetworkClass
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** 党员: studies where there is no network, goes on where they stopped, and puts an activity in the calendar. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [26, 34, 35], application = LocalApp::class, qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class PartyJourneyTest {
    @get:Rule
    val rule = createEmptyComposeRule()
    private val hand by lazy { Hand(rule) }

    @After
    fun close() = hand.close()

    @Test
    fun `a series is kept, read without a network, and gone on with after a kill`() {
        val series = "从挂牌到上线：一个县级融媒体中心的来路"
        hand.tap("同意并继续")
        hand.await("home")
        LocalApp.settle()
        hand.tap("党建")
        hand.tapIn("party", series)
        hand.await("study")
        hand.tap("整个系列离线保存")
        hand.read("已离线保存")
        rule.waitUntil("all of it is here", 30_000) {
            rule.waitForIdle()
            runBlocking { LocalApp.core.offline(KeptSeries(series)) }.run { held == files }
        }

        LocalApp.current.network(NetworkClass.OFFLINE)
        hand.tapIn("study", "第二课")
        hand.await("article")
        hand.read("第二课")
        hand.rotate("land")
        hand.await("article")
        hand.kill()
        hand.await("article")
        hand.read("第二课")
        hand.back()
        hand.await("study")
        hand.read("继续学习")
        hand.back()
        hand.tapIn("party", "主题党日")
        hand.await("article")
        hand.tapIn("article", "加到日历")
        val asked = checkNotNull(shadowOf(LocalApp.current).nextStartedActivity)
        assertEquals(CalendarContract.Events.CONTENT_URI, asked.data)
        assertTrue(asked.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0) > 0)
    }
}
