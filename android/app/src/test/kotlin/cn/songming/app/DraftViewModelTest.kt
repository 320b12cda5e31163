package cn.songming.app

import android.net.Uri
import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.ViewModelStore
import cn.songming.app.platform.FileInbox
import cn.songming.app.platform.IncomingFile
import cn.songming.app.platform.UnreadFile
import cn.songming.app.station.DraftEnd
import cn.songming.app.station.DraftHistoryViewModel
import cn.songming.app.station.DraftViewModel
import cn.songming.app.station.EditedTexts
import cn.songming.app.station.RefusedFile
import cn.songming.core.AddedFile
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.DraftFile
import cn.songming.core.DraftForm
import cn.songming.core.FieldDifference
import cn.songming.core.FieldKind
import cn.songming.core.FieldProblem
import cn.songming.core.FieldValue
import cn.songming.core.FormField
import cn.songming.core.MediaLimits
import cn.songming.core.NewFile
import cn.songming.core.SavedState
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Writing a draft, against a fake client that stores what it is given. */
class DraftViewModelTest : ViewModelTestCase() {
    private val inbox = FakeInbox()
    private var stored = mutableMapOf<String, String>()
    private val files = mutableListOf<DraftFile>()
    private var version = 1u
    private val full = ClientException.Storage("手机存储写不进去。", "disk-full")

    private fun field(code: String) = FormField(code, code, FieldKind.TEXT, required = true, min = null, max = null, hint = "", options = emptyList())

    private fun file(id: String, caption: String = "") = DraftFile(id, "$id.jpg", "image/jpeg", 1u, caption, emptyList(), "/$id", missing = false)

    private fun form(id: String?) = DraftForm(
        id, version, listOf(field("title"), field("text")), stored.map { FieldValue(it.key, it.value) },
        if (stored["title"].isNullOrEmpty()) listOf(FieldProblem("title", "请填写标题。")) else emptyList(), "", emptyList(), files.toList(),
        MediaLimits(9u, 1u, 1u, 1u, emptyList()), 0u, null, null, "",
    )

    /** Stores what the view model gives it. */
    @Suppress("UNCHECKED_CAST")
    private fun answerAll() {
        fake.answer("drafts.form") { form(it[0] as String?) }
            .answer("submissions.unmeteredOnly") { false }
            .answer("drafts.save") { (id, values) ->
                (values as List<FieldValue>).forEach { stored[it.code] = it.value }
                fake.announce(Change.SUBMISSIONS)
                id ?: "d1"
            }
            .answer("drafts.addFiles") { (_, added) ->
                (added as List<NewFile>).map { new ->
                    if ("坏" in new.name) return@map AddedFile(new.name, null, false, "这张照片已损坏。")
                    files += file(new.name)
                    AddedFile(new.name, new.name, false, "")
                }
            }
            .answer("drafts.setCaption") { }
    }

    private fun draft(id: String? = null): DraftViewModel {
        answerAll()
        return DraftViewModel(client, id, inbox).also { show(it.content) }
    }

    private fun storeOf(viewModel: DraftViewModel): ViewModelStore {
        val store = ViewModelStore()
        val factory = object : ViewModelProvider.Factory {
            @Suppress("UNCHECKED_CAST")
            override fun <V : ViewModel> create(modelClass: Class<V>): V = viewModel as V
        }
        ViewModelProvider(store, factory)[DraftViewModel::class.java]
        return store
    }

    @Test
    fun `the first edit is stored at once, later ones at a pause, and only what was typed`() {
        stored["author"] = "张三"
        val viewModel = draft()
        assertNull(viewModel.id)
        assertEquals("what is known already is proposed", "张三", viewModel.values["author"])
        viewModel.edit("title", "新")
        assertEquals("d1", viewModel.id)
        assertEquals(listOf(null, listOf(FieldValue("title", "新"))), fake.last("drafts.save"))
        viewModel.edit("title", "新生")
        viewModel.edit("title", "新生产线")
        assertEquals("no state for every letter", 1, fake.count("drafts.save"))
        advanceTime(2_000)
        assertEquals(listOf("d1", listOf(FieldValue("title", "新生产线"))), fake.last("drafts.save"))
        advanceTime(10_000)
        assertEquals("nothing is stored twice", 2, fake.count("drafts.save"))
    }

    @Test
    fun `what is typed without a pause is stored all the same`() {
        val viewModel = draft("d1")
        repeat(100) {
            viewModel.edit("text", "字".repeat(it + 1))
            advanceTime(500)
        }
        assertTrue("${fake.count("drafts.save")}", fake.count("drafts.save") in 2..20)
    }

