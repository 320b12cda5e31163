package cn.songming.app.station

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.ExternalApps
import cn.songming.app.ui.Banner
import cn.songming.app.ui.ConfirmDialog
import cn.songming.app.ui.ErrorBanner
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LabeledValue
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.ClientException
import cn.songming.core.Term
import cn.songming.core.explanation

/** The code of the core's refusal if another account's unsent work would stay behind. */
private const val OTHER_ACCOUNT = "other-account"

/** 登录: who is logged in at the station, and the way to the publisher's login page in the system's browser. */
@Composable
fun LoginScreen(
    viewModel: AccountViewModel,
    login: LoginCompletion,
    shareIsWaiting: Boolean,
    onDiscardShare: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    val browser = ExternalApps(LocalContext.current)
    val progress by login.progress.collectAsStateWithLifecycle()
    LoginScreen(
        state = viewModel.content.collectAsScreenState(),
        progress = progress,
        shareIsWaiting = shareIsWaiting,
        onLogIn = { switchAccount ->
            viewModel.logIn(switchAccount) {
                // Only now: without a network no page is opened, and the login that waits for it stays.
                login.dismissError()
                browser.open(it)
            }
        },
        onRetry = login::retry,
        onDismissError = login::dismissError,
        onDiscardShare = onDiscardShare,
        onLogOut = viewModel::logOut,
        onOpenStation = { navigate(Destination(Screen.STATION)) },
        onBack = onBack,
    )
}

private enum class LoginDialog { NONE, SWITCH, LOG_OUT, DISCARD_SHARE }

@Composable
private fun LoginScreen(
    state: ScreenState<AccountState>,
    progress: LoginProgress,
    shareIsWaiting: Boolean,
    onLogIn: (switchAccount: Boolean) -> Unit,
    onRetry: () -> Unit,
    onDismissError: () -> Unit,
    onDiscardShare: () -> Unit,
    onLogOut: () -> Unit,
    onOpenStation: () -> Unit,
    onBack: () -> Unit,
) {
    var dialog by rememberSaveable { mutableStateOf(LoginDialog.NONE) }
    ScreenScaffold(title = stringResource(R.string.login_title), state = state, onBack = onBack, tag = "login") { account ->
        if (progress.running) item("running") { Banner(stringResource(R.string.login_finishing)) }
        progress.error?.let { item("error") { LoginError(it, progress.canRetry, onRetry, onDismissError, onLogIn) } }
        if (shareIsWaiting) {
            item("shared") {
                Banner(
                    text = stringResource(R.string.login_share_waiting),
                    onAction = { dialog = LoginDialog.DISCARD_SHARE },
                    action = stringResource(R.string.login_share_discard),
                )
            }
        }
        item("account") { AccountCard(account) }
        item("actions") {
            val loggedIn = account.phase == AccountPhase.LOGGED_IN
            if (loggedIn) Button(onOpenStation, action) { Text(stringResource(R.string.login_to_station)) }
            if (!loggedIn) {
                val text = if (account.phase == AccountPhase.EXPIRED) R.string.login_again else R.string.login_open
                Button(onClick = { onLogIn(false) }, modifier = action) { Text(stringResource(text)) }
                SecondaryText(stringResource(R.string.login_browser), fullWidth)
            }
            if (account.isClerk) {
                // Only unsent work is worth a question.
                val onSwitch: () -> Unit = { if (account.unsent > 0u) dialog = LoginDialog.SWITCH else onLogIn(false) }
                OutlinedButton(onSwitch, action) { Text(stringResource(R.string.login_switch)) }
                OutlinedButton(onClick = { dialog = LoginDialog.LOG_OUT }, modifier = action) { Text(stringResource(R.string.login_out)) }
            }
        }
    }
    when (dialog) {
        LoginDialog.NONE -> Unit
        LoginDialog.SWITCH -> ConfirmDialog(
            title = R.string.login_switch_title,
            body = R.string.login_switch_body,
            confirm = R.string.login_switch_confirm,
            onDismiss = { dialog = LoginDialog.NONE },
            onConfirm = { onLogIn(true) },
        )
        LoginDialog.LOG_OUT -> ConfirmDialog(
            title = R.string.login_out_title,
            body = R.string.login_out_body,
            confirm = R.string.login_out_confirm,
            onDismiss = { dialog = LoginDialog.NONE },
            onConfirm = onLogOut,
        )
        LoginDialog.DISCARD_SHARE -> ConfirmDialog(
            title = R.string.login_share_discard_title,
            body = R.string.login_share_discard_body,
            confirm = R.string.login_share_discard,
            onDismiss = { dialog = LoginDialog.NONE },
            onConfirm = onDiscardShare,
        )
    }
}

