package cn.songming.app.government

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.AppBarButton
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.GovernmentOverview

@Composable
fun GovernmentScreen(viewModel: GovernmentViewModel, navigate: (Destination) -> Unit) =
    GovernmentScreen(viewModel.content.collectAsScreenState(), navigate)

@Composable
private fun GovernmentScreen(state: ScreenState<GovernmentOverview>, navigate: (Destination) -> Unit) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    val search = @Composable {
        AppBarButton(
            icon = Icons.Default.Search,
            description = stringResource(R.string.home_search),
            onClick = { navigate(Destination(Screen.SEARCH)) },
        )
    }
    ScreenScaffold(
        title = stringResource(R.string.tab_government),
        state = state,
        tag = "government",
        actions = { search() },
    ) { page ->
        item { SectionHeader(stringResource(R.string.government_appeals)) }
        if (page.appeals.isEmpty()) {
            item {
                SecondaryText(
                    stringResource(R.string.appeals_none),
                    Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp),
                )
            }
        }
        items(page.appeals, key = { "appeal ${it.id}" }) { AppealRow(it, navigate) }
        item {
            FilledTonalButton(
                onClick = { navigate(Destination(Screen.APPEAL_FORM)) },
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
                    .padding(horizontal = 20.dp, vertical = 10.dp).heightIn(min = 56.dp),
            ) { Text(stringResource(R.string.appeal_new)) }
        }
        if (page.guides.isEmpty() && page.notices.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.list_empty), body = stringResource(R.string.state_empty_body)) }
            return@ScreenScaffold
        }
        item {
            SectionHeader(
                title = stringResource(R.string.government_guides),
                onMore = { navigate(Destination(Screen.GUIDES)) },
            )
        }
        items(page.guides, key = { "guide ${it.id}" }) { guide ->
            NavRow(title = guide.title, detail = guide.summary, onClick = { onOpen(guide.id) })
        }
        item {
            val notices = stringResource(R.string.government_notices)
            SectionHeader(title = notices, onMore = { navigate(Destination(Screen.NOTICES, "government", notices)) })
        }
        items(page.notices, key = { "notice ${it.row.id}" }) { NoticeListRow(it, onOpen) }
    }
}

private class GovernmentPreviews : PreviewParameterProvider<ScreenState<GovernmentOverview>> {
    private val empty = GovernmentOverview(appeals = emptyList(), guides = emptyList(), notices = emptyList())
    override val values = previewStates(empty, empty.copy(guides = listOf(previewItemRow("1"))))
}

@Preview
@Composable
private fun GovernmentPreview(@PreviewParameter(GovernmentPreviews::class) state: ScreenState<GovernmentOverview>) =
    PreviewTheme { GovernmentScreen(state, navigate = {}) }
