package cn.songming.app.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
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
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.Deadline
import cn.songming.app.core.Light

/** A screen with its name, the way back, what the network says, and its content or what stands in its place. */
@Composable
fun <T> Framed(
    title: String,
    question: Question<T>,
    onBack: (() -> Unit)? = null,
    tag: String = title,
    actions: @Composable RowScope.() -> Unit = {},
    list: LazyListState = rememberLazyListState(),
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
                is Loaded.Content -> LazyColumn(
                    Modifier.fillMaxSize().testTag(tag),
                    list,
                    contentPadding = endPadding(),
                    horizontalAlignment = Alignment.CenterHorizontally,
                ) { content(now.value) }
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
    Scaffold(
        topBar = {
            TopAppBar(
                title = {
                    Text(
                        title,
                        Modifier.semantics { heading() },
                        maxLines = 1,
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
        content = { inner -> Column(Modifier.fillMaxSize().padding(top = inner.calculateTopPadding()), content = content) },
    )
}

/** Pulled down, everything is asked for news; what came of it is said above, and what is there stays. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun Pulled(content: @Composable () -> Unit) {
    val syncing = LocalSyncing.current
    val now by syncing.state.collectAsStateWithLifecycle()
    val fault = now.fault
    now.incident?.let { Line(it.words, onDismiss = syncing::acknowledge) }
    when {
        now.refused -> Line(stringResource(R.string.state_unagreed), stringResource(R.string.state_unagreed_do))
        now.offline -> Line(stringResource(R.string.state_offline))
        fault != null -> FaultLine(fault)
    }
    PullToRefreshBox(now.under, syncing::refresh, Modifier.fillMaxSize()) { content() }
}

@Composable
fun Opening() {
    Box(Modifier.fillMaxSize().testTag("opening"))
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
    val touch = if (onGo == null) Modifier else Modifier.clickable(onClick = onGo)
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth().then(touch)) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(horizontal = 20.dp, vertical = 12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            if (icon != null) {
                Icon(icon, null, Modifier.padding(end = 16.dp).size(24.dp), MaterialTheme.colorScheme.primary)
            }
            Column(Modifier.weight(1f)) {
                Text(title, style = MaterialTheme.typography.titleMedium)
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

/** A name and what it is. */
@Composable
fun Fact(name: String, value: String?) {
    if (value.isNullOrEmpty()) return
    Row(Modifier.fillMaxWidth().padding(vertical = 5.dp)) {
        Text(
            name,
            Modifier.widthIn(min = 76.dp).padding(end = 12.dp),
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
        Light.BEHIND, Light.OVERDUE -> MaterialTheme.colorScheme.error
    }
    Text("${deadline.dueText}　${deadline.words}".trim(), style = MaterialTheme.typography.bodySmall, color = color)
}

/** Below the end of a list: the system's bar, and air. */
@Composable
fun endPadding(): PaddingValues =
    PaddingValues(bottom = WindowInsets.navigationBars.asPaddingValues().calculateBottomPadding() + 40.dp)

/** A line longer than this is hard to read. */
val WIDEST = 640.dp
