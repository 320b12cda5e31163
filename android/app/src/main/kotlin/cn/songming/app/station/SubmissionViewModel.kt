package cn.songming.app.station

import android.net.Uri
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.platform.FileInbox
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.Conflict
import cn.songming.core.FieldDifference
import cn.songming.core.FileSource
import cn.songming.core.NewFile
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction
import cn.songming.core.SubmissionPhase
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

data class SubmissionPage(
    val submission: Submission,
    /** What its newest version changed in the one before. */
    val differences: List<FieldDifference> = emptyList(),
    /** What the newsroom has instead, if it has something else under the same number. */
    val conflict: Conflict? = null,
)

/** One submission: how far it is, and what the newsroom said. */
class SubmissionViewModel(private val client: CoreClient, private val id: String, private val inbox: FileInbox) : ViewModel() {
    /** Files that were picked and not taken, until they are dismissed. */
    var refusals by mutableStateOf(emptyList<RefusedFile>())
        private set
    private val adding = Mutex()

    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it in relevant }) { loadPage() }

    private suspend fun loadPage(): SubmissionPage {
        val submission = client.submissions.get(id)
        if (submission.unseen) content.reportErrors { client.submissions.markSeen(id) }
        val conflict = if (submission.phase == SubmissionPhase.PARKED) client.submissions.conflict(id) else null
        return SubmissionPage(submission, differences(submission.version), conflict)
    }

    private suspend fun differences(version: Long): List<FieldDifference> = try {
        if (version < 2) emptyList() else client.drafts.differences(id, (version - 1).toUInt(), version.toUInt())
    } catch (_: ClientException.Rejected) {
        // The version before is no longer on this phone.
        emptyList()
    }

    /** The file of a thumbnail; null for what has none. */
    suspend fun thumbnail(file: String): String? = try {
        client.drafts.thumbnail(file)
    } catch (_: ClientException) {
        null
    }

    fun refresh() = content.perform { client.refreshSubmissions() }

    /** [onSuccess] gets the id of what the person goes on with. */
    fun perform(action: SubmissionAction, onSuccess: ((id: String) -> Unit)? = null) {
        var next = id
        content.perform(onSuccess?.let { open -> { open(next) } }) { next = client.perform(action, id, inbox) }
    }

    /** Adds photos and videos again that the phone lost. If the core takes one of them, the submission is tried again. */
    fun addAgain(uris: List<Uri>) {
        if (uris.isEmpty()) return
        content.perform {
            val taken = adding.withLock { addPicked(uris) }
            if (taken) client.submissions.retry(id)
        }
    }

    /** Returns whether one of them was taken. The originals stay where the person picked them. */
    private suspend fun addPicked(uris: List<Uri>): Boolean {
        // Another one than that of a draft with this id, to which everything would be added.
        val batch = "again-$id"
        var taken = false
        try {
            refusals = refusals + inbox.receive(batch, uris).map { RefusedFile(it.name, reason = "", noSpace = it.noSpace) }
            for (file in inbox.waiting(batch)) {
                val added = client.drafts.addFiles(id, listOf(NewFile(file.name, FileSource.Path(file.path))))
                taken = taken || added.any { it.id != null }
                refusals = refusals + added.filter { it.id == null }.map { RefusedFile(it.name, it.reason) }
            }
        } finally {
            inbox.clear(batch)
        }
        return taken
    }

    fun dismissRefusals() {
        refusals = emptyList()
    }

    private companion object {
        val relevant = setOf(Change.ALL, Change.SUBMISSIONS, Change.ACCOUNT, Change.CATALOGUE)
    }
}
