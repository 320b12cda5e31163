package cn.songming.app

import android.net.Uri
import cn.songming.app.platform.FileInbox
import cn.songming.app.platform.UnreadFile
import cn.songming.app.platform.IncomingFile
import cn.songming.app.station.LedgerViewModel
import cn.songming.app.station.RefusedFile
import cn.songming.app.station.StationPage
import cn.songming.app.station.StationViewModel
import cn.songming.app.station.SubmissionPage
import cn.songming.app.station.SubmissionViewModel
import cn.songming.app.ui.UiState
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.AddedFile
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.Conflict
import cn.songming.core.DraftRow
import cn.songming.core.FieldDifference
import cn.songming.core.LedgerMonth
import cn.songming.core.NewFile
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction
import cn.songming.core.SubmissionPhase
import cn.songming.core.Term
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** The view models of 联络站, against a fake client. */
class StationViewModelTest : ViewModelTestCase() {
    private val account = AccountState(AccountPhase.LOGGED_IN, "zhang", "张三", Term("s", "开发区联络站"), null, 0, 1u)
    private val draft = DraftRow("d", 1u, "草稿", "", 0u, false, 0, "刚刚")

    private fun submission(id: String, phase: SubmissionPhase = SubmissionPhase.DELIVERED) = Submission(
        id = id, version = 1, title = "题 $id", phase = phase, state = "delivered", stateName = "已送达", problem = null, files = emptyList(),
        sent = 0uL, size = 0uL, waitsForUnmetered = false, unmeteredOnly = false, created = 0, changed = 0, changedText = "刚刚", received = 0,
        events = emptyList(), item = null, unseen = false,
    )

    private val inbox = PickedFiles()

    /** Files that were picked in the system's picker. */
    private class PickedFiles : FileInbox {
        val files = mutableListOf<IncomingFile>()
        val cleared = mutableListOf<String>()
        var received = emptyList<String>()
        var unread = emptyList<UnreadFile>()

        override suspend fun receive(batch: String, uris: List<Uri>): List<UnreadFile> {
            files += received.map { IncomingFile("/$batch/$it", it) }
            return unread
        }

        override suspend fun receiveCapture(batch: String, capture: File): List<UnreadFile> = error("no camera here")

        override suspend fun waiting(batch: String): List<IncomingFile> = files.toList()

        override suspend fun remove(file: IncomingFile) {
            files -= file
        }

        override suspend fun clear(batch: String) {
            cleared += batch
            files.clear()
        }
    }

    private fun answerStation(vararg submissions: Submission) = fake.answer("account.current") { account }
        .answer("drafts.list") { listOf(draft) }
        .answer("submissions.list") { submissions.toList() }
        .answer("submissions.unmeteredOnly") { true }

    @Test
    fun `a phone on which nobody is logged in asks for no drafts`() {
        val nobody = account.copy(phase = AccountPhase.LOGGED_OUT)
        fake.answer("account.current") { nobody }
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        assertEquals(StationPage(nobody), contentOf(viewModel.content))
        viewModel.refresh()
        assertEquals("nothing is asked for nobody", listOf("account.current"), fake.calls.map { it.name }.distinct())
    }

    @Test
    fun `a login that has expired shows everything that was written`() {
        answerStation(submission("a")).answer("account.current") { account.copy(phase = AccountPhase.EXPIRED) }
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        val page = contentOf(viewModel.content)
        assertEquals(listOf("d") to listOf("a"), page.drafts.map { it.id } to page.submissions.map { it.id })
    }

    @Test
    fun `what is written is among the drafts alone, and the page follows submissions and the account`() {
        answerStation(submission("a"), submission("d", SubmissionPhase.DRAFT))
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        assertEquals(StationPage(account, listOf(draft), listOf(submission("a")), unmeteredOnly = true), contentOf(viewModel.content))
        for ((change, loads) in listOf(Change.SUBMISSIONS to 1, Change.ACCOUNT to 1, Change.ITEMS to 0, Change.PICTURES to 0)) {
            val before = fake.count("submissions.list")
            fake.announce(change)
            assertEquals("$change", before + loads, fake.count("submissions.list"))
        }
        fake.fails("drafts.list", offline)
        fake.announce(Change.SUBMISSIONS)
        assertEquals("the content stays through an error", 1, contentOf(viewModel.content).submissions.size)
    }

