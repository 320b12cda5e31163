package cn.songming.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.asPaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.navigationBars
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TopAppBar
import androidx.compose.material3.TopAppBarDefaults
import androidx.compose.material3.pulltorefresh.PullToRefreshBox
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.customActions
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.paneTitle
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import kotlinx.coroutines.delay

/** Text lines longer than this are hard to read. */
val MaxContentWidth = 640.dp

/**
 * A screen that is one list: app bar, banners, pull to refresh, and the content or a message in its place. [onRefresh] is what
 * refreshing does beside the sync.
 */
@Composable
fun <T> ScreenScaffold(
    title: String,
    state: ScreenState<T>,
    onBack: (() -> Unit)? = null,
    tag: String = title,
    actions: @Composable RowScope.() -> Unit = {},
    listState: LazyListState = rememberLazyListState(),
    onLoadMore: (() -> Unit)? = null,
    onRefresh: () -> Unit = {},
    content: LazyListScope.(T) -> Unit,
) {
    AppScaffold(title = title, onBack = onBack, actions = actions, onRefresh = onRefresh) {
        state.actionError?.let { ErrorBanner(it, onDismiss = state.onDismissError) }
        RefreshBox(onRefresh) {
            when (val uiState = state.uiState) {
                UiState.Loading -> LoadingIndicator()
                is UiState.Error -> ErrorMessage(uiState.exception, onRetry = state.onRetry)
                is UiState.Content -> {
                    if (onLoadMore != null) LoadMoreEffect(listState, rows = uiState, onLoadMore = onLoadMore)
                    LazyColumn(
                        modifier = Modifier.fillMaxSize().testTag(tag),
                        state = listState,
                        contentPadding = listBottomPadding(),
                        horizontalAlignment = Alignment.CenterHorizontally,
                    ) { content(uiState.value) }
                }
            }
        }
    }
}

/** The app bar, and content below it. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun AppScaffold(
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable RowScope.() -> Unit = {},
    onRefresh: () -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    val sync = LocalSyncStatus.current
    val syncUiState by sync.uiState.collectAsStateWithLifecycle()
    val refresh = stringResource(R.string.refresh)
    val refreshing = stringResource(R.string.refreshing)
    // Pulling is impossible with a screen reader: it gets an action, and the state.
    val refreshSemantics = Modifier.semantics {
        heading()
        if (syncUiState.running) stateDescription = refreshing
        customActions = listOf(CustomAccessibilityAction(refresh) {
            sync.refresh()
            onRefresh()
            true
        })
    }
    Scaffold(
        modifier = if (title.isEmpty()) Modifier else Modifier.semantics { paneTitle = title },
        topBar = {
            TopAppBar(
                title = {
                    Text(
                        title,
                        refreshSemantics,
                        maxLines = 2,
                        overflow = TextOverflow.Ellipsis,
                        style = MaterialTheme.typography.titleLarge,
                    )
                },
                navigationIcon = { if (onBack != null) BackButton(onBack) },
                actions = actions,
                colors = TopAppBarDefaults.topAppBarColors(containerColor = MaterialTheme.colorScheme.surface),
            )
        },
        // The navigation bar is padded by the tabs, and without tabs by the list, which is drawn beneath it.
        content = { padding ->
            Column(Modifier.fillMaxSize().padding(top = padding.calculateTopPadding()).imePadding(), content = content)
        },
    )
}

/** What concerns every screen: a storage incident, missing consent or network, stale content. */
@Composable
fun StatusBanner() {
    val sync = LocalSyncStatus.current
    val syncUiState by sync.uiState.collectAsStateWithLifecycle()
    val error = syncUiState.error
    syncUiState.incident?.let { Banner(text = it.words, onAction = sync::acknowledgeIncident) }
    when {
        syncUiState.consentMissing ->
            Banner(text = stringResource(R.string.state_unagreed), detail = stringResource(R.string.state_unagreed_do))
        syncUiState.offline -> Banner(text = stringResource(R.string.state_offline), detail = syncUiState.stale)
        error != null -> ErrorBanner(error, onRetry = sync::refresh)
        syncUiState.stale.isNotEmpty() && !syncUiState.running -> Banner(text = syncUiState.stale)
    }
}

/** Pull to refresh. The result of a sync is in the banner above; the content stays. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun RefreshBox(onRefresh: () -> Unit = {}, content: @Composable () -> Unit) {
    val sync = LocalSyncStatus.current
    val syncUiState by sync.uiState.collectAsStateWithLifecycle()
    StatusBanner()
    PullToRefreshBox(
        isRefreshing = syncUiState.running,
        onRefresh = {
            sync.refresh()
            onRefresh()
        },
        modifier = Modifier.fillMaxSize(),
    ) { content() }
}

/** Milliseconds before the indicator appears: content from the phone is there sooner. */
private const val INDICATOR_DELAY = 300L

@Composable
fun LoadingIndicator() {
    var visible by remember { mutableStateOf(false) }
    LaunchedEffect(Unit) {
        delay(INDICATOR_DELAY)
        visible = true
    }
    Column(
        modifier = Modifier.fillMaxSize().testTag("opening"),
        verticalArrangement = Arrangement.spacedBy(16.dp, Alignment.CenterVertically),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        if (visible) {
            CircularProgressIndicator(Modifier.clearAndSetSemantics {})
            val announced = Modifier.semantics { liveRegion = LiveRegionMode.Polite }
            Text(stringResource(R.string.opening), announced, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

@Composable
fun BackButton(onBack: () -> Unit) =
    AppBarButton(icon = Icons.AutoMirrored.Filled.ArrowBack, description = stringResource(R.string.back), onClick = onBack)

@Composable
fun AppBarButton(icon: ImageVector, description: String, onClick: () -> Unit) {
    IconButton(onClick = onClick) { Icon(imageVector = icon, contentDescription = description) }
}

/** Below the end of a list: the system's navigation bar, and space. */
@Composable
fun listBottomPadding(): PaddingValues =
    PaddingValues(bottom = WindowInsets.navigationBars.asPaddingValues().calculateBottomPadding() + 40.dp)
