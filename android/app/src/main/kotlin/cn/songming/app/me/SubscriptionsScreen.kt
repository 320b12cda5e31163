package cn.songming.app.me

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.KeyboardArrowUp
import androidx.compose.material3.FilterChip
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.HomeEntry
import cn.songming.core.HomeFamily

@Composable
fun SubscriptionsScreen(viewModel: SubscriptionsViewModel, onBack: () -> Unit) = SubscriptionsScreen(
    state = viewModel.content.collectAsScreenState(),
    onToggleShown = viewModel::toggleShown,
    onToggleMuted = viewModel::toggleMuted,
    onMoveUp = viewModel::moveUp,
    onBack = onBack,
)

@Composable
private fun SubscriptionsScreen(
    state: ScreenState<List<HomeEntry>>,
    onToggleShown: (HomeEntry) -> Unit,
    onToggleMuted: (HomeEntry) -> Unit,
    onMoveUp: (HomeEntry) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.subscriptions_title), state = state, onBack = onBack, tag = "subscriptions") { sections ->
        item {
            SecondaryText(
                stringResource(R.string.subscriptions_body),
                Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(20.dp),
            )
        }
        itemsIndexed(sections, key = { _, section -> "${section.family} ${section.code}" }) { index, section ->
            NavRow(
                title = section.name,
                trailing = {
                    IconButton(onClick = { onMoveUp(section) }, enabled = index > 0) {
                        Icon(
                            imageVector = Icons.Default.KeyboardArrowUp,
                            contentDescription = stringResource(R.string.subscriptions_up, section.name),
                        )
                    }
                },
            ) {
                Row(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
                    FilterChip(
                        selected = section.shown,
                        onClick = { onToggleShown(section) },
                        label = { Text(stringResource(R.string.subscriptions_shown)) },
                    )
                    FilterChip(
                        selected = section.muted,
                        onClick = { onToggleMuted(section) },
                        label = { Text(stringResource(R.string.subscriptions_muted)) },
                    )
                }
            }
        }
    }
}

private class SubscriptionsPreviews : PreviewParameterProvider<ScreenState<List<HomeEntry>>> {
    override val values = previewStates(
        listOf("A", "B").map { HomeEntry(HomeFamily.MODULE, code = it, name = "Sample section $it", shown = true, muted = false) },
    )
}

@Preview
@Composable
private fun SubscriptionsPreview(@PreviewParameter(SubscriptionsPreviews::class) state: ScreenState<List<HomeEntry>>) =
    PreviewTheme { SubscriptionsScreen(state, onToggleShown = {}, onToggleMuted = {}, onMoveUp = {}, onBack = {}) }
