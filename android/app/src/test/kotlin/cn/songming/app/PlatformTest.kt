package cn.songming.app

import android.app.NotificationManager
import android.content.Intent
import android.net.Uri
import android.provider.CalendarContract
import androidx.work.ListenableWorker.Result
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.testing.TestListenableWorkerBuilder
import androidx.work.testing.WorkManagerTestInitHelper
import cn.songming.app.core.CalendarEvent
import cn.songming.app.core.NetworkClass
import cn.songming.app.core.Plan
import cn.songming.app.core.PlanKind
import cn.songming.app.nav.Journey
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.nav.placeOf
import cn.songming.app.platform.Outside
import cn.songming.app.platform.Reminders
import cn.songming.app.platform.SyncWorker
import cn.songming.app.platform.networkNow
import cn.songming.app.platform.networks
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** What only the platform can do. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = LocalApp::class)
class PlatformTest {
    private val app get() = LocalApp.current
    private val manager get() = app.getSystemService(NotificationManager::class.java)

    @Before
    fun work() {
        WorkManagerTestInitHelper.initializeTestWorkManager(app)
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
    }

    @Test
    fun `a sync in the background asks nothing before consent, and brings news after it`() {
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(Result.success(), runBlocking { worker.doWork() })
        assertEquals(0uL, LocalApp.core.traffic().requests)
        runBlocking { LocalApp.core.acceptConsent("test") }
        assertEquals(Result.success(), runBlocking { worker.doWork() })
        assertTrue(runBlocking { LocalApp.core.home() }.latest.isNotEmpty())
    }

    @Test
    fun `a sync that finds no network is tried again later`() {
        runBlocking { LocalApp.core.acceptConsent("test") }
        app.network(NetworkClass.OFFLINE)
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(Result.retry(), runBlocking { worker.doWork() })
    }

    @Test
    fun `the schedule waits for a network, a battery and room, and ends with the consent`() {
        val request = SyncWorker.request().workSpec
        assertEquals(NetworkType.CONNECTED, request.constraints.requiredNetworkType)
        assertTrue(request.constraints.requiresBatteryNotLow() && request.constraints.requiresStorageNotLow())
        val states = { WorkManager.getInstance(app).getWorkInfosForUniqueWork("sync").get().map { it.state } }
        SyncWorker.schedule(app)
        assertEquals(listOf(WorkInfo.State.ENQUEUED), states())
        SyncWorker.cancel(app)
        assertEquals(listOf(WorkInfo.State.CANCELLED), states())
    }

    @After
    fun close() = WorkManagerTestInitHelper.closeWorkDatabase()

    private fun plan(id: String, at: Long, until: Long? = null) =
        Plan(id, PlanKind.DEADLINE, at, until, "题 $id", "文", "item/1", null, urgent = false)

    @Test
    fun `what is due is shown once, what is to come is scheduled, what is gone is taken away`() {
        val fake = FakeCore()
        var plans = listOf(plan("due", 50), plan("later", 900), plan("over", 10, until = 40))
        fake.answer("plans") { plans }
        val reminders = Reminders(app) { 100 }
        runBlocking { reminders.arrange(fake.core) }
        val shown = { manager.activeNotifications.map { it.tag } }
        assertEquals(listOf("due"), shown())
        val waiting = { WorkManager.getInstance(app).getWorkInfosForUniqueWork("remind 900 later").get().map { it.state } }
        assertEquals(listOf(WorkInfo.State.ENQUEUED), waiting())

        // Swiped away, it stays away.
        manager.cancelAll()
        runBlocking { reminders.arrange(fake.core) }
        assertEquals(emptyList<String>(), shown())

        // Its moment comes; the other is no longer listed.
        plans = listOf(plan("later", 900))
        runBlocking { Reminders(app) { 1_000 }.arrange(fake.core) }
        assertEquals(listOf("later"), shown())
        plans = emptyList()
        runBlocking { Reminders(app) { 1_000 }.arrange(fake.core) }
        assertEquals(emptyList<String>(), shown())
    }

    @Test
    fun `a reminder that may not be shown yet is shown once that is allowed`() {
        shadowOf(app).denyPermissions("android.permission.POST_NOTIFICATIONS")
        val fake = FakeCore().answer("plans") { listOf(plan("due", 50)) }
        val reminders = Reminders(app) { 100 }
        runBlocking { reminders.arrange(fake.core) }
        assertEquals(0, manager.activeNotifications.size)
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
        runBlocking { reminders.arrange(fake.core) }
        assertEquals(1, manager.activeNotifications.size)
        val pending = shadowOf(manager.activeNotifications.single().notification.contentIntent)
        assertEquals(Place(Screen.ITEM, "item/1"), placeOf(checkNotNull(pending.savedIntent.data), HOST))
    }

    @Test
    fun `a reminder that is switched off in the phone's settings is not taken for shown`() {
        shadowOf(manager).setNotificationsEnabled(false)
        val fake = FakeCore().answer("plans") { listOf(plan("due", 50, until = 5_000)) }
        val reminders = Reminders(app) { 100 }
        runBlocking { reminders.arrange(fake.core) }
        shadowOf(manager).setNotificationsEnabled(true)
        runBlocking { reminders.arrange(fake.core) }
        val shown = manager.activeNotifications.single().notification
        assertEquals("when it no longer holds it goes by itself", 4_900L, shown.timeoutAfter)
    }

