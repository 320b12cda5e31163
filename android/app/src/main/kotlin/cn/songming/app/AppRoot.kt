package cn.songming.app

import androidx.activity.compose.LocalActivity
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.MutableState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.lifecycle.compose.LifecycleStartEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.songming.app.consent.ConsentRefusedScreen
import cn.songming.app.consent.ConsentScreen
import cn.songming.app.core.CoreClient
import cn.songming.app.nav.Destination
import cn.songming.app.nav.MainScaffold
import cn.songming.app.ui.DisplayViewModel
import cn.songming.app.ui.ErrorBanner
import cn.songming.app.ui.ErrorMessage
import cn.songming.app.ui.LoadingIndicator
import cn.songming.app.ui.LocalSyncStatus
import cn.songming.app.ui.SongmingTheme
import cn.songming.app.ui.UiState
import cn.songming.app.ui.contentOrNull
import cn.songming.core.ClientException
import kotlinx.coroutines.launch

/** The version of the privacy statement. Consent to another version does not count. */
private const val STATEMENT = "android-3"

private enum class ConsentDecision { UNKNOWN, NONE, GIVEN, REFUSED }

/** Opens the core, then asks for consent, then shows the app. */
@Composable
fun AppRoot(app: SongmingApp, pendingLink: MutableState<Destination?>) {
    var attempt by remember { mutableIntStateOf(0) }
    val opening by produceState<UiState<CoreClient>>(UiState.Loading, attempt) {
        value = try {
            UiState.Content(app.client.await())
        } catch (exception: ClientException) {
            UiState.Error(exception)
        }
    }
    when (val opened = opening) {
        UiState.Loading -> SongmingTheme(policy = null) { Surface { LoadingIndicator() } }
        is UiState.Error -> SongmingTheme(policy = null) {
            Surface {
                ErrorMessage(opened.exception, onRetry = {
                    app.restart()
                    attempt += 1
                })
            }
        }
        is UiState.Content -> OpenedApp(app, opened.value, pendingLink)
    }
}

@Composable
private fun OpenedApp(app: SongmingApp, client: CoreClient, pendingLink: MutableState<Destination?>) {
    val activity = LocalActivity.current
    LifecycleStartEffect(client) {
        app.container.setForeground(true)
        onStopOrDispose { if (activity?.isChangingConfigurations != true) app.container.setForeground(false) }
    }
    val displayViewModel = viewModel<DisplayViewModel>(factory = viewModelFactory { initializer { DisplayViewModel(client) } })
    val display by displayViewModel.content.uiState.collectAsStateWithLifecycle()
    CompositionLocalProvider(LocalSyncStatus provides app.container.sync) {
        SongmingTheme(policy = display.contentOrNull) {
            Surface { ConsentGate(app, client, displayViewModel, pendingLink) }
        }
    }
}

@Composable
private fun ConsentGate(
    app: SongmingApp,
    client: CoreClient,
    displayViewModel: DisplayViewModel,
    pendingLink: MutableState<Destination?>,
) {
    var decision by rememberSaveable { mutableStateOf(ConsentDecision.UNKNOWN) }
    var error by remember { mutableStateOf<ClientException?>(null) }
    var attempt by remember { mutableIntStateOf(0) }
    // Without consent nothing is downloaded; what is on the phone can be read.
    var browsing by rememberSaveable { mutableStateOf(false) }
    val scope = rememberCoroutineScope()
    LaunchedEffect(attempt) {
        // Read at every start: the saved decision may be older than the core's.
        val consent = try {
            client.privacy.consent()
        } catch (exception: ClientException) {
            error = exception
            return@LaunchedEffect
        }
        val given = consent.given && consent.statement == STATEMENT
        decision = when {
            given -> ConsentDecision.GIVEN
            consent.given || consent.decided == null -> ConsentDecision.NONE
            else -> ConsentDecision.REFUSED
        }
        app.setConsent(given)
    }
    val onConsent = { given: Boolean ->
        scope.launch {
            try {
                if (given) client.privacy.accept(STATEMENT) else client.privacy.withdraw(STATEMENT)
                decision = if (given) ConsentDecision.GIVEN else ConsentDecision.REFUSED
                browsing = false
                app.setConsent(given)
            } catch (exception: ClientException) {
                error = exception
            }
        }
        Unit
    }
    val currentError = error
    if (decision == ConsentDecision.UNKNOWN) {
        if (currentError == null) return LoadingIndicator()
        return ErrorMessage(currentError, onRetry = {
            error = null
            attempt += 1
        })
    }
    Column {
        if (currentError != null) ErrorBanner(currentError, onDismiss = { error = null })
        when {
            decision == ConsentDecision.NONE -> ConsentScreen(onAccept = { onConsent(true) }, onRefuse = { onConsent(false) })
            decision == ConsentDecision.REFUSED && !browsing ->
                ConsentRefusedScreen(onAccept = { onConsent(true) }, onBrowse = { browsing = true })
            else -> MainScaffold(app.container, client, displayViewModel, pendingLink, onConsent)
        }
    }
}
