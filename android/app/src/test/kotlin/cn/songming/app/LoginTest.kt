package cn.songming.app

import cn.songming.app.core.CoreClient
import cn.songming.app.station.AccountViewModel
import cn.songming.app.station.LOGIN_REDIRECT
import cn.songming.app.station.LoginCompletion
import cn.songming.app.station.LoginProgress
import cn.songming.app.station.isLoginRedirect
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.LoginRequest
import cn.songming.core.Term
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** Logging in and out, against a fake client. */
class LoginTest : ViewModelTestCase() {
    private val nobody = AccountState(AccountPhase.LOGGED_OUT, "", "", null, null, null, 0u)
    private val clerk = AccountState(AccountPhase.LOGGED_IN, "1", "张三", Term("s", "联络站"), null, 1, 2u)
    private val unknown = ClientException.Rejected("没有正在等待的登录。", "login-unknown")
    private val answer = "$LOGIN_REDIRECT?code=c&state=s"
    private fun completion(client: CoreClient = this.client) = LoginCompletion(CompletableDeferred(client), CoroutineScope(dispatcher))

    @Test
    fun `who is logged in is read again after a change of the account`() {
        var state = nobody
        fake.answer("account.current") { state }
        val viewModel = AccountViewModel(client)
        show(viewModel.content)
        assertEquals(nobody, contentOf(viewModel.content))
        state = clerk
        fake.announce(Change.ACCOUNT)
        assertEquals(clerk, contentOf(viewModel.content))
        val before = fake.count("account.current")
        fake.announce(Change.ITEMS)
        assertEquals(before, fake.count("account.current"))
    }

    @Test
    fun `a login opens one page however often the person taps, and says which account it may leave behind`() {
        fake.answer("account.current") { nobody }.holds("account.beginLogin", LoginRequest("https://songming.example/login"))
        val viewModel = AccountViewModel(client)
        show(viewModel.content)
        val pages = mutableListOf<String>()
        repeat(2) { viewModel.logIn(switchAccount = false, onPage = pages::add) }
        fake.release()
        assertEquals(listOf("https://songming.example/login"), pages)
        assertEquals(listOf(LOGIN_REDIRECT, false), fake.last("account.beginLogin"))
        fake.answer("account.beginLogin") { LoginRequest("https://songming.example/other") }
        viewModel.logIn(switchAccount = true, onPage = pages::add)
        assertEquals(listOf(LOGIN_REDIRECT, true), fake.last("account.beginLogin"))
        fake.fails("account.beginLogin", offline)
        viewModel.logIn(switchAccount = false, onPage = pages::add)
        assertEquals("no page is opened without an address", 2, pages.size)
        assertEquals(offline, viewModel.content.actionError.value)
    }

    @Test
    fun `logging out is one call, whose failure is shown`() {
        fake.answer("account.current") { clerk }.fails("account.logOut", offline)
        val viewModel = AccountViewModel(client)
        show(viewModel.content)
        viewModel.logOut()
        assertEquals(offline, viewModel.content.actionError.value)
        assertEquals(clerk, contentOf(viewModel.content))
    }

    @Test
    fun `an answer of the browser is kept while the network fails, and tried again until the core decides`() {
        fake.fails("account.finishLogin", offline)
        val login = completion()
        login.finish(answer)
        assertEquals(LoginProgress(listOf(answer), running = false, error = offline), login.progress.value)
        assertTrue(login.progress.value.canRetry)
        fake.answer("account.finishLogin") { clerk }
        login.retry()
        assertEquals(LoginProgress(), login.progress.value)
        assertEquals(listOf(answer), fake.last("account.finishLogin"))
        login.retry()
        assertEquals("nothing is left to try", 2, fake.count("account.finishLogin"))
    }

    @Test
    fun `an address that another app sends leaves a login that waits for the network as it is`() {
        val foreign = "$LOGIN_REDIRECT?code=x&state=y"
        fake.answer("account.finishLogin") { throw if (it.single() == foreign) unknown else offline }
        val login = completion()
        login.finish(answer)
        val waiting = login.progress.value
        login.finish(foreign)
        assertEquals(waiting, login.progress.value)
        fake.holds("account.finishLogin", clerk)
        login.retry()
        fake.fails("account.finishLogin", unknown)
        login.finish(foreign)
        assertEquals("also while it is tried", LoginProgress(listOf(answer), running = true), login.progress.value)
        fake.release()
        assertEquals(LoginProgress(), login.progress.value)
        assertEquals(listOf(answer, foreign, answer, foreign), fake.calls.filter { it.name == "account.finishLogin" }.map { it.arguments.single() })
    }

    @Test
    fun `a login that begins anew takes the place of one that waits`() {
        fake.holds("account.finishLogin", clerk)
        val login = completion()
        login.finish(answer)
        login.dismissError()
        fake.fails("account.finishLogin", offline)
        val second = "$LOGIN_REDIRECT?code=d&state=t"
        login.finish(second)
        assertEquals(LoginProgress(listOf(second), running = true, error = offline), login.progress.value)
        fake.release()
        assertEquals(LoginProgress(), login.progress.value)
    }

    @Test
    fun `a refused answer is not tried again, and one that arrives twice is one`() {
        fake.fails("account.finishLogin", unknown)
        val login = completion()
        login.finish(answer)
        assertEquals(LoginProgress(error = unknown), login.progress.value)
        assertFalse(login.progress.value.canRetry)
        login.dismissError()
        assertEquals(LoginProgress(), login.progress.value)
        fake.holds("account.finishLogin", clerk)
        val before = fake.count("account.finishLogin")
        repeat(2) { login.finish(answer) }
        assertEquals(before + 1, fake.count("account.finishLogin"))
        fake.release()
        assertEquals(LoginProgress(), login.progress.value)
    }

    @Test
    fun `an answer that arrives before the core is open waits for it`() {
        fake.answer("account.finishLogin") { clerk }
        val opening = CompletableDeferred<CoreClient>()
        val login = LoginCompletion(opening, CoroutineScope(dispatcher))
        login.finish(answer)
        assertTrue(login.progress.value.running)
        opening.complete(client)
        assertEquals(LoginProgress(), login.progress.value)
    }

    @Test
    fun `only addresses of the login are handed to it`() {
        assertTrue(isLoginRedirect(answer))
        for (other in listOf("songming://item/1", "cn.songming.app:/other?code=c", "cn.songming.app:/login2?code=c", "https://songming.example/login?x=1")) {
            assertFalse(other, isLoginRedirect(other))
        }
    }
}
