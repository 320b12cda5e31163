package cn.songming.app

import android.content.ClipData
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import android.os.Looper
import android.provider.MediaStore
import cn.songming.app.station.LOGIN_REDIRECT
import cn.songming.core.AccountPhase
import cn.songming.core.FieldValue
import cn.songming.core.NetworkClass
import cn.songming.core.SubmissionPhase
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** 联络站通讯员: logs in, writes with photos, is interrupted by everything that a phone has, and follows the piece until it is published. */
class ClerkJourneyTest : JourneyTestCase() {
    private val form = "write draft"

    /** A photo of one colour each. */
    private fun photo(color: Int): ByteArray {
        val bitmap = Bitmap.createBitmap(64, 48, Bitmap.Config.ARGB_8888).apply { eraseColor(color) }
        return ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.JPEG, 90, it) }.toByteArray()
    }

    /** A photo in the gallery of another app. */
    private fun galleryPhoto(name: String, color: Int): Uri {
        val uri = Uri.parse("content://gallery.example/$name")
        val bytes = photo(color)
        shadowOf(app.contentResolver).registerInputStreamSupplier(uri) { ByteArrayInputStream(bytes) }
        return uri
    }

    /** The person taps the button, and the browser comes back with this address. */
    private fun tapLogIn(button: String): String {
        shadowOf(app).clearNextStartedActivities()
        robot.tapIn("login", button)
        var page: Intent? = null
        waitUntil("the browser is opened") { shadowOf(app).nextStartedActivity?.also { page = it } != null }
        assertEquals(Intent.ACTION_VIEW, page?.action)
        return app.logIn(checkNotNull(page?.dataString), "zhang")
    }

    private fun account() = runBlocking { client.account().current() }

    private fun files(draft: String) = runBlocking { client.drafts().form(draft) }.files

    private fun fill(field: String, label: String, text: String) {
        robot.scrollTo(form, label)
        robot.type("field $field", text)
    }

    @Test
    fun `a clerk writes in a basement with two photos, and reads the published piece`() {
        acceptConsentAndLoadEverything()

        // Another app shares a text and a photo while nobody is logged in: nothing of it is lost, whatever happens until the login.
        val shared = Intent(Intent.ACTION_SEND).setType("image/jpeg").putExtra(Intent.EXTRA_SUBJECT, "新生产线投产")
            .putExtra(Intent.EXTRA_STREAM, galleryPhoto("line", Color.RED))
        robot.share(shared)
        robot.awaitTag("login")
        robot.awaitText("登录后会变成草稿")
        val redirect = tapLogIn("登录")
        robot.kill()
        robot.openLink(redirect)
        robot.awaitTag(form)
        robot.awaitText("新生产线投产")
        assertEquals(AccountPhase.LOGGED_IN, account().phase)
        val draft = runBlocking { client.drafts().list() }.single().id
        waitUntil("the shared photo is in the draft") { files(draft).size == 1 }

        // In the basement.
        app.setNetwork(NetworkClass.OFFLINE)
        fill("text", "正文", "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。")
        robot.tapIn(form, "企业动态")
        robot.rotate("land")
        robot.scrollTo(form, "园区一家企业")
        robot.rotate("port")

        // A photo that the camera takes. The system ends the app meanwhile.
        robot.tapIn(form, "拍照")
        robot.answerAfterKill { request ->
            @Suppress("DEPRECATION")
            val output = checkNotNull(request.getParcelableExtra<Uri>(MediaStore.EXTRA_OUTPUT)).lastPathSegment.orEmpty()
            File(app.filesDir, "captures/$output").writeBytes(photo(Color.BLUE))
        }
        robot.awaitTag(form)
        waitUntil("the photo is in the draft") { files(draft).size == 2 }
        // A file that is none.
        val text = Uri.parse("content://gallery.example/text")
        shadowOf(app.contentResolver).registerInputStreamSupplier(text) { ByteArrayInputStream("text".toByteArray()) }
        robot.tapIn(form, "从相册选")
        robot.answer(Intent().apply { clipData = ClipData.newRawUri("", text) })
        robot.scrollTo(form, "认不出这是什么文件")

        // Something is missing: the form says what, and nothing is sent.
        robot.scrollTo(form, "点提交")
        robot.tap("提交")
        robot.scrollTo(form, "请填写联系电话")
        robot.kill()
        robot.scrollTo(form, "园区一家企业")
        assertEquals(2, files(draft).size)
        fill("author", "作者（真实姓名）", "张三")
        fill("contact", "联系电话", "13800000000")
        fill("sign_off", "单位签发人", "李站长")
        fill("sign_off_date", "签发日期", "2026-11-20")
        robot.tapIn(form, "未使用")
        robot.tapIn(form, "画面中人物已同意")
        waitUntil("everything is saved at a pause") {
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(1))
            runBlocking { client.drafts().form(draft) }.problems.isEmpty()
        }
        robot.scrollTo(form, "点提交")
        robot.tap("提交")
        waitUntil("it waits for the network") { submission(draft).phase == SubmissionPhase.QUEUED }
        assertTrue(runBlocking { client.drafts().list() }.isEmpty())

        app.setNetwork(NetworkClass.UNMETERED)
        waitUntil("it is delivered") { submission(draft).phase == SubmissionPhase.DELIVERED }

        // 退改, and the second version.
        review(draft, "first-review")
        app.control("/review", """{"submission":"$draft","state":"returned","reason":"请写明投产时间"}""")
        assertEquals("returned", refreshed(draft).state)
        runBlocking {
            client.drafts().edit(draft)
            assertEquals("请写明投产时间", client.drafts().form(draft).returned?.reason)
            client.drafts().save(draft, listOf(FieldValue("text", "园区一家企业的新生产线11月20日投产。")))
            client.drafts().send(draft)
        }
        waitUntil("the second version is delivered") { submission(draft).run { phase == SubmissionPhase.DELIVERED && version == 2L } }
        for (state in listOf("first-review", "second-review", "final-review", "adopted", "published")) review(draft, state)
        val item = checkNotNull(refreshed(draft).item)
        robot.sync()
        robot.openLink("songming://item/$item")
        robot.awaitTag("article")
        robot.awaitText("11月20日投产")
    }

    @Test
    fun `a login whose answer arrives without a network is completed later, and logging out keeps the draft`() {
        acceptConsent()
        waitUntil("the catalogue is there") { runBlocking { client.items().catalogue() }.channels.isNotEmpty() }
        robot.openLink("$LOGIN_REDIRECT?state=x&code=y")
        robot.awaitTag("login")
        robot.awaitText("没有正在等待的登录")
        app.control("/account/lifetimes", """{"code":3600}""")
        val redirect = tapLogIn("登录")
        app.control("/fault", """{"mode":"down"}""")
        robot.openLink(redirect)
        robot.awaitText("不用重新输入密码")
        robot.rotate("land")
        robot.scrollTo("login", "不用重新输入密码")
        robot.rotate("port")
        robot.kill()
        robot.awaitText("不用重新输入密码")
        app.control("/fault", """{"mode":"none"}""")
        robot.tap("完成登录")
        waitUntil("the clerk is logged in") { account().phase == AccountPhase.LOGGED_IN }
        robot.awaitText("已登录")
        robot.awaitText(account().name)

        runBlocking { client.drafts().save(null, listOf(FieldValue("title", "没写完"))) }
        robot.scrollTo("login", "1 篇稿件")
        robot.tapIn("login", "退出登录")
        robot.tap("退出")
        robot.awaitText("您还没有登录")
        robot.openLink(tapLogIn("登录"))
        robot.awaitText("已登录")
        assertEquals(listOf("没写完"), runBlocking { client.drafts().list() }.map { it.title })
    }

    private fun submission(id: String) = runBlocking { client.submissions().get(id) }

    private fun refreshed(id: String) = runBlocking { client.submissions().refresh() }.single { it.id == id }

    private fun review(submission: String, state: String) = app.control("/review", """{"submission":"$submission","state":"$state"}""")
}
