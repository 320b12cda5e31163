package cn.songming.app.service

import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.ServiceGroup

@Composable
fun ServiceScreen(viewModel: ServiceViewModel, navigate: (Destination) -> Unit) =
    ServiceScreen(viewModel.content.collectAsScreenState(), viewModel.openNow, viewModel::setOpenNowOnly, navigate)

@Composable
private fun ServiceScreen(
    state: ScreenState<List<ServiceGroup>>,
    openNow: Boolean,
    onSetOpenNow: (Boolean) -> Unit,
    navigate: (Destination) -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.tab_service), state = state, tag = "service") { groups ->
        item("open") { SwitchRow(title = stringResource(R.string.service_open), checked = openNow, onCheckedChange = onSetOpenNow) }
        if (groups.isEmpty()) {
            item("none") {
                InlineMessage(title = stringResource(R.string.service_none), body = stringResource(R.string.service_none_body))
            }
        }
        groups.forEachIndexed { number, group ->
            item("group $number") { SectionHeader(group.name) }
            items(group.entries, key = { "entry ${it.row.id}" }) { entry ->
                NavRow(
                    title = entry.row.title,
                    detail = listOfNotNull(entry.phone, entry.address).joinToString("　"),
                    onClick = { navigate(Destination(Screen.ITEM, entry.row.id)) },
                ) {
                    entry.opening?.let {
                        Text(
                            it.words,
                            style = MaterialTheme.typography.bodySmall,
                            color = if (it.open) MaterialTheme.colorScheme.secondary else MaterialTheme.colorScheme.onSurfaceVariant,
                        )
                    }
                }
            }
        }
    }
}

private class ServicePreviews : PreviewParameterProvider<ScreenState<List<ServiceGroup>>> {
    override val values = previewStates(emptyList(), listOf(ServiceGroup("Sample category", emptyList())))
}

@Preview
@Composable
private fun ServicePreview(@PreviewParameter(ServicePreviews::class) state: ScreenState<List<ServiceGroup>>) =
    PreviewTheme { ServiceScreen(state, openNow = false, onSetOpenNow = {}, navigate = {}) }
