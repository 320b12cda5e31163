package cn.songming.app

import android.content.ComponentName
import android.content.Context
import android.content.pm.PackageManager
import android.content.pm.ServiceInfo
import android.os.Looper
import androidx.work.ForegroundInfo
import androidx.work.ListenableWorker.Result
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.impl.foreground.SystemForegroundService
import androidx.work.testing.TestForegroundUpdater
import androidx.work.testing.TestListenableWorkerBuilder
import androidx.work.testing.WorkManagerTestInitHelper
import cn.songming.app.platform.SendTrigger
import cn.songming.app.platform.SendWorker
import cn.songming.core.ClientInterface
import cn.songming.core.NetworkClass
import cn.songming.core.SendReport
import cn.songming.core.SubmissionPhase
import com.google.common.util.concurrent.Futures
import com.google.common.util.concurrent.ListenableFuture
import java.util.UUID
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Sending in the background, with the real core and the real publisher. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TestApp::class)
class SendWorkerTest {
    private val app get() = TestApp.current
    private val client: ClientInterface get() = TestApp.client
    private val clerk by lazy { TestClerk(app, client) }
    private val shown = CopyOnWriteArrayList<ForegroundInfo>()

    @Before
    fun work() = WorkManagerTestInitHelper.initializeTestWorkManager(app)

    @After
    fun close() = WorkManagerTestInitHelper.closeWorkDatabase()

    private inner class RecordingUpdater : TestForegroundUpdater() {
        override fun setForegroundAsync(context: Context, id: UUID, info: ForegroundInfo): ListenableFuture<Void> {
            shown += info
            return super.setForegroundAsync(context, id, info)
        }
    }

    private class RefusingUpdater : TestForegroundUpdater() {
        override fun setForegroundAsync(context: Context, id: UUID, info: ForegroundInfo): ListenableFuture<Void> =
            Futures.immediateFailedFuture(IllegalStateException("not allowed from the background"))
    }

    private suspend fun run(updater: TestForegroundUpdater = RecordingUpdater()): Result =
        TestListenableWorkerBuilder<SendWorker>(app).setForegroundUpdater(updater).build().doWork()

    private fun scheduled(name: String): List<WorkInfo> = WorkManager.getInstance(app).getWorkInfosForUniqueWork(name).get()

    private fun states(name: String) = scheduled(name).map { it.state }

    /** A clerk who is logged in, with the centre's form. */
    private suspend fun logIn() {
        client.privacy().accept("test")
        client.sync()
        TestApp.logIn("zhang")
    }

    private suspend fun phase(id: String) = client.submissions().get(id).phase

    private fun uploads(): List<JSONObject> = app.ask("/uploads").getJSONArray("uploads").let { all -> List(all.length(), all::getJSONObject) }

    @Test
    fun `nothing is sent before consent, nor after it was withdrawn`() = runBlocking {
        assertEquals(Result.success(), run())
        assertEquals(0uL, client.storage().traffic().requests)
        logIn()
        val id = clerk.write("新生产线投产")
        clerk.queue(id)
        client.privacy().withdraw("test")
        val before = client.storage().traffic().requests
        assertEquals(Result.success(), run())
        assertEquals(before, client.storage().traffic().requests)
        assertEquals(SubmissionPhase.QUEUED, phase(id))
    }

    @Test
    fun `for somebody who is not logged in there is nothing to send`() = runBlocking {
        client.privacy().accept("test")
        assertEquals(Result.success(), run())
        assertEquals(emptyList<ForegroundInfo>(), shown)
    }

