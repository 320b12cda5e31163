package cn.songming.app.station

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.platform.FileInbox
import cn.songming.app.ui.ContentLoader
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.Change
import cn.songming.core.DraftRow
import cn.songming.core.Submission
import cn.songming.core.SubmissionAction
import cn.songming.core.SubmissionPhase

/** What the tab 联络站 shows. If nobody is logged in, there is the account alone. */
data class StationPage(
    val account: AccountState,
    val drafts: List<DraftRow> = emptyList(),
    /** Those that wait for the person first. Without those that are being written: they are among the drafts. */
    val submissions: List<Submission> = emptyList(),
    val unmeteredOnly: Boolean = false,
)

/** 联络站: who is logged in, what they write, and what they sent. */
class StationViewModel(private val client: CoreClient, private val inbox: FileInbox) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it in relevant }) { loadPage() }

    private suspend fun loadPage(): StationPage {
        val account = client.account.current()
        if (account.phase == AccountPhase.LOGGED_OUT) return StationPage(account)
        return StationPage(
            account = account,
            drafts = client.drafts.list(),
            submissions = client.submissions.list().filter { it.phase != SubmissionPhase.DRAFT }
                .sortedByDescending { it.phase == SubmissionPhase.PARKED },
            unmeteredOnly = client.submissions.unmeteredOnly(),
        )
    }

    /** Asks what the newsroom did; the sync that runs beside it does so once in a minute. */
    fun refresh() = content.perform { client.refreshSubmissions() }

    fun setUnmeteredOnly(on: Boolean) = content.perform { client.submissions.setUnmeteredOnly(on) }

    /** [onSuccess] gets the id of what the person goes on with. */
    fun perform(action: SubmissionAction, id: String, onSuccess: ((id: String) -> Unit)? = null) {
        var next = id
        content.perform(onSuccess?.let { open -> { open(next) } }) { next = client.perform(action, id, inbox) }
    }

    private companion object {
        /** Items and pictures that arrive change nothing here. */
        val relevant = setOf(Change.ALL, Change.SUBMISSIONS, Change.ACCOUNT, Change.CATALOGUE)
    }
}