    @Test
    fun `an appeal's reminder leads to the appeal`() {
        val fake = FakeCore().answer("plans") { listOf(plan("due", 50).copy(kind = PlanKind.APPEAL, item = null, appeal = "a 1")) }
        runBlocking { Reminders(app) { 100 }.arrange(fake.core) }
        val pending = shadowOf(manager.activeNotifications.single().notification.contentIntent)
        assertEquals(Place(Screen.APPEAL, "a 1"), placeOf(checkNotNull(pending.savedIntent.data), HOST))
    }

    @Test
    fun `a link that cuts a character in half leads where the whole ones do`() {
        val long = "a".repeat(199) + "😀"
        assertEquals("a".repeat(199) + "?", placeOf(Uri.parse("songming://search?words=" + Uri.encode(long)), HOST)?.about)
    }

    @Test
    fun `the network's class is what the platform says`() {
        for (now in NetworkClass.entries) {
            app.network(now)
            assertEquals(now, networkNow(app))
            assertEquals(now, runBlocking { networks(app).first() })
        }
    }

    @Test
    fun `links lead to items, topics and searches, and nowhere else`() {
        val leads = mapOf(
            "songming://item/sm-20261103-001" to Place(Screen.ITEM, "sm-20261103-001"),
            "songming://topic/party" to Place(Screen.PARTY),
            "songming://search?words=%E5%81%9C%E6%B0%B4" to Place(Screen.SEARCH, "停水"),
            "https://songming.example/items/sm-1" to Place(Screen.ITEM, "sm-1"),
            "songming://topic/none" to null,
            "songming://item/" to null,
            "https://songming.example/other/sm-1" to null,
            "https://elsewhere.example/items/sm-1" to null,
            "http://songming.example/items/sm-1" to null,
            "songming:item" to null,
            "mailto:somebody@example.org" to null,
        )
        for ((link, place) in leads) assertEquals(link, place, placeOf(Uri.parse(link), HOST))
    }

    @Test
    fun `a journey outlives the process, and what another version wrote is left out`() {
        val journey = Journey()
        journey.go(Place(Screen.PARTY))
        journey.go(Place(Screen.STUDY, "系列 甲\n乙"))
        journey.turnTo(Screen.SERVICE)
        val again = Journey.read(journey.written() + "NOWHERE\u001EHOME\u001F\u001F" + "ME\u001ENOWHERE\u001F\u001F")
        assertEquals(journey.all, again.all)
        assertEquals(Screen.SERVICE, again.tab)
        assertEquals(listOf(Place(Screen.HOME)), Journey.read(emptyList()).places)
        assertNull(Place.read("NOWHERE\u001F\u001F"))
        assertNull(Place.read("HOME"))
        // Back from a tab leads home, which is as it was left.
        assertTrue(journey.canGoBack)
        journey.back()
        val study = Place(Screen.STUDY, "系列 甲\n乙")
        assertEquals(study, journey.here)
        // A link to where the person is in the middle of something puts it aside, and no more.
        journey.follow(Place(Screen.HOME))
        assertEquals(listOf(study, Place(Screen.HOME)), journey.places.takeLast(2))
        journey.back()
        // Left twice, it is left once; what was opened from it goes with it.
        journey.go(Place(Screen.ITEM, "1"))
        repeat(2) { journey.leave(2, study) }
        assertEquals(Place(Screen.PARTY), journey.here)
        journey.turnTo(Screen.HOME)
        assertEquals(Place(Screen.HOME), journey.here)
        assertFalse(journey.canGoBack)
    }

    @Test
    fun `what is shared, dialled, remembered and opened goes to the right app`() {
        val outside = Outside(app)
        assertTrue(outside.share("题", "https://songming.example/items/1"))
        val chooser = shadowOf(app).nextStartedActivity
        @Suppress("DEPRECATION")
        val send = checkNotNull(chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT))
        assertEquals("题\nhttps://songming.example/items/1", send.getStringExtra(Intent.EXTRA_TEXT))
        assertTrue(outside.dial("0871-0000-0001"))
        assertEquals("tel:0871-0000-0001", shadowOf(app).nextStartedActivity.dataString)
        assertTrue(outside.remember(CalendarEvent("u", "活动", 10, 20, "活动室", "带笔")))
        val insert = shadowOf(app).nextStartedActivity
        assertEquals(CalendarContract.Events.CONTENT_URI, insert.data)
        assertEquals(10L, insert.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0))
        for (hostile in listOf("file:///data/x", "javascript:alert(1)", "intent://x", "")) assertFalse(hostile, outside.open(hostile))
        assertTrue(outside.open("https://example.org/a.mp4", "video/mp4"))
        assertEquals("video/mp4", shadowOf(app).nextStartedActivity.type)
    }

    private companion object {
        const val HOST = "songming.example"
    }
}