    @Test
    fun `what waits for the person comes first, and the rest stays in the core's order`() {
        answerStation(submission("c"), submission("b", SubmissionPhase.PARKED), submission("a", SubmissionPhase.QUEUED))
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        assertEquals(listOf("b", "c", "a"), contentOf(viewModel.content).submissions.map { it.id })
    }

    @Test
    fun `each action is passed to the core, and its error is shown beside the list`() {
        answerStation(submission("a"))
        val calls = mapOf(
            SubmissionAction.RETRY to "submissions.retry", SubmissionAction.EDIT to "drafts.edit", SubmissionAction.PAUSE to "submissions.pause",
            SubmissionAction.RESUME to "submissions.resume", SubmissionAction.WITHDRAW to "submissions.withdraw",
            SubmissionAction.DELETE to "submissions.delete",
        )
        assertEquals("a file is picked first", SubmissionAction.entries.toSet() - SubmissionAction.ADD_FILE, calls.keys)
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        for ((action, call) in calls) {
            fake.answer(call) {
                when (action) {
                    SubmissionAction.EDIT -> "copy of a"
                    SubmissionAction.DELETE -> Unit
                    else -> submission("a")
                }
            }
            val next = mutableListOf<String>()
            viewModel.perform(action, "a") { next += it }
            assertEquals(call, "a", fake.last(call).first())
            val expected = listOf(if (action == SubmissionAction.EDIT) "copy of a" else "a")
            assertEquals("$call leads to what the core says", expected, next)
            fake.fails(call, offline)
            viewModel.perform(action, "a") { next += it }
            assertEquals(call, offline, viewModel.content.actionError.value)
            assertEquals("$call leads nowhere after an error", expected, next)
        }
        assertEquals(listOf("a", true), fake.last("submissions.delete"))
        assertEquals("what waited for it goes once it is deleted", listOf("a"), inbox.cleared)
        assertEquals("the list stays", 1, contentOf(viewModel.content).submissions.size)
    }

    @Test
    fun `a submission that conflicts shows both sides, and is edited as the new draft that the core made of it`() {
        val conflict = Conflict(emptyList(), 1u, 0u, 0, "刚刚")
        val conflicting = submission("a", SubmissionPhase.PARKED)
        fake.answer("submissions.get") { conflicting }.answer("submissions.conflict") { conflict }.answer("drafts.edit") { "b" }
        val viewModel = SubmissionViewModel(client, "a", inbox)
        show(viewModel.content)
        assertEquals(SubmissionPage(conflicting, conflict = conflict), contentOf(viewModel.content))
        val opened = mutableListOf<String>()
        viewModel.perform(SubmissionAction.EDIT) { opened += it }
        assertEquals(listOf("a"), fake.last("drafts.edit"))
        assertEquals(listOf("b"), opened)
    }

    @Test
    fun `a refresh without a network is no second error, and one that is refused says why`() {
        answerStation().fails("submissions.refresh", offline).answer("submissions.setUnmeteredOnly") { }
        val viewModel = StationViewModel(client, inbox)
        show(viewModel.content)
        viewModel.refresh()
        assertEquals(1, fake.count("submissions.refresh"))
        assertNull(viewModel.content.actionError.value)
        val busy = ClientException.RateLimited("请求太多。", "busy", 60u)
        fake.fails("submissions.refresh", busy)
        viewModel.refresh()
        assertEquals(busy, viewModel.content.actionError.value)
        viewModel.setUnmeteredOnly(false)
        assertEquals(listOf(false), fake.last("submissions.setUnmeteredOnly"))
        assertNull(viewModel.content.actionError.value)
    }

