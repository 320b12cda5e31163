package cn.songming.app.station

import cn.songming.app.core.CoreClient
import cn.songming.core.ClientException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Where the publisher sends the browser after a login: an address of the app's own scheme, which the manifest declares. */
const val LOGIN_REDIRECT = "cn.songming.app:/login"

/** Whether an address is one that the browser came back with. Whether somebody waits for it, the core decides. */
fun isLoginRedirect(address: String): Boolean = address.startsWith("$LOGIN_REDIRECT?")

data class LoginProgress(
    /** The addresses that the browser came back with, while they may still lead to a login. */
    val redirects: List<String> = emptyList(),
    val running: Boolean = false,
    val error: ClientException? = null,
) {
    /** The same address may be tried again: the network failed, and not the login. */
    val canRetry: Boolean get() = redirects.isNotEmpty() && !running
}

/**
 * Completes a login with the address that the browser came back with. It belongs to the process and outlives every screen.
 *
 * Every app can send such an address. One that the core refuses leaves a login that waits for the network as it is.
 */
class LoginCompletion(private val client: Deferred<CoreClient>, private val scope: CoroutineScope) {
    private val state = MutableStateFlow(LoginProgress())
    private val attempted = mutableSetOf<String>()
    val progress: StateFlow<LoginProgress> = state.asStateFlow()

    /** A repeated call with the same address does nothing. */
    fun finish(redirect: String) {
        if (redirect in state.value.redirects) return
        state.update { it.copy(redirects = it.redirects + redirect) }
        attempt(redirect)
    }

    fun retry() {
        if (state.value.canRetry) state.value.redirects.forEach(::attempt)
    }

    fun dismissError() {
        state.value = LoginProgress()
    }

    private fun attempt(redirect: String) {
        attempted += redirect
        val isOnly = state.value.redirects == listOf(redirect)
        state.update { it.copy(running = true, error = it.error.takeUnless { isOnly }) }
        scope.launch {
            val failure = try {
                client.await().account.finishLogin(redirect)
                null
            } catch (exception: ClientException) {
                exception
            }
            attempted -= redirect
            state.update { it.after(redirect, failure).copy(running = it.running && attempted.isNotEmpty()) }
        }
    }

    private fun LoginProgress.after(redirect: String, failure: ClientException?): LoginProgress = when {
        failure == null -> LoginProgress(running = running)
        // Another login was begun or completed meanwhile.
        redirect !in redirects -> this
        failure !is ClientException.Rejected && failure !is ClientException.SignedOut -> copy(error = failure)
        else -> {
            val others = redirects - redirect
            copy(redirects = others, error = if (others.isEmpty()) failure else error)
        }
    }
}
