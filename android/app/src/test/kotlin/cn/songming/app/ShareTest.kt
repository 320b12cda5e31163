package cn.songming.app

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import cn.songming.app.core.CoreClient
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.IncomingFiles
import cn.songming.app.station.LOGIN_REDIRECT
import cn.songming.app.station.ShareReceiver
import cn.songming.app.station.SharedContent
import cn.songming.app.station.sharedContentOf
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.ClientException
import cn.songming.core.DraftRow
import cn.songming.core.FieldValue
import java.io.ByteArrayInputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** What other apps send: shared files and texts, answers of the browser, and what is meant to do harm. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TestApp::class)
class ShareTest {
    private val app get() = TestApp.current
    private val files by lazy { IncomingFiles(app) }
    private val scope = CoroutineScope(Dispatchers.Default)
    private var unread = 0

    @After
    fun stop() = scope.cancel()

    private fun uri(name: String) = Uri.parse("content://gallery.example/$name")

    private fun provide(name: String, content: () -> InputStream = { ByteArrayInputStream(name.toByteArray()) }): Uri =
        uri(name).also { shadowOf(app.contentResolver).registerInputStreamSupplier(it, content) }

    private fun contents(batch: String) = runBlocking { files.waiting(batch) }.map { File(it.path).readText() }

    private fun share(fake: FakeClient) =
        ShareReceiver(CompletableDeferred<CoreClient>(fake.client), files, scope) { unread += it }

    private fun account(phase: AccountPhase) = AccountState(phase, "1", "张三", null, null, null, 0u)

    private fun await(share: ShareReceiver) = runBlocking { withTimeout(30_000) { share.destination.first { it != null } } }

    @Test
    fun `photos, videos and texts can be shared with the app, and a login comes back to it`() {
        val found = { intent: Intent -> app.packageManager.queryIntentActivities(intent, 0).map { it.activityInfo.name } }
        for (type in listOf("image/jpeg", "image/heic", "video/mp4", "text/plain")) {
            assertEquals(type, listOf("cn.songming.app.ShareTarget"), found(Intent(Intent.ACTION_SEND).setType(type).setPackage(app.packageName)))
        }
        assertEquals(listOf("cn.songming.app.ShareTarget"), found(Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*").setPackage(app.packageName)))
        assertEquals(emptyList<String>(), found(Intent(Intent.ACTION_SEND).setType("application/zip").setPackage(app.packageName)))
        val redirect = Intent(Intent.ACTION_VIEW, Uri.parse("$LOGIN_REDIRECT?code=c")).addCategory(Intent.CATEGORY_BROWSABLE)
        assertEquals(listOf("cn.songming.app.MainActivity"), found(redirect.setPackage(app.packageName)))
    }

    @Test
    fun `an intent shares its text and its files, and a hostile one nothing`() {
        val text = Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_SUBJECT, "题\uD83D").putExtra(Intent.EXTRA_TEXT, "文".repeat(60_000))
        val shared = checkNotNull(sharedContentOf(text))
        assertEquals("题?" to 50_000, shared.title to shared.text.length)
        val many = ArrayList((1..5_000).map { uri("$it") })
        val multiple = Intent(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, many)
        assertEquals(30, sharedContentOf(multiple)?.uris?.size)
        val hostile = arrayListOf(Uri.parse("file:///data/data/cn.songming.app/files/core/outbox.sqlite3"), Uri.parse("https://example.org/a.jpg"))
        assertNull(sharedContentOf(Intent(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, hostile)))
        // Neither of the type that is expected.
        val wrong = Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, Bundle()).putExtra(Intent.EXTRA_TEXT, 1)
        assertNull(sharedContentOf(wrong))
        assertNull(sharedContentOf(Intent(Intent.ACTION_SEND)))
        assertNull(sharedContentOf(Intent(Intent.ACTION_VIEW).putExtra(Intent.EXTRA_TEXT, "文")))
    }