    @Test
    fun `the last edit is stored when the screen is left, and when the app leaves the foreground`() {
        val viewModel = draft("d1")
        val store = storeOf(viewModel)
        viewModel.edit("title", "甲")
        viewModel.storeNow()
        assertEquals("甲", stored["title"])
        viewModel.edit("text", "乙")
        viewModel.editCaption("f1", "丙")
        store.clear()
        assertEquals("乙", stored["text"])
        assertEquals(listOf("f1", "丙"), fake.last("drafts.setCaption"))
    }

    @Test
    fun `a form that is loaded again takes nothing away that is being typed, and brings what was restored`() {
        stored = mutableMapOf("title" to "甲", "text" to "乙")
        val viewModel = draft("d1")
        viewModel.edit("title", "甲甲")
        stored = mutableMapOf("title" to "旧", "text" to "旧文")
        fake.announce(Change.SUBMISSIONS)
        assertEquals("甲甲", viewModel.values["title"])
        assertEquals("旧文", viewModel.values["text"])
        stored = mutableMapOf("title" to "甲甲")
        advanceTime(2_000)
        fake.announce(Change.SUBMISSIONS)
        assertEquals("a value that was not there then is gone", "", viewModel.values["text"])
    }

    @Test
    fun `a failed save keeps what was typed, and the next one stores it`() {
        val viewModel = draft("d1")
        fake.fails("drafts.save", full)
        viewModel.edit("title", "新\uD83D")
        advanceTime(2_000)
        assertEquals(full, viewModel.content.actionError.value)
        assertEquals("half of a surrogate pair does not reach the core", "新?", viewModel.values["title"])
        answerAll()
        viewModel.edit("text", "正文")
        advanceTime(2_000)
        assertEquals(mapOf("title" to "新?", "text" to "正文"), stored)
    }

    @Test
    fun `files are added one by one, and refused ones are listed while the rest stays`() {
        val viewModel = draft()
        for (name in listOf("云盘.jpg", "大.mp4", "1.jpg", "坏.jpg", "2.jpg")) inbox.next += name
        inbox.unread = listOf(UnreadFile("云盘.jpg"), UnreadFile("大.mp4", noSpace = true))
        viewModel.addPicked(List(5) { Uri.EMPTY })
        assertEquals("d1", viewModel.id)
        assertEquals(listOf("1.jpg", "2.jpg"), files.map { it.id })
        val refused = listOf(RefusedFile("云盘.jpg", ""), RefusedFile("大.mp4", "", noSpace = true), RefusedFile("坏.jpg", "这张照片已损坏。"))
        assertEquals(refused, viewModel.refusals)
        assertEquals("the phone needs room for one copy", 1, inbox.most)
        assertEquals("no copy is left", emptyList<IncomingFile>(), inbox.files)
        assertEquals(0, viewModel.incoming)
        viewModel.dismissRefusals()
        assertEquals(emptyList<RefusedFile>(), viewModel.refusals)
        viewModel.addPicked(emptyList())
        assertEquals(3, fake.count("drafts.addFiles"))
    }

    @Test
    fun `what a full phone did not take waits, and is added when the draft is opened again`() {
        val viewModel = draft("d1")
        fake.fails("drafts.addFiles", full)
        inbox.next += "1.jpg"
        var placed = 0
        viewModel.addCapture(File("/1.jpg")) { placed += 1 }
        assertEquals(full, viewModel.content.actionError.value)
        assertEquals(1 to 0, inbox.files.size to viewModel.incoming)
        assertEquals("the camera's file is no longer needed", 1, placed)
        draft("d1")
        assertEquals(listOf("1.jpg"), files.map { it.id })
        assertEquals(0, inbox.files.size)
    }

    @Test
    fun `an import goes on to its end if the screen is left`() {
        val viewModel = draft("d1")
        val store = storeOf(viewModel)
        inbox.next += listOf("1.jpg", "2.jpg")
        fake.holds("drafts.addFiles", listOf(AddedFile("1.jpg", "1", false, "")))
        viewModel.addPicked(listOf(Uri.EMPTY, Uri.EMPTY))
        store.clear()
        fake.holds("drafts.addFiles", listOf(AddedFile("2.jpg", "2", false, "")))
        repeat(2) { fake.release() }
        assertEquals(2 to 0, fake.count("drafts.addFiles") to inbox.files.size)
    }

    @Test
    fun `sending waits for what is being added`() {
        val viewModel = draft("d1")
        stored["title"] = "题"
        fake.answer("drafts.send") { }.holds("drafts.addFiles", listOf(AddedFile("1.jpg", "1", false, "")))
        inbox.next += "1.jpg"
        viewModel.addPicked(listOf(Uri.EMPTY))
        val sent = mutableListOf<String>()
        viewModel.send { sent += it }
        assertEquals(0, fake.count("drafts.send"))
        fake.release()
        assertEquals(listOf("d1"), sent)
        assertEquals(0, inbox.files.size)
    }