    @Test
    fun `photos are sent in the foreground with their progress, also without the permission for notifications`() = runBlocking {
        shadowOf(app).denyPermissions("android.permission.POST_NOTIFICATIONS")
        logIn()
        val id = clerk.write("新生产线投产", "IMG_1.png", "IMG_1.png")
        clerk.queue(id)
        assertEquals(Result.success(), run())
        assertEquals(SubmissionPhase.DELIVERED, phase(id))
        assertEquals(2, uploads().size)
        assertTrue(shown.isNotEmpty())
        assertTrue(shown.all { it.foregroundServiceType == ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC })
        val text = shown.first().notification.extras.getString("android.text").orEmpty()
        assertTrue(text, "1 篇稿件" in text)
        // A text alone is sent without a notification.
        shown.clear()
        clerk.queue(clerk.write("只有文字"))
        assertEquals(Result.success(), run())
        assertEquals(emptyList<ForegroundInfo>(), shown)
        assertEquals(0u, client.submissions().pending().left)
    }

    @Test
    fun `where the system allows no foreground, photos are sent all the same`() = runBlocking {
        logIn()
        val id = clerk.write("新生产线投产", "IMG_1.png")
        clerk.queue(id)
        assertEquals(Result.success(), run(RefusingUpdater()))
        assertEquals(SubmissionPhase.DELIVERED, phase(id))
    }

    @Test
    fun `two workers and the app at once send each file once`() = runBlocking {
        logIn()
        val id = clerk.write("新生产线投产", "IMG_1.png", "IMG_2.png")
        clerk.queue(id)
        val workers = List(2) { async(Dispatchers.IO) { run() } }
        assertEquals(listOf(Result.success(), Result.success()), workers.awaitAll())
        assertEquals(SubmissionPhase.DELIVERED, phase(id))
        val counts = uploads().map { upload -> listOf("creations", "repetitions", "locked").map(upload::getInt) }
        assertEquals(List(2) { listOf(1, 0, 0) }, counts)
        assertEquals(1, app.ask("/submissions").getJSONArray("submissions").length())
    }

    @Test
    fun `what the publisher puts off is tried when it said, and what is sent meanwhile does not wait behind it`() = runBlocking {
        logIn()
        clerk.faults("""{"mode": "status", "status": 503, "retry_after": 1800, "path": "/v1/station"}""")
        val id = clerk.write("新生产线投产")
        clerk.queue(id)
        assertEquals(Result.success(), run())
        assertEquals(SubmissionPhase.QUEUED, phase(id))
        val later = scheduled("send later").single()
        assertEquals(WorkInfo.State.ENQUEUED, later.state)
        val wait = later.initialDelayMillis / 1000
        assertTrue("the publisher's wait is kept: $wait s", wait in 61..1801)
        assertEquals(emptyList<WorkInfo.State>(), states("send"))
        // Its time has come.
        assertEquals(Result.success(), TestListenableWorkerBuilder<SendTrigger>(app).build().doWork())
        assertEquals(listOf(WorkInfo.State.ENQUEUED), states("send"))
    }

    @Test
    fun `files that may not cost anything wait for a network without charge, and their text does not`() = runBlocking {
        logIn()
        client.submissions().setUnmeteredOnly(true)
        val id = clerk.write("新生产线投产", "IMG_1.png")
        clerk.queue(id)
        app.setNetwork(NetworkClass.METERED)
        assertEquals(Result.success(), run())
        assertEquals(1, app.ask("/submissions").getJSONArray("submissions").length())
        assertEquals(emptyList<JSONObject>(), uploads())
        val unmetered = scheduled("send unmetered").single()
        assertEquals(NetworkType.UNMETERED, unmetered.constraints.requiredNetworkType)
        // Where WorkManager takes this network for unmetered, it would run again and again otherwise.
        assertEquals(15 * 60_000L, unmetered.initialDelayMillis)
        assertEquals(emptyList<WorkInfo.State>(), states("send later"))
        app.setNetwork(NetworkClass.UNMETERED)
        assertEquals(Result.success(), run())
        assertEquals(SubmissionPhase.DELIVERED, phase(id))
    }

