package cn.songming.app.station

import cn.songming.app.core.CoreClient
import cn.songming.core.ClientException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch

/** Where the publisher sends the browser after a login: an address of the app's own scheme, which the manifest declares. */
const val LOGIN_REDIRECT = "cn.songming.app:/login"

/** Whether an address is one that the browser came back with. Whether somebody waits for it, the core decides. */
fun isLoginRedirect(address: String): Boolean = address.startsWith("$LOGIN_REDIRECT?")

data class LoginProgress(
    /** The address that the browser came back with, while it may still lead to a login. */
    val redirect: String? = null,
    val running: Boolean = false,
    val error: ClientException? = null,
) {
    /** The same address may be tried again: the network failed, and not the login. */
    val canRetry: Boolean get() = redirect != null && !running
}

/** Completes a login with the address that the browser came back with. It belongs to the process and outlives every screen. */
class LoginCompletion(private val client: Deferred<CoreClient>, private val scope: CoroutineScope) {
    private val state = MutableStateFlow(LoginProgress())
    val progress: StateFlow<LoginProgress> = state.asStateFlow()

    /** A repeated call with the same address does nothing. */
    fun finish(redirect: String) {
        if (state.value.redirect != redirect) attempt(redirect)
    }

    fun retry() {
        state.value.run { if (canRetry) redirect?.let(::attempt) }
    }

    fun dismissError() {
        state.value = LoginProgress()
    }

    private fun attempt(redirect: String) {
        val running = LoginProgress(redirect, running = true)
        state.value = running
        scope.launch {
            val done = try {
                client.await().account.finishLogin(redirect)
                LoginProgress()
            } catch (exception: ClientException) {
                val isOver = exception is ClientException.Rejected || exception is ClientException.SignedOut
                LoginProgress(redirect.takeUnless { isOver }, error = exception)
            }
            // Another login may have come back meanwhile.
            state.compareAndSet(running, done)
        }
    }
}
