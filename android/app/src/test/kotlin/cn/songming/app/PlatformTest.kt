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
import cn.songming.app.nav.BackStack
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.nav.destinationOf
import cn.songming.app.nav.tabsOf
import cn.songming.app.platform.ExternalApps
import cn.songming.app.platform.ReminderScheduler
import cn.songming.app.platform.SyncWorker
import cn.songming.app.platform.currentNetworkClass
import cn.songming.app.platform.networkClasses
import cn.songming.core.CalendarEvent
import cn.songming.core.NetworkClass
import cn.songming.core.Reminder
import cn.songming.core.ReminderKind
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

/** Background work, notifications, network, links, and other apps. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TestApp::class)
class PlatformTest {
    private val app get() = TestApp.current
    private val manager get() = app.getSystemService(NotificationManager::class.java)

    @Before
    fun work() {
        WorkManagerTestInitHelper.initializeTestWorkManager(app)
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
    }

    @Test
    fun `a background sync sends no request before consent, and downloads news after it`() {
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(Result.success(), runBlocking { worker.doWork() })
        assertEquals(0uL, TestApp.client.storage().traffic().requests)
        runBlocking { TestApp.client.privacy().accept("test") }
        assertEquals(Result.success(), runBlocking { worker.doWork() })
        assertTrue(runBlocking { TestApp.client.home() }.latest.isNotEmpty())
    }

    @Test
    fun `a background sync without a network is retried later`() {
        runBlocking { TestApp.client.privacy().accept("test") }
        app.setNetwork(NetworkClass.OFFLINE)
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(Result.retry(), runBlocking { worker.doWork() })
    }

    @Test
    fun `the scheduled sync requires network, battery and storage, and is cancelled`() {
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

    private fun reminder(id: String, at: Long, until: Long? = null) =
        Reminder(id, ReminderKind.DEADLINE, at, until, "题 $id", "文", "item/1", null, urgent = false)

    @Test
    fun `a due reminder is shown once, a future one is scheduled, and a removed one disappears`() {
        val fake = FakeClient()
        var listed = listOf(reminder("due", 50), reminder("later", 900), reminder("over", 10, until = 40))
        fake.answer("reminders") { listed }
        val reminders = ReminderScheduler(app) { 100 }
        runBlocking { reminders.update(fake.client) }
        val shown = { manager.activeNotifications.map { it.tag } }
        assertEquals(listOf("due"), shown())
        val scheduled = { WorkManager.getInstance(app).getWorkInfosForUniqueWork("remind 900 later").get().map { it.state } }
        assertEquals(listOf(WorkInfo.State.ENQUEUED), scheduled())

        // Swiped away, it stays away.
        manager.cancelAll()
        runBlocking { reminders.update(fake.client) }
        assertEquals(emptyList<String>(), shown())

        // It becomes due, and the other one is not listed any more.
        listed = listOf(reminder("later", 900))
        runBlocking { ReminderScheduler(app) { 1_000 }.update(fake.client) }
        assertEquals(listOf("later"), shown())
        listed = emptyList()
        runBlocking { ReminderScheduler(app) { 1_000 }.update(fake.client) }
        assertEquals(emptyList<String>(), shown())
    }

    @Test
    fun `a reminder that is not permitted yet is shown once the permission is granted`() {
        shadowOf(app).denyPermissions("android.permission.POST_NOTIFICATIONS")
        val fake = FakeClient().answer("reminders") { listOf(reminder("due", 50)) }
        val reminders = ReminderScheduler(app) { 100 }
        runBlocking { reminders.update(fake.client) }
        assertEquals(0, manager.activeNotifications.size)
        shadowOf(app).grantPermissions("android.permission.POST_NOTIFICATIONS")
        runBlocking { reminders.update(fake.client) }
        assertEquals(1, manager.activeNotifications.size)
        val pending = shadowOf(manager.activeNotifications.single().notification.contentIntent)
        assertEquals(Destination(Screen.ITEM, "item/1"), destinationOf(checkNotNull(pending.savedIntent.data), HOST))
    }

    @Test
    fun `while notifications are switched off in the phone's settings no reminder counts as shown`() {
        shadowOf(manager).setNotificationsEnabled(false)
        val fake = FakeClient().answer("reminders") { listOf(reminder("due", 50, until = 5_000)) }
        val reminders = ReminderScheduler(app) { 100 }
        runBlocking { reminders.update(fake.client) }
        shadowOf(manager).setNotificationsEnabled(true)
        runBlocking { reminders.update(fake.client) }
        val shown = manager.activeNotifications.single().notification
        assertEquals("it disappears by itself when it no longer applies", 4_900L, shown.timeoutAfter)
    }

    @Test
    fun `a reminder of an appeal opens the appeal`() {
        val fake = FakeClient().answer("reminders") { listOf(reminder("due", 50).copy(kind = ReminderKind.APPEAL, item = null, appeal = "a 1")) }
        runBlocking { ReminderScheduler(app) { 100 }.update(fake.client) }
        val pending = shadowOf(manager.activeNotifications.single().notification.contentIntent)
        assertEquals(Destination(Screen.APPEAL, "a 1"), destinationOf(checkNotNull(pending.savedIntent.data), HOST))
    }

    @Test
    fun `what became of a submission is told in a channel of its own, and opens the submission`() {
        val listed = reminder("due", 50).copy(kind = ReminderKind.SUBMISSION, item = null, submission = "s 1")
        val fake = FakeClient().answer("reminders") { listOf(listed) }
        runBlocking { ReminderScheduler(app) { 100 }.update(fake.client) }
        val shown = manager.activeNotifications.single().notification
        assertEquals("联络站", manager.getNotificationChannel(shown.channelId).name)
        val pending = shadowOf(shown.contentIntent)
        assertEquals(Destination(Screen.SUBMISSION, "s 1"), destinationOf(checkNotNull(pending.savedIntent.data), HOST))
    }

    @Test
    fun `a link with half of a surrogate pair is repaired`() {
        val long = "a".repeat(199) + "😀"
        assertEquals("a".repeat(199) + "?", destinationOf(Uri.parse("songming://search?words=" + Uri.encode(long)), HOST)?.argument)
    }

    @Test
    fun `the network class follows the platform`() {
        for (network in NetworkClass.entries) {
            app.setNetwork(network)
            assertEquals(network, currentNetworkClass(app))
            assertEquals(network, runBlocking { networkClasses(app).first() })
        }
    }

    @Test
    fun `links open items, topics and searches, and nothing else`() {
        val links = mapOf(
            "songming://item/sm-20261103-001" to Destination(Screen.ITEM, "sm-20261103-001"),
            "songming://topic/party" to Destination(Screen.PARTY),
            "songming://topic/station" to Destination(Screen.STATION),
            "songming://submission/0f-1" to Destination(Screen.SUBMISSION, "0f-1"),
            "songming://search?words=%E5%81%9C%E6%B0%B4" to Destination(Screen.SEARCH, "停水"),
            "https://songming.example/items/sm-1" to Destination(Screen.ITEM, "sm-1"),
            "songming://topic/none" to null,
            "songming://item/" to null,
            "songming://submission/" to null,
            "https://songming.example/other/sm-1" to null,
            "https://elsewhere.example/items/sm-1" to null,
            "http://songming.example/items/sm-1" to null,
            "songming:item" to null,
            "mailto:person@example.org" to null,
        )
        for ((link, destination) in links) assertEquals(link, destination, destinationOf(Uri.parse(link), HOST))
    }

    @Test
    fun `the back stack survives process death, and leaves out what another version wrote`() {
        val backStack = BackStack()
        backStack.navigate(Destination(Screen.PARTY))
        backStack.navigate(Destination(Screen.STUDY, "系列 甲\n乙"))
        backStack.selectTab(Screen.SERVICE)
        val restored = BackStack.decode(backStack.encode() + "NOWHERE\u001EHOME\u001F\u001F" + "ME\u001ENOWHERE\u001F\u001F")
        assertEquals(backStack.all, restored.all)
        assertEquals(Screen.SERVICE, restored.tab)
        assertEquals(listOf(Destination(Screen.HOME)), BackStack.decode(emptyList()).destinations)
        assertNull(Destination.decode("NOWHERE\u001F\u001F"))
        assertNull(Destination.decode("HOME"))
        // Going back from a tab leads to the home tab, which kept its stack.
        assertTrue(backStack.canGoBack)
        backStack.goBack()
        val study = Destination(Screen.STUDY, "系列 甲\n乙")
        assertEquals(study, backStack.current)
        // A link to the current tab keeps the stack beneath it.
        backStack.openLink(Destination(Screen.HOME))
        assertEquals(listOf(study, Destination(Screen.HOME)), backStack.destinations.takeLast(2))
        backStack.goBack()
        // Leaving twice has the effect of leaving once, and includes what was opened from it.
        backStack.navigate(Destination(Screen.ITEM, "1"))
        repeat(2) { backStack.leave(backStack.tab, 2, study) }
        assertEquals(Destination(Screen.PARTY), backStack.current)
        backStack.selectTab(Screen.HOME)
        assertEquals(Destination(Screen.HOME), backStack.current)
        assertFalse(backStack.canGoBack)
    }

    @Test
    fun `a draft that was sent is replaced by its submission, also while another tab is shown`() {
        val (tab, draft, submission) = Triple(Screen.STATION, Destination(Screen.DRAFT), Destination(Screen.SUBMISSION, "d1"))
        val backStack = BackStack().apply { setTabs(tabsOf(isClerk = true)) }
        backStack.navigate(Destination(tab))
        backStack.navigate(draft)
        backStack.navigate(Destination(Screen.DRAFT_HISTORY, "d1"))
        backStack.selectTab(Screen.HOME)
        repeat(2) { backStack.replace(tab, 1, draft, submission) }
        assertEquals(listOf(Destination(Screen.HOME)), backStack.destinations)
        assertEquals(listOf(Destination(tab), submission), backStack.all[tab])
        backStack.navigate(Destination(tab))
        backStack.navigate(Destination(Screen.DRAFT, "d1"))
        backStack.replace(tab, 2, Destination(Screen.DRAFT, "d1"), submission)
        assertEquals("not twice", listOf(Destination(tab), submission), backStack.destinations)
        backStack.navigate(draft)
        backStack.selectTab(Screen.HOME)
        repeat(2) { backStack.leave(tab, 2, draft) }
        assertEquals(listOf(Destination(tab), submission), backStack.all[tab])
        assertEquals(listOf(Destination(Screen.HOME)), backStack.destinations)
    }

    @Test
    fun `a new draft beside a new one is another, and every other screen is the one that is shown`() {
        val backStack = BackStack()
        backStack.navigate(Destination(Screen.STATION))
        backStack.navigate(Destination(Screen.DRAFT))
        val shown = listOf(backStack.current) + List(2) { backStack.navigateBeside(Destination(Screen.DRAFT)).let { backStack.current } }
        assertEquals(3, shown.toSet().size)
        assertTrue(shown.all { it.screen == Screen.DRAFT && it.argument.isEmpty() })
        assertEquals(3, backStack.destinations.size)
        for (other in listOf(Destination(Screen.DRAFT, "d1"), Destination(Screen.SUBMISSION, "d1"), Destination(Screen.LEDGER))) {
            repeat(2) { backStack.navigateBeside(other) }
            assertEquals(other, backStack.current)
        }
    }

    @Test
    fun `a clerk has the station in the place of the services, and what was open stays within reach`() {
        val resident = BackStack()
        resident.navigate(Destination(Screen.SERVICE))
        resident.navigate(Destination(Screen.ITEM, "1"))
        resident.setTabs(tabsOf(isClerk = true))
        assertEquals(Screen.ME, resident.tab)
        assertEquals(listOf(Destination(Screen.ME), Destination(Screen.SERVICE), Destination(Screen.ITEM, "1")), resident.destinations)
        resident.navigate(Destination(Screen.STATION))
        assertEquals(Screen.STATION, resident.tab)
        // A screen that has no tab is opened from where the person is.
        resident.navigate(Destination(Screen.SERVICE))
        assertEquals(listOf(Destination(Screen.STATION), Destination(Screen.SERVICE)), resident.destinations)

        // After process death the tabs are the same, and so they are after a second look at the account.
        val clerk = BackStack.decode(resident.encode())
        clerk.setTabs(tabsOf(isClerk = true))
        assertEquals(resident.all, clerk.all)
        clerk.selectTab(Screen.HOME)
        clerk.setTabs(tabsOf(isClerk = false))
        assertEquals(Screen.HOME, clerk.tab)
        clerk.navigate(Destination(Screen.STATION))
        assertEquals(listOf(Destination(Screen.HOME), Destination(Screen.STATION)), clerk.destinations)
        for (isClerk in listOf(true, false)) assertEquals("six would be too narrow", 5, tabsOf(isClerk).filter { it.isTab }.size)
    }

    @Test
    fun `a link to a submission opens in the tab of the station where there is one`() {
        val submission = Destination(Screen.SUBMISSION, "1")
        val clerk = BackStack()
        clerk.setTabs(tabsOf(isClerk = true))
        clerk.navigate(Destination(Screen.ITEM, "1"))
        clerk.openLink(submission)
        assertEquals(Screen.STATION, clerk.tab)
        assertEquals(listOf(Destination(Screen.STATION), submission), clerk.destinations)
        // What the person is writing stays beneath it, and the other tab keeps what was open.
        clerk.navigate(Destination(Screen.DRAFT, "2"))
        clerk.selectTab(Screen.HOME)
        assertEquals(Destination(Screen.ITEM, "1"), clerk.current)
        clerk.openLink(Destination(Screen.SUBMISSION, "3"))
        assertEquals(listOf(submission, Destination(Screen.DRAFT, "2"), Destination(Screen.SUBMISSION, "3")), clerk.destinations.drop(1))
        val resident = BackStack()
        resident.openLink(submission)
        assertEquals(listOf(Destination(Screen.HOME), submission), resident.destinations)
    }

    @Test
    fun `sharing, dialing, calendar events and links go to the right app`() {
        val externalApps = ExternalApps(app)
        assertTrue(externalApps.share("题", "https://songming.example/items/1"))
        val chooser = shadowOf(app).nextStartedActivity
        @Suppress("DEPRECATION")
        val send = checkNotNull(chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT))
        assertEquals("题\nhttps://songming.example/items/1", send.getStringExtra(Intent.EXTRA_TEXT))
        assertTrue(externalApps.dial("0871-0000-0001"))
        assertEquals("tel:0871-0000-0001", shadowOf(app).nextStartedActivity.dataString)
        assertTrue(externalApps.addToCalendar(CalendarEvent("u", "活动", 10, 20, "活动室", "带笔")))
        val insert = shadowOf(app).nextStartedActivity
        assertEquals(CalendarContract.Events.CONTENT_URI, insert.data)
        assertEquals(10L, insert.getLongExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, 0))
        for (hostile in listOf("file:///data/x", "javascript:alert(1)", "intent://x", "")) assertFalse(hostile, externalApps.open(hostile))
        assertTrue(externalApps.open("https://example.org/a.mp4", "video/mp4"))
        assertEquals("video/mp4", shadowOf(app).nextStartedActivity.type)
    }

    private companion object {
        const val HOST = "songming.example"
    }
}
