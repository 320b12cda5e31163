package cn.songming.app.industry

import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.PolicyRequest
import cn.songming.core.PolicyRow
import cn.songming.core.Term

@Composable
fun PoliciesScreen(viewModel: PoliciesViewModel, listState: LazyListState, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    PoliciesScreen(
        state = viewModel.policies.content.collectAsScreenState(),
        request = viewModel.request,
        sectors = viewModel.sectors,
        sizes = viewModel.sizes,
        listState = listState,
        onNarrow = viewModel::narrow,
        onLoadMore = viewModel.policies::loadMore,
        navigate = navigate,
        onBack = onBack,
    )

@Composable
private fun PoliciesScreen(
    state: ScreenState<List<PolicyRow>>,
    request: PolicyRequest,
    sectors: List<Term>,
    sizes: List<Term>,
    listState: LazyListState,
    onNarrow: ((PolicyRequest) -> PolicyRequest) -> Unit,
    onLoadMore: () -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(
        title = stringResource(R.string.policies_title),
        state = state,
        onBack = onBack,
        tag = "policies",
        listState = listState,
        onLoadMore = onLoadMore,
    ) { policies ->
        item("open") {
            SwitchRow(
                title = stringResource(R.string.policies_open),
                checked = request.openOnly,
                onCheckedChange = { on -> onNarrow { it.copy(openOnly = on) } },
            )
        }
        item("choices") {
            ChipGroup(
                title = stringResource(R.string.policy_sectors),
                terms = sectors,
                selected = listOfNotNull(request.sector),
                single = true,
                onToggle = { code -> onNarrow { it.copy(sector = code.takeIf { it != request.sector }) } },
            )
            ChipGroup(
                title = stringResource(R.string.policy_sizes),
                terms = sizes,
                selected = listOfNotNull(request.size),
                single = true,
                onToggle = { code -> onNarrow { it.copy(size = code.takeIf { it != request.size }) } },
            )
        }
        if (policies.isEmpty()) {
            item("none") { InlineMessage(title = stringResource(R.string.asked_none), body = stringResource(R.string.asked_none_body)) }
        }
        items(policies, key = { it.row.id }) { policy ->
            PolicyListRow(policy, onOpen = { navigate(Destination(Screen.ITEM, it)) })
        }
    }
}

private class PoliciesPreviews : PreviewParameterProvider<ScreenState<List<PolicyRow>>> {
    override val values = previewStates(emptyList<PolicyRow>())
}

@Preview
@Composable
private fun PoliciesPreview(@PreviewParameter(PoliciesPreviews::class) state: ScreenState<List<PolicyRow>>) = PreviewTheme {
    PoliciesScreen(
        state = state,
        request = PolicyRequest(openOnly = true, limit = 30u),
        sectors = listOf(Term("sample", "Sample sector")),
        sizes = emptyList(),
        listState = rememberLazyListState(),
        onNarrow = {},
        onLoadMore = {},
        navigate = {},
        onBack = {},
    )
}
