package cn.songming.app.ui

import androidx.compose.material3.Surface
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import cn.songming.core.ClientException
import cn.songming.core.ItemKind
import cn.songming.core.ItemRow
import cn.songming.core.explanation
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow

/** What a preview is drawn in: the theme, and a sync that is idle. */
@Composable
fun PreviewTheme(content: @Composable () -> Unit) {
    CompositionLocalProvider(LocalSyncStatus provides IdleSync) {
        SongmingTheme(policy = null) { Surface { content() } }
    }
}

private object IdleSync : SyncStatus {
    override val uiState: StateFlow<SyncUiState> = MutableStateFlow(SyncUiState())

    override fun refresh() = Unit

    override fun acknowledgeIncident() = Unit
}

/** The states that every screen has, and one with each of [contents]. */
fun <T> previewStates(vararg contents: T): Sequence<ScreenState<T>> {
    val error = ClientException.Offline(explanation = "No network.", code = "offline")
    val states = listOf(UiState.Loading, UiState.Error(error)) + contents.map { UiState.Content(it) }
    return states.asSequence().map { ScreenState(it) }
}

fun previewItemRow(id: String, read: Boolean = false) = ItemRow(
    id = id,
    kind = ItemKind.ARTICLE,
    title = "Sample headline $id",
    summary = "One sentence about it.",
    source = "Sample source",
    module = "news",
    channel = "sample",
    published = 0,
    publishedText = "10:00",
    flash = false,
    corrected = false,
    image = null,
    story = null,
    versions = 1u,
    alsoIn = emptyList(),
    read = read,
    favourite = false,
    liked = false,
)
