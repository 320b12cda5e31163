package cn.songming.app.station

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.FieldDifference
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction

/** A submission, and what its newest version changed in the one before. */
data class SubmissionPage(val submission: Submission, val differences: List<FieldDifference> = emptyList())

/** One submission: how far it is, and what the newsroom said. */
class SubmissionViewModel(private val client: CoreClient, private val id: String) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it in relevant }) { loadPage() }

    private suspend fun loadPage(): SubmissionPage {
        val submission = client.submissions.get(id)
        if (submission.unseen) content.reportErrors { client.submissions.markSeen(id) }
        return SubmissionPage(submission, differences(submission.version))
    }

    private suspend fun differences(version: Long): List<FieldDifference> = try {
        if (version < 2) emptyList() else client.drafts.differences(id, (version - 1).toUInt(), version.toUInt())
    } catch (_: ClientException.Rejected) {
        // The version before is no longer on this phone.
        emptyList()
    }

    fun refresh() = content.perform { client.refreshSubmissions() }

    /** [onSuccess] gets the id of what the person goes on with. */
    fun perform(action: SubmissionAction, onSuccess: ((id: String) -> Unit)? = null) {
        var next = id
        content.perform(onSuccess?.let { open -> { open(next) } }) { next = client.perform(action, id) }
    }

    private companion object {
        val relevant = setOf(Change.ALL, Change.SUBMISSIONS, Change.ACCOUNT, Change.CATALOGUE)
    }
}
