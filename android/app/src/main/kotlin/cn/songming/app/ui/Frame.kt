package cn.songming.app.ui

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.clickable
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.ArrowBack
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TopAppBar
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.core.Deadline
import cn.songming.app.core.Light

/** A screen with its name, the way back, and its content or what stands in its place. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun <T> Framed(
    title: String,
    question: Question<T>,
    onBack: (() -> Unit)? = null,
    tag: String = title,
    content: LazyListScope.(T) -> Unit,
) {
    val loaded by question.state.collectAsStateWithLifecycle()
    Scaffold(
        topBar = {
            TopAppBar(
                title = { Text(title, maxLines = 1, overflow = TextOverflow.Ellipsis) },
                navigationIcon = { if (onBack != null) BackButton(onBack) },
            )
        },
    ) { inner ->
        Box(Modifier.fillMaxSize().padding(inner)) {
            when (val now = loaded) {
                Loaded.Opening -> Notice(stringResource(R.string.state_loading), "")
                is Loaded.Fault -> Notice(now.words, "")
                is Loaded.Content -> LazyColumn(
                    Modifier.fillMaxSize().testTag(tag),
                    contentPadding = PaddingValues(bottom = 32.dp),
                ) { content(now.value) }
            }
        }
    }
}

@Composable
fun BackButton(onBack: () -> Unit) {
    IconButton(onBack) { Icon(Icons.AutoMirrored.Filled.ArrowBack, stringResource(R.string.article_back)) }
}

/** A line that leads somewhere: what, and a word beside it or below it. */
@Composable
fun Way(
    title: String,
    below: String = "",
    onGo: (() -> Unit)? = null,
    beside: @Composable RowScope.() -> Unit = {},
    more: @Composable ColumnScope.() -> Unit = {},
) {
    val touch = if (onGo == null) Modifier else Modifier.clickable(onClick = onGo)
    Column(Modifier.fillMaxWidth().then(touch)) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 60.dp).padding(horizontal = 20.dp, vertical = 12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Column(Modifier.weight(1f)) {
                Text(title, style = MaterialTheme.typography.titleMedium)
                if (below.isNotEmpty()) Quiet(below)
                more()
            }
            beside()
        }
        HorizontalDivider(Modifier.padding(horizontal = 20.dp), color = MaterialTheme.colorScheme.outlineVariant)
    }
}

/** What is said beside. */
@Composable
fun Quiet(text: String) {
    Text(text, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

/** A name and what it is. */
@Composable
fun Fact(name: String, value: String?) {
    if (value.isNullOrEmpty()) return
    Row(Modifier.padding(horizontal = 20.dp, vertical = 6.dp)) {
        Text(
            name,
            Modifier.width(64.dp),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        Text(value, style = MaterialTheme.typography.bodyMedium)
    }
}

/** A deadline with its light in words; the colour only says it again. */
@Composable
fun DeadlineLine(deadline: Deadline?) {
    if (deadline == null) return
    val light = when (deadline.light) {
        Light.NONE -> ""
        Light.NEAR -> stringResource(R.string.light_near)
        Light.BEHIND -> stringResource(R.string.light_behind)
        Light.OVERDUE -> stringResource(R.string.light_overdue)
    }
    val color = when (deadline.light) {
        Light.NONE -> MaterialTheme.colorScheme.onSurfaceVariant
        Light.NEAR -> MaterialTheme.colorScheme.secondary
        else -> MaterialTheme.colorScheme.error
    }
    Text(
        listOf(deadline.dueText, light, deadline.words).filter { it.isNotEmpty() }.joinToString(" · "),
        style = MaterialTheme.typography.bodySmall,
        color = color,
    )
}
