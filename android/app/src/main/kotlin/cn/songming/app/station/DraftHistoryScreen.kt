package cn.songming.app.station

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.SavedState

/** The saved states of a draft. Going back to one loses nothing: the state before stays in the list. */
@Composable
fun DraftHistoryScreen(viewModel: DraftHistoryViewModel, onBack: () -> Unit) = DraftHistoryScreen(
    state = viewModel.content.collectAsScreenState(),
    onRestore = { viewModel.restore(it, onSuccess = onBack) },
    onBack = onBack,
)

@Composable
private fun DraftHistoryScreen(state: ScreenState<List<SavedState>>, onRestore: (number: Long) -> Unit, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.draft_history), state = state, onBack = onBack, tag = "draft history") { states ->
        if (states.isEmpty()) {
            item { InlineMessage(stringResource(R.string.draft_history_none), stringResource(R.string.draft_history_none_body)) }
        }
        items(states, key = { it.number }) { saved ->
            val detail = stringResource(R.string.draft_history_state, saved.savedText, saved.characters.toInt())
            NavRow(
                title = saved.title,
                detail = detail,
                trailing = { if (!saved.current) RestoreButton(detail) { onRestore(saved.number) } },
            ) {
                if (saved.current) AccentText(stringResource(R.string.draft_history_current))
            }
        }
    }
}

@Composable
private fun RestoreButton(state: String, onClick: () -> Unit) {
    val restore = stringResource(R.string.draft_history_restore)
    val description = stringResource(R.string.draft_file_action, restore, state)
    TextButton(onClick, Modifier.semantics { contentDescription = description }) { Text(restore) }
}

private class DraftHistoryPreviews : PreviewParameterProvider<ScreenState<List<SavedState>>> {
    private val saved = SavedState(number = 2, saved = 0, savedText = "10:00", title = "Sample title", characters = 120u, current = true)
    override val values = previewStates(emptyList(), listOf(saved, saved.copy(number = 1, savedText = "9:00", characters = 80u, current = false)))
}

@Preview
@Composable
private fun DraftHistoryPreview(@PreviewParameter(DraftHistoryPreviews::class) state: ScreenState<List<SavedState>>) =
    PreviewTheme { DraftHistoryScreen(state, onRestore = {}, onBack = {}) }