    @Test
    fun `work is scheduled by what is left, once, and cancelled`() {
        val names = listOf("send", "send later", "send unmetered")
        val report = { left: UInt, unmetered: Boolean, seconds: UInt? -> SendReport(left, unmetered, seconds) }
        val expected = mapOf(
            report(0u, false, null) to emptyList(),
            report(1u, false, 1u) to listOf("send"),
            report(1u, false, 60u) to listOf("send"),
            report(1u, false, 61u) to listOf("send later"),
            report(1u, true, null) to listOf("send unmetered"),
            report(2u, true, 1u) to listOf("send", "send unmetered"),
        )
        for ((pending, works) in expected) {
            repeat(2) { SendWorker.schedule(app, pending) }
            assertEquals("$pending", works, names.filter { name -> scheduled(name).any { it.state == WorkInfo.State.ENQUEUED } })
            SendWorker.cancel(app)
            assertTrue("$pending", names.flatMap(::states).all { it == WorkInfo.State.CANCELLED })
        }
        SendWorker.schedule(app, report(1u, true, null))
        assertEquals("the first try waits for the network alone", 0L, scheduled("send unmetered").single { !it.state.isFinished }.initialDelayMillis)
        SendWorker.cancel(app)
        SendWorker.schedule(app, report(1u, false, 1u))
        val first = scheduled("send").single().id
        SendWorker.schedule(app, report(1u, false, 1u))
        assertEquals("one that is scheduled stays", first, scheduled("send").single().id)
        val request = SendWorker.request().workSpec
        assertEquals(NetworkType.CONNECTED, request.constraints.requiredNetworkType)
        assertTrue(request.expedited)
    }

    @Test
    fun `an app that leaves the foreground with something queued schedules a worker, and not before consent`() {
        runBlocking { logIn() }
        // Otherwise the core sends it at once, and nothing is left for a worker.
        app.setNetwork(NetworkClass.OFFLINE)
        runBlocking { clerk.queue(clerk.write("新生产线投产")) }
        val leaveForeground = {
            app.container.setForeground(true)
            app.container.setForeground(false)
        }
        leaveForeground()
        shadowOf(Looper.getMainLooper()).idle()
        assertEquals("without consent", emptyList<WorkInfo.State>(), states("send"))
        app.container.sync.consentGiven = true
        leaveForeground()
        awaitOnMain { states("send") == listOf(WorkInfo.State.ENQUEUED) }
        app.setConsent(false)
        assertEquals(listOf(WorkInfo.State.CANCELLED), states("send"))
    }

    @Test
    fun `a draft that is sent schedules a worker`() {
        runBlocking { logIn() }
        app.setNetwork(NetworkClass.OFFLINE)
        app.container.sync.consentGiven = true
        runBlocking { clerk.queue(clerk.write("新生产线投产")) }
        awaitOnMain { states("send") == listOf(WorkInfo.State.ENQUEUED) }
    }

    /** Runs the main thread until something is so. */
    private fun awaitOnMain(condition: () -> Boolean) {
        val deadline = System.nanoTime() + 30_000_000_000
        while (!condition()) {
            check(System.nanoTime() < deadline) { "it does not happen" }
            shadowOf(Looper.getMainLooper()).idle()
            Thread.yield()
        }
    }

    @Test
    fun `WorkManager's service may be in the foreground for sending, and nobody else can start it`() {
        val name = ComponentName(app, SystemForegroundService::class.java)
        val service = app.packageManager.getServiceInfo(name, PackageManager.ComponentInfoFlags.of(0L))
        assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC, service.foregroundServiceType)
        assertFalse(service.exported)
        val asked = app.packageManager.getPackageInfo(app.packageName, PackageManager.PackageInfoFlags.of(PackageManager.GET_PERMISSIONS.toLong()))
        val permissions = asked.requestedPermissions.orEmpty().toList()
        assertTrue("android.permission.FOREGROUND_SERVICE_DATA_SYNC" in permissions)
    }
}