private val fullWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 6.dp)
private val action = fullWidth.heightIn(min = 60.dp)

private val ClientException.isOfNetwork: Boolean
    get() = this is ClientException.Offline || this is ClientException.Timeout || this is ClientException.RateLimited

/** Why a login was not completed. After a failure of the network the same answer of the browser is tried again. */
@Composable
private fun LoginError(
    error: ClientException,
    canRetry: Boolean,
    onRetry: () -> Unit,
    onDismiss: () -> Unit,
    onLogIn: (switchAccount: Boolean) -> Unit,
) {
    when {
        canRetry -> Banner(
            text = error.explanation,
            detail = if (error.isOfNetwork) stringResource(R.string.login_kept) else "",
            onAction = onRetry,
            action = stringResource(R.string.login_finish),
        )
        (error as? ClientException.Rejected)?.code == OTHER_ACCOUNT ->
            Banner(error.explanation, onAction = { onLogIn(true) }, action = stringResource(R.string.login_switch_confirm))
        else -> ErrorBanner(error, onDismiss = onDismiss)
    }
}

@Composable
private fun AccountCard(account: AccountState) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 12.dp)) {
        val (title, body) = when (account.phase) {
            AccountPhase.LOGGED_OUT -> R.string.login_none to R.string.login_none_body
            AccountPhase.LOGGED_IN -> R.string.login_in to null
            AccountPhase.EXPIRED -> R.string.login_expired to R.string.login_expired_body
        }
        Text(stringResource(title), Modifier.padding(bottom = 8.dp), style = MaterialTheme.typography.titleLarge)
        if (body != null) Text(stringResource(body), Modifier.padding(bottom = 8.dp), style = MaterialTheme.typography.bodyLarge)
        LabeledValue(stringResource(R.string.login_name), account.name)
        LabeledValue(stringResource(R.string.login_station), account.station?.name)
        LabeledValue(stringResource(R.string.login_park), account.park?.name)
        if (account.unsent > 0u) {
            LabeledValue(stringResource(R.string.login_unsent), stringResource(R.string.login_unsent_count, account.unsent.toInt()))
        }
    }
}

private class LoginPreviews : PreviewParameterProvider<ScreenState<AccountState>> {
    private val clerk = AccountState(
        phase = AccountPhase.LOGGED_IN,
        id = "1",
        name = "Sample clerk",
        station = Term("sample", "Sample station"),
        park = Term("sample", "Sample park"),
        since = 0,
        unsent = 2u,
    )
    override val values = previewStates(
        AccountState(AccountPhase.LOGGED_OUT, id = "", name = "", station = null, park = null, since = null, unsent = 0u),
        clerk,
        clerk.copy(phase = AccountPhase.EXPIRED),
    )
}

@Preview
@Composable
private fun LoginPreview(@PreviewParameter(LoginPreviews::class) state: ScreenState<AccountState>) = PreviewTheme {
    LoginScreen(
        state = state,
        progress = LoginProgress(listOf(""), error = ClientException.Offline(explanation = "No network.", code = "offline")),
        shareIsWaiting = true,
        onLogIn = {},
        onRetry = {},
        onDismissError = {},
        onDiscardShare = {},
        onLogOut = {},
        onOpenStation = {},
        onBack = {},
    )
}