    @Test
    fun `what cannot be read or is our own is not copied, and the rest keeps its order and its bytes`() {
        val broken = provide("broken") { object : InputStream() { override fun read(): Int = throw IOException("gone") } }
        val crashing = provide("crashing") { throw SecurityException("not permitted") }
        val own = listOf("content://cn.songming.app.files/papers/a", "content://10@cn.songming.app.files/papers/a", "file:///etc/hosts").map(Uri::parse)
        for (uri in own) shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { ByteArrayInputStream("secret".toByteArray()) }
        val uris = listOf(provide("b"), broken, crashing, provide("a")) + own + provide("../c")
        val unreadNames = runBlocking { files.receive("d1", uris) }
        assertEquals(5, unreadNames.size)
        assertEquals(listOf("b", "a", "../c"), contents("d1"))
        assertTrue(app.noBackupFilesDir.resolve("incoming").walk().filter(File::isFile).all { it.parentFile?.name == "d1" })
        assertTrue("no half copy is left", app.cacheDir.walk().filter(File::isFile).none())
        runBlocking { files.waiting("d1").forEach { files.remove(it) } }
        assertEquals(emptyList<String>(), contents("d1"))
        assertFalse(app.noBackupFilesDir.resolve("incoming/d1").exists())
    }

    @Test
    fun `what is shared becomes a draft that is opened, with its files`() {
        val fake = FakeClient().answer("account.current") { account(AccountPhase.EXPIRED) }.answer("drafts.save") { "d1" }
        val share = share(fake)
        share.receive(SharedContent("题", "文", listOf(provide("a"), uri("none"), provide("b"))))
        assertEquals(Destination(Screen.DRAFT, "d1"), await(share))
        assertEquals(listOf(null, listOf(FieldValue("title", "题"), FieldValue("text", "文"))), fake.last("drafts.save"))
        assertEquals(listOf("a", "b"), contents("d1"))
        assertEquals(1, unread)
        share.opened(Destination(Screen.LOGIN))
        assertEquals(Destination(Screen.DRAFT, "d1"), share.destination.value)
        share.opened(Destination(Screen.DRAFT, "d1"))
        assertNull(share.destination.value)
    }

    private fun batch(name: String, text: String, draft: String? = null, uri: Uri? = null) = runBlocking {
        files.writeText("shared-$name", "text", text)
        uri?.let { files.receive("shared-$name", listOf(it)) }
        draft?.let { files.writeText("shared-$name", "draft", it) }
    }

    private fun batches() = runBlocking { files.batches("shared-") }

    private fun row(id: String) = DraftRow(id, 1u, "", "", 0u, false, 0, "")

    @Test
    fun `a process that ends before the files are the draft's makes no second draft of them`() {
        batch("1", "文", draft = "d1", uri = provide("b"))
        runBlocking { files.receive("d1", listOf(provide("a"))) }
        val fake = FakeClient().answer("account.current") { account(AccountPhase.LOGGED_IN) }.answer("drafts.list") { listOf(row("d1")) }
        val share = share(fake)
        runBlocking { share.createDrafts() }
        assertEquals(Destination(Screen.DRAFT, "d1"), share.destination.value)
        assertEquals(0, fake.count("drafts.save"))
        assertEquals(listOf("a", "b"), contents("d1"))
        assertEquals(emptyList<String>(), batches())
        // The draft was sent or deleted meanwhile, or is another account's.
        batch("2", "文", draft = "d1", uri = provide("c"))
        fake.answer("drafts.list") { emptyList<DraftRow>() }.answer("drafts.save") { "d2" }
        runBlocking { share.createDrafts() }
        assertEquals(listOf("c"), contents("d2"))
    }

