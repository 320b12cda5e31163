package cn.songming.app.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.asPaddingValues
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.navigationBars
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material.icons.automirrored.filled.KeyboardArrowRight
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.HorizontalDivider
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
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.CustomAccessibilityAction
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
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
import cn.songming.app.core.Deadline
import cn.songming.app.core.Light
import kotlinx.coroutines.delay

/** A screen with its name, the way back, what the network says, and its content or what stands in its place. */
@Composable
fun <T> Framed(
    title: String,
    question: Question<T>,
    onBack: (() -> Unit)? = null,
    tag: String = title,
    actions: @Composable RowScope.() -> Unit = {},
    list: LazyListState = rememberLazyListState(),
    more: (() -> Unit)? = null,
    content: LazyListScope.(T) -> Unit,
) {
    val loaded by question.state.collectAsStateWithLifecycle()
    val complaint by question.complaint.collectAsStateWithLifecycle()
    Bare(title, onBack, actions) {
        complaint?.let { FaultLine(it, question::dismiss) }
        Pulled {
            when (val now = loaded) {
                Loaded.Opening -> Opening()
                is Loaded.Fault -> FaultNotice(now.fault, question::again)
                is Loaded.Content -> {
                    if (more != null) Onward(list, now, more)
                    LazyColumn(
                        Modifier.fillMaxSize().testTag(tag),
                        list,
                        contentPadding = endPadding(),
                        horizontalAlignment = Alignment.CenterHorizontally,
                    ) { content(now.value) }
                }
            }
        }
    }
}

/** The bar and what is below it. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun Bare(
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable RowScope.() -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    val syncing = LocalSyncing.current
    val now by syncing.state.collectAsStateWithLifecycle()
    val refresh = stringResource(R.string.refresh)
    val refreshing = stringResource(R.string.refreshing)
    // Who cannot pull finds it among the actions of a screen reader, and hears that it goes on.
    val spoken = Modifier.semantics {
        heading()
        if (now.under) stateDescription = refreshing
        customActions = listOf(CustomAccessibilityAction(refresh) {
            syncing.refresh()
            true
        })
    }
    Scaffold(
        // A screen reader says where a person came to.
        if (title.isEmpty()) Modifier else Modifier.semantics { paneTitle = title },
        topBar = {
            TopAppBar(
                title = {
                    Text(
                        title,
                        spoken,
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
        // Below are either tabs, which leave room for the system's bar, or the list, which goes on beneath it.
        content = { inner -> Column(Modifier.fillMaxSize().padding(top = inner.calculateTopPadding()).imePadding(), content = content) },
    )
}

/** What holds of everything on this phone: what happened to it, whether there is a network, how old it is. */
@Composable
fun Standing() {
    val syncing = LocalSyncing.current
    val now by syncing.state.collectAsStateWithLifecycle()
    val fault = now.fault
    now.incident?.let { Line(it.words, onDismiss = syncing::acknowledge) }
    when {
        now.refused -> Line(stringResource(R.string.state_unagreed), stringResource(R.string.state_unagreed_do))
        now.offline -> Line(stringResource(R.string.state_offline), now.stale)
        fault != null -> FaultLine(fault, onAgain = syncing::refresh)
        now.stale.isNotEmpty() && !now.under -> Line(now.stale)
    }
}

/** Pulled down, everything is asked for news; what came of it is said above, and what is there stays. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun Pulled(content: @Composable () -> Unit) {
    val syncing = LocalSyncing.current
    val now by syncing.state.collectAsStateWithLifecycle()
    Standing()
    PullToRefreshBox(now.under, syncing::refresh, Modifier.fillMaxSize()) { content() }
}

/** Milliseconds for which nothing is said: what is on the phone is there sooner. */
private const val SOON = 300L

