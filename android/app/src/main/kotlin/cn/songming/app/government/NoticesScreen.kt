package cn.songming.app.government

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.toWellFormed
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.NoticeRequest
import cn.songming.core.NoticeRow
import cn.songming.core.Term

@Composable
fun NoticesScreen(
    viewModel: NoticesViewModel,
    title: String,
    listState: LazyListState,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) = NoticesScreen(
    state = viewModel.notices.content.collectAsScreenState(),
    request = viewModel.request,
    topics = viewModel.topics,
    title = title,
    listState = listState,
    onNarrow = viewModel::narrow,
    onLoadMore = viewModel.notices::loadMore,
    navigate = navigate,
    onBack = onBack,
)

@Composable
private fun NoticesScreen(
    state: ScreenState<List<NoticeRow>>,
    request: NoticeRequest,
    topics: List<Term>,
    title: String,
    listState: LazyListState,
    onNarrow: ((NoticeRequest) -> NoticeRequest) -> Unit,
    onLoadMore: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(
        title = title,
        state = state,
        onBack = onBack,
        tag = "notices",
        listState = listState,
        onLoadMore = onLoadMore,
    ) { notices ->
        item("valid") {
            SwitchRow(
                title = stringResource(R.string.notices_valid),
                detail = stringResource(R.string.notices_valid_body),
                checked = request.validOnly,
                onCheckedChange = { on -> onNarrow { it.copy(validOnly = on) } },
            )
        }
        item("number") {
            OutlinedTextField(
                value = request.number.orEmpty(),
                onValueChange = { text -> onNarrow { it.copy(number = text.toWellFormed().ifEmpty { null }) } },
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
                    .padding(horizontal = 20.dp, vertical = 8.dp).testTag("number"),
                label = { Text(stringResource(R.string.notices_number)) },
                singleLine = true,
            )
        }
        if (topics.isNotEmpty()) {
            item("topics") {
                ChipGroup(
                    title = stringResource(R.string.notice_topic),
                    terms = topics,
                    selected = listOfNotNull(request.topic),
                    single = true,
                    onToggle = { code -> onNarrow { it.copy(topic = code.takeIf { it != request.topic }) } },
                )
            }
        }
        if (notices.isEmpty()) {
            item("none") { InlineMessage(title = stringResource(R.string.asked_none), body = stringResource(R.string.asked_none_body)) }
        }
        items(notices, key = { it.row.id }) { notice ->
            NoticeListRow(notice, onOpen = { navigate(Destination(Screen.ITEM, it)) })
        }
    }
}

private class NoticesPreviews : PreviewParameterProvider<ScreenState<List<NoticeRow>>> {
    private val notice = NoticeRow(
        row = previewItemRow("1"),
        issuer = "Sample office",
        documentNumber = "2026-1",
        issued = null,
        issuedText = "",
        validUntil = null,
        validUntilText = "",
        expired = false,
        topic = null,
        replaces = emptyList(),
        replacedBy = emptyList(),
        validity = "",
    )
    override val values = previewStates(emptyList(), listOf(notice))
}

@Preview
@Composable
private fun NoticesPreview(@PreviewParameter(NoticesPreviews::class) state: ScreenState<List<NoticeRow>>) = PreviewTheme {
    NoticesScreen(
        state = state,
        request = NoticeRequest(module = "government", limit = 30u),
        topics = listOf(Term("sample", "Sample topic")),
        title = "Notices",
        listState = rememberLazyListState(),
        onNarrow = {},
        onLoadMore = {},
        navigate = {},
        onBack = {},
    )
}