    @Test
    fun `photos that the phone lost are added one by one, refusals are listed, and one that is taken is sent`() {
        fake.answer("submissions.get") { submission("a", SubmissionPhase.PARKED) }.answer("submissions.conflict") { null }
            .answer("submissions.retry") { submission("a", SubmissionPhase.QUEUED) }
            .answer("drafts.addFiles") { (_, files) ->
                (files as List<*>).map { file ->
                    val name = (file as NewFile).name
                    if (name == "别的.jpg") AddedFile(name, null, false, "这不是原来的照片。") else AddedFile(name, "f", true, "")
                }
            }
        val viewModel = SubmissionViewModel(client, "a", inbox)
        show(viewModel.content)
        viewModel.addAgain(emptyList())
        assertEquals("nothing was picked", 0, fake.count("drafts.addFiles"))
        inbox.received = listOf("别的.jpg")
        inbox.unread = listOf(UnreadFile("云盘.jpg"))
        viewModel.addAgain(List(2) { Uri.EMPTY })
        assertEquals(listOf(RefusedFile("云盘.jpg", ""), RefusedFile("别的.jpg", "这不是原来的照片。")), viewModel.refusals)
        assertEquals("nothing was taken", 0, fake.count("submissions.retry"))
        viewModel.dismissRefusals()
        inbox.received = listOf("别的.jpg", "原来的.jpg")
        inbox.unread = emptyList()
        viewModel.addAgain(List(2) { Uri.EMPTY })
        assertEquals(listOf("别的.jpg"), viewModel.refusals.map { it.name })
        assertEquals("each by a call of its own", 3, fake.count("drafts.addFiles"))
        assertEquals("a", fake.last("drafts.addFiles").first())
        assertEquals(listOf("a"), fake.last("submissions.retry"))
        assertEquals(1, fake.count("submissions.retry"))
        fake.fails("drafts.addFiles", offline)
        viewModel.addAgain(listOf(Uri.EMPTY))
        assertEquals(offline, viewModel.content.actionError.value)
        assertEquals("no copy is left", emptyList<IncomingFile>(), inbox.files)
        assertEquals(1, fake.count("submissions.retry"))
    }

    @Test
    fun `a submission counts as seen once it is shown, and is compared with the version before`() {
        val difference = FieldDifference("text", "正文", emptyList())
        var stored = submission("a").copy(version = 3, unseen = true)
        fake.answer("submissions.get") { stored }.answer("drafts.differences") { listOf(difference) }.answer("submissions.markSeen") {
            stored = stored.copy(unseen = false)
            fake.announce(Change.SUBMISSIONS)
        }
        val viewModel = SubmissionViewModel(client, "a", inbox)
        assertEquals("nothing is seen before it is shown", 0, fake.calls.size)
        show(viewModel.content)
        assertEquals(SubmissionPage(stored, listOf(difference)), contentOf(viewModel.content))
        assertEquals(listOf("a", 2, 3), fake.last("drafts.differences"))
        assertEquals(1, fake.count("submissions.markSeen"))
        fake.fails("drafts.differences", withdrawn)
        fake.announce(Change.SUBMISSIONS)
        assertEquals("a version that is not on the phone hides nothing else", SubmissionPage(stored), contentOf(viewModel.content))
        stored = stored.copy(version = 1)
        val before = fake.count("drafts.differences")
        fake.announce(Change.SUBMISSIONS)
        assertEquals("a first version is compared with nothing", before, fake.count("drafts.differences"))
        fake.fails("submissions.get", withdrawn)
        fake.announce(Change.SUBMISSIONS)
        assertEquals(UiState.Error(withdrawn), viewModel.content.uiState.value)
    }

    @Test
    fun `the ledger ends with the oldest month that has a submission`() {
        val empty = LedgerMonth("", 0u, 0u, 0u, 0u, 0u)
        val months = listOf(empty, empty.copy(sent = 2u), empty, empty.copy(rejected = 1u), empty, empty)
        fake.answer("account.current") { account }.answer("submissions.ledger") { months }
        val viewModel = LedgerViewModel(client)
        show(viewModel.content)
        assertEquals("开发区联络站", contentOf(viewModel.content).station)
        assertEquals(months.take(4), contentOf(viewModel.content).months)
        fake.answer("submissions.ledger") { listOf(empty, empty) }
        fake.announce(Change.SUBMISSIONS)
        assertEquals(emptyList<LedgerMonth>(), contentOf(viewModel.content).months)
    }
}
