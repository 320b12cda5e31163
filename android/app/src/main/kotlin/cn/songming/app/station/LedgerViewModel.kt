package cn.songming.app.station

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change
import cn.songming.core.LedgerMonth

/** 台账: how many of this phone's submissions came how far, by month. */
data class LedgerPage(
    /** The name of the station. */
    val station: String,
    /** The newest month first; the oldest one has a submission. */
    val months: List<LedgerMonth>,
)

class LedgerViewModel(client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it in relevant }) {
        val months = client.submissions.ledger(MONTHS).dropLastWhile { it.isEmpty }
        LedgerPage(client.account.current().station?.name.orEmpty(), months)
    }

    private companion object {
        const val MONTHS = 24u
        val relevant = setOf(Change.ALL, Change.SUBMISSIONS, Change.ACCOUNT, Change.CATALOGUE)
    }
}

private val LedgerMonth.isEmpty: Boolean get() = sent + adopted + published + returned + rejected == 0u