    @Test
    fun `the batch says which draft it becomes before its files move`() {
        batch("1", "文", uri = provide("a"))
        // A file where the folder of the draft should be: moving fails.
        val obstacle = app.noBackupFilesDir.resolve("incoming/d1").apply { writeText("") }
        val fake = FakeClient().answer("account.current") { account(AccountPhase.LOGGED_IN) }.answer("drafts.save") { "d1" }
            .answer("drafts.list") { listOf(row("d1")) }
        val share = share(fake)
        runBlocking { share.createDrafts() }
        assertNull(share.destination.value)
        assertEquals(listOf("a"), contents("shared-1"))
        obstacle.delete()
        runBlocking { share(fake).createDrafts() }
        assertEquals(1 to listOf("a"), fake.count("drafts.save") to contents("d1"))
    }

    @Test
    fun `a batch that fails does not block the next`() {
        batch("1", "坏")
        batch("2", "好", uri = provide("a"))
        val fake = FakeClient().answer("account.current") { account(AccountPhase.LOGGED_IN) }.answer("drafts.save") { (_, values) ->
            if ("坏" in values.toString()) throw ClientException.Storage("手机存储写不进去。", "disk-full") else "d2"
        }
        val share = share(fake)
        runBlocking { share.createDrafts() }
        assertEquals(Destination(Screen.DRAFT, "d2"), share.destination.value)
        assertEquals(listOf("a"), contents("d2"))
        assertEquals("it is kept for the next time", listOf("shared-1"), batches())
    }

    @Test
    fun `what waits for a login goes after 30 days, or when the person does not want it`() {
        val fake = FakeClient().answer("account.current") { account(AccountPhase.LOGGED_OUT) }
        batch("old", "文")
        batch("new", "文")
        val day = 24L * 60 * 60 * 1000
        for ((name, days) in listOf("old" to 31, "new" to 29)) {
            assertTrue(app.noBackupFilesDir.resolve("incoming/shared-$name").setLastModified(System.currentTimeMillis() - days * day))
        }
        val share = share(fake)
        runBlocking { share.createDrafts() }
        assertEquals(listOf("shared-new") to true, batches() to share.isWaiting.value)
        share.discard()
        runBlocking { withTimeout(30_000) { share.isWaiting.first { !it } } }
        assertEquals(emptyList<String>(), batches())
        batch("old", "文")
        app.noBackupFilesDir.resolve("incoming/shared-old").setLastModified(System.currentTimeMillis() - 31 * day)
        fake.answer("account.current") { account(AccountPhase.EXPIRED) }.answer("drafts.save") { "d1" }
        runBlocking { share.createDrafts() }
        assertEquals("a clerk's becomes a draft, however old", 1, fake.count("drafts.save"))
    }

    @Test
    fun `a photo that was taken is moved, not copied, and moved once`() {
        val capture = files.newCapture()
        assertEquals(app.filesDir.resolve("captures"), capture.parentFile)
        capture.writeText("photo")
        repeat(2) { assertEquals(emptyList<Any>(), runBlocking { files.receiveCapture("d1", capture) }) }
        assertEquals(listOf("photo"), contents("d1"))
        assertFalse(capture.exists())
        assertEquals("content", files.addressOf(files.newCapture()).scheme)
    }

    @Test
    fun `what is shared while nobody is logged in waits for the login, also in the next process`() {
        val fake = FakeClient().answer("account.current") { account(AccountPhase.LOGGED_OUT) }
        val share = share(fake)
        share.receive(SharedContent("", "文", listOf(provide("a"))))
        assertEquals(Destination(Screen.LOGIN), await(share))
        assertTrue(share.isWaiting.value)
        assertEquals(0, fake.count("drafts.save"))
        val later = share(fake)
        runBlocking { later.createDrafts() }
        assertNull("at the next start nothing is opened for it", later.destination.value)
        fake.answer("account.current") { account(AccountPhase.LOGGED_IN) }.answer("drafts.save") { "d2" }
        runBlocking { later.createDrafts() }
        assertEquals(Destination(Screen.DRAFT, "d2"), later.destination.value)
        assertFalse(later.isWaiting.value)
        assertEquals(listOf("a"), contents("d2"))
        runBlocking { later.createDrafts() }
        assertEquals("it is one draft", 1, fake.count("drafts.save"))
    }
}