    @Test
    fun `what waits is added before it is sent, and nothing is sent without a photo that cannot be`() {
        val viewModel = draft("d1")
        stored["title"] = "题"
        fake.answer("drafts.send") { }.fails("drafts.addFiles", full)
        inbox.files += listOf(IncomingFile("/1", "1.jpg"), IncomingFile("/2", "坏.jpg"))
        val sent = mutableListOf<String>()
        viewModel.send { sent += it }
        assertEquals(full, viewModel.content.actionError.value)
        assertEquals(0 to 2, fake.count("drafts.send") to inbox.files.size)
        answerAll()
        viewModel.send { sent += it }
        assertEquals("one was refused: the person sees that first", 0, fake.count("drafts.send"))
        assertEquals(listOf(RefusedFile("坏.jpg", "这张照片已损坏。")), viewModel.refusals)
        assertEquals(listOf("1.jpg") to 0, files.map { it.id } to inbox.files.size)
        viewModel.send { sent += it }
        assertEquals(listOf("d1"), sent)
    }

    @Test
    fun `what is typed while photos are added is sent with them`() {
        val viewModel = draft("d1")
        stored["title"] = "题"
        var sentTitle: String? = null
        fake.answer("drafts.send") { sentTitle = stored["title"] }.holds("drafts.addFiles", listOf(AddedFile("1.jpg", "1", false, "")))
        inbox.files += IncomingFile("/1", "1.jpg")
        viewModel.send { }
        viewModel.edit("title", "改过的题")
        assertEquals("it is not stored before the pause", "题", stored["title"])
        fake.release()
        assertEquals("改过的题", sentTitle)
    }

    @Test
    fun `a photo that is refused while the person sends holds the sending up`() {
        val viewModel = draft("d1")
        fake.answer("drafts.send") { }.holds("drafts.addFiles", listOf(AddedFile("坏.jpg", null, false, "这张照片已损坏。")))
        inbox.next += "坏.jpg"
        viewModel.addPicked(listOf(Uri.EMPTY))
        viewModel.send { throw AssertionError("sent") }
        fake.release()
        assertEquals(0 to 1, fake.count("drafts.send") to viewModel.refusals.size)
    }

    @Test
    fun `the screen is left once what is typed is stored, and stays if that fails`() {
        val viewModel = draft("d1")
        var left = 0
        fake.fails("drafts.save", full)
        viewModel.edit("title", "题")
        assertTrue(viewModel.isUnstored)
        viewModel.leave { left += 1 }
        assertEquals(0 to full, left to viewModel.leaveError)
        assertEquals("题", viewModel.values["title"])
        viewModel.stay()
        assertNull(viewModel.leaveError)
        answerAll()
        viewModel.leave { left += 1 }
        assertEquals(1 to "题", left to stored["title"])
        assertFalse(viewModel.isUnstored)
    }

    @Test
    fun `what the person leaves unstored is not stored later`() {
        val viewModel = draft()
        val store = storeOf(viewModel)
        fake.fails("drafts.save", full)
        viewModel.edit("title", "题")
        viewModel.leave { throw AssertionError("left") }
        viewModel.leaveUnstored()
        answerAll()
        viewModel.storeNow()
        viewModel.openHistory { throw AssertionError("there is no draft") }
        store.clear()
        assertEquals(emptyMap<String, String>() to null, stored.toMap() to viewModel.id)
    }

    @Test
    fun `a draft that was sent or deleted elsewhere says so`() {
        for ((code, end) in listOf("submission-sent" to DraftEnd.SENT, "not-found" to DraftEnd.DELETED, "other" to null)) {
            val viewModel = draft("d1")
            assertNull(viewModel.end)
            fake.fails("drafts.form", ClientException.Rejected("没有这篇草稿。", code))
            fake.announce(Change.SUBMISSIONS)
            assertEquals(code, end, viewModel.end)
        }
    }

    @Test
    fun `a second version shows what differs from the first, if that is still there`() {
        val difference = FieldDifference("title", "标题", emptyList())
        fake.answer("drafts.differences") { listOf(difference) }
        version = 2u
        assertEquals(listOf(difference), contentOf(draft("d1").content).differences)
        assertEquals(listOf("d1", 1, 2), fake.last("drafts.differences"))
        fake.fails("drafts.differences", ClientException.Rejected("没有这一稿。", "not-found"))
        assertEquals(emptyList<FieldDifference>(), contentOf(draft("d1").content).differences)
    }