/** Nothing is there yet. */
@Composable
fun Opening() {
    var slow by remember { mutableStateOf(false) }
    LaunchedEffect(Unit) {
        delay(SOON)
        slow = true
    }
    Column(
        Modifier.fillMaxSize().testTag("opening"),
        verticalArrangement = Arrangement.spacedBy(16.dp, Alignment.CenterVertically),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        if (slow) {
            CircularProgressIndicator(Modifier.clearAndSetSemantics {})
            val spoken = Modifier.semantics { liveRegion = LiveRegionMode.Polite }
            Text(stringResource(R.string.opening), spoken, style = MaterialTheme.typography.bodyMedium)
        }
    }
}

@Composable
fun BackButton(onBack: () -> Unit) {
    IconButton(onBack) { Icon(Icons.AutoMirrored.Filled.ArrowBack, stringResource(R.string.back)) }
}

@Composable
fun BarButton(icon: ImageVector, name: String, onGo: () -> Unit) {
    IconButton(onGo) { Icon(icon, name) }
}

/** A line that leads somewhere: what, and a word beside it or below it. */
@Composable
fun Way(
    title: String,
    below: String = "",
    onGo: (() -> Unit)? = null,
    icon: ImageVector? = null,
    beside: @Composable RowScope.() -> Unit = {},
    more: @Composable ColumnScope.() -> Unit = {},
) {
    val touch = if (onGo == null) Modifier.semantics(mergeDescendants = true) {} else Modifier.clickable(role = Role.Button, onClick = onGo)
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth().then(touch)) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(horizontal = 20.dp, vertical = 12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            if (icon != null) {
                Icon(icon, null, Modifier.padding(end = 16.dp).size(24.dp), MaterialTheme.colorScheme.primary)
            }
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(aired(title), style = MaterialTheme.typography.titleMedium)
                if (below.isNotEmpty()) Quiet(below)
                more()
            }
            beside()
            if (onGo != null) {
                Icon(Icons.AutoMirrored.Filled.KeyboardArrowRight, null, Modifier.size(20.dp), MaterialTheme.colorScheme.outline)
            }
        }
        HorizontalDivider(Modifier.padding(horizontal = 20.dp), color = MaterialTheme.colorScheme.outlineVariant)
    }
}

/** What is said beside. */
@Composable
fun Quiet(text: String, modifier: Modifier = Modifier) {
    Text(text, modifier, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

/** What must be seen: something new, where somebody stopped. */
@Composable
fun Marked(text: String) {
    Text(text, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.primary)
}

/** A name and what it is. */
@Composable
fun Fact(name: String, value: String?) {
    if (value.isNullOrEmpty()) return
    Row(Modifier.fillMaxWidth().padding(vertical = 5.dp).semantics(mergeDescendants = true) {}) {
        Text(
            name,
            // Four letters and air: the values stand below each other whatever the size.
            Modifier.widthIn(min = with(LocalDensity.current) { MaterialTheme.typography.bodyMedium.fontSize.toDp() * 5 }).padding(end = 8.dp),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        Text(value, style = MaterialTheme.typography.bodyMedium)
    }
}

/** Facts that stand together, on a card. */
@Composable
fun Card(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(
        modifier.widthIn(max = WIDEST).fillMaxWidth().clip(RoundedCornerShape(14.dp))
            .background(MaterialTheme.colorScheme.surfaceContainer).padding(horizontal = 18.dp, vertical = 14.dp),
        content = content,
    )
}

/** A deadline with its light in words; the colour only says it again. */
@Composable
fun DeadlineLine(deadline: Deadline?) {
    if (deadline == null) return
    val color = when (deadline.light) {
        Light.NONE -> MaterialTheme.colorScheme.onSurfaceVariant
        Light.NEAR -> MaterialTheme.colorScheme.secondary
        Light.BEHIND -> MaterialTheme.colorScheme.tertiary
        Light.OVERDUE -> MaterialTheme.colorScheme.error
    }
    Text("${deadline.dueText}　${deadline.words}".trim(), style = MaterialTheme.typography.bodySmall, color = color)
}

/** Below the end of a list: the system's bar, and air. */
@Composable
fun endPadding(): PaddingValues =
    PaddingValues(bottom = WindowInsets.navigationBars.asPaddingValues().calculateBottomPadding() + 40.dp)

/** A line longer than this is hard to read. */
val WIDEST = 640.dp
