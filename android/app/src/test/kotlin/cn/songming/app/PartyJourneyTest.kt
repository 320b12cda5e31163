package cn.songming.app

import android.provider.CalendarContract
import cn.songming.core.NetworkClass
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** 党员: studies without a network, continues after the process was ended, and adds an activity to the calendar. */
@Config(qualifiers = "zh-rCN-w411dp-h891dp-xhdpi")
class PartyJourneyTest : JourneyTestCase() {
    @Test
    fun `a series is kept offline, read without a network, and continued after process death`() {
        val series = "从挂牌到上线：一个县级融媒体中心的来路"
        acceptConsentAndLoadEverything()
        robot.tap("党建")
        robot.tapIn("party", series)
        robot.awaitTag("study")
        robot.tap("整个系列离线保存")
        robot.awaitText("已离线保存")
        waitUntil("all files of the series are on the phone") {
            runBlocking { client.party().study(series) }.offline.run { held == files }
        }

        app.setNetwork(NetworkClass.OFFLINE)
        robot.tapIn("study", "第二课")
        robot.awaitTag("article")
        robot.awaitText("第二课")
        robot.rotate("land")
        robot.awaitTag("article")
        robot.kill()
        robot.awaitTag("article")
        robot.awaitText("第二课")
        robot.goBack()
        robot.awaitTag("study")
        robot.awaitText("继续学习")
        robot.goBack()
        robot.tapIn("party", "主题党日")
        robot.awaitTag("article")
        robot.tapIn("article", "加到日历")
        val started = checkNotNull(shadowOf(app).nextStartedActivity)
        assertEquals(CalendarContract.Events.CONTENT_URI, started.data)
        assertTrue(started.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0) > 0)
    }
}
