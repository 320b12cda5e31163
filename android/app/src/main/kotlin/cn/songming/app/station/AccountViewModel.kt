package cn.songming.app.station

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.ContentLoader
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.Change

/** Who is logged in, and how many of their submissions are not delivered. */
class AccountViewModel(private val client: CoreClient) : ViewModel() {
    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it in relevantChanges }) { client.account.current() }

    /**
     * Begins a login, whose page [onPage] opens in the system's browser. With [switchAccount], unsent work of another account stays
     * behind on the phone.
     */
    fun logIn(switchAccount: Boolean, onPage: (address: String) -> Unit) {
        var page = ""
        content.perform(onSuccess = { onPage(page) }) { page = client.account.beginLogin(LOGIN_REDIRECT, switchAccount).address }
    }

    fun logOut() = content.perform { client.account.logOut() }

    private companion object {
        val relevantChanges = setOf(Change.ALL, Change.ACCOUNT, Change.SUBMISSIONS, Change.CATALOGUE)
    }
}

/** Whether the phone is a clerk's: somebody is logged in, or has to log in again. */
val AccountState.isClerk: Boolean get() = phase != AccountPhase.LOGGED_OUT