    @Test
    fun `sending stores what is typed first, once, and what is missing is shown only then`() {
        val viewModel = draft()
        fake.fails("drafts.send", ClientException.Rejected("还没有填完。", "draft-incomplete"))
        assertFalse(viewModel.showsProblems)
        val sent = mutableListOf<String>()
        viewModel.send { sent += it }
        assertTrue(viewModel.showsProblems && sent.isEmpty())
        viewModel.edit("title", "题")
        fake.answer("submissions.unmeteredOnly") { true }.holds("drafts.send", Unit)
        repeat(2) { viewModel.send { sent += it } }
        assertEquals("题", stored["title"])
        fake.release()
        assertEquals(listOf("d1"), sent)
        assertEquals(listOf("d1", true), fake.last("drafts.send"))
        val saves = fake.count("drafts.save")
        viewModel.storeNow()
        assertEquals("what was sent is not written any more", saves, fake.count("drafts.save"))
    }

    @Test
    fun `a deleted draft leaves no file, and is not stored again`() {
        val viewModel = draft("d1")
        fake.answer("drafts.delete") { }
        inbox.files += IncomingFile("/1", "1.jpg")
        viewModel.edit("title", "题")
        var left = 0
        viewModel.delete { left += 1 }
        advanceTime(2_000)
        assertEquals(1, left)
        assertEquals(0, inbox.files.size)
        assertEquals(0, fake.count("drafts.save"))
    }

    @Test
    fun `a removed photo takes its caption with it, and a moved one gets its place`() {
        files += listOf(file("a", "甲"), file("b"))
        val viewModel = draft("d1")
        assertEquals("甲", viewModel.captions["a"])
        fake.answer("drafts.removeFile") { }.answer("drafts.moveFile") { }
        viewModel.editCaption("a", "甲甲")
        viewModel.removeFile("a")
        advanceTime(2_000)
        assertEquals(0, fake.count("drafts.setCaption"))
        viewModel.moveFile("b", 0)
        assertEquals("b", fake.last("drafts.moveFile").first())
    }

    @Test
    fun `the history shows what was typed last, and going back to a state leaves the screen`() {
        val viewModel = draft("d1")
        viewModel.edit("title", "新题")
        val opened = mutableListOf<String>()
        viewModel.openHistory { opened += it }
        assertEquals(listOf("d1") to "新题", opened to stored["title"])
        val states = listOf(SavedState(2, 0, "刚刚", "新题", 0u, true), SavedState(1, 0, "昨天", "题", 0u, false))
        fake.answer("drafts.history") { states }.answer("drafts.restore") { }
        val history = DraftHistoryViewModel(client, "d1")
        show(history.content)
        assertEquals(states, contentOf(history.content))
        var left = 0
        history.restore(1) { left += 1 }
        assertEquals(listOf("d1", 1L) to 1, fake.last("drafts.restore") to left)
    }

    @Test
    fun `an edit of texts survives any order of loading and storing`() {
        val texts = EditedTexts()
        texts.load(mapOf("a" to "1"))
        texts.edit("a", "2")
        texts.edit("b", "")
        assertEquals(mapOf("a" to "2"), texts.unsaved())
        texts.load(mapOf("a" to "1", "c" to "3"))
        assertEquals(listOf("2", "3"), listOf(texts["a"], texts["c"]))
        texts.wereStored(mapOf("a" to "2"))
        assertEquals(emptyMap<String, String>(), texts.unsaved())
        texts.load(mapOf("a" to "0"))
        assertEquals(listOf("0", ""), listOf(texts["a"], texts["c"]))
    }
}

/** An inbox in memory. */
private class FakeInbox : FileInbox {
    val files = mutableListOf<IncomingFile>()

    /** What the next calls receive, which of it cannot be read, and how many files waited at most. */
    val next = mutableListOf<String>()
    var unread = emptyList<UnreadFile>()
    var most = 0

    override suspend fun receive(batch: String, uris: List<Uri>): List<UnreadFile> = uris.mapNotNull {
        val name = next.removeAt(0)
        val failed = unread.find { it.name == name }
        if (failed == null) files += IncomingFile("/$batch/$name", name)
        most = maxOf(most, files.size)
        failed
    }

    override suspend fun receiveCapture(batch: String, capture: File): List<UnreadFile> = receive(batch, listOf(Uri.EMPTY))

    override suspend fun waiting(batch: String): List<IncomingFile> = files.toList()

    override suspend fun remove(file: IncomingFile) {
        files -= file
    }

    override suspend fun clear(batch: String) = files.clear()
}
