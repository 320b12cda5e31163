package cn.songming.app.industry

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.PolicyDay

@Composable
fun PolicyCalendarScreen(viewModel: PolicyCalendarViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    PolicyCalendarScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun PolicyCalendarScreen(state: ScreenState<List<PolicyDay>>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.calendar_title), state = state, onBack = onBack, tag = "calendar") { days ->
        if (days.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.calendar_none), body = stringResource(R.string.calendar_none_body)) }
        }
        for (day in days) {
            item("day ${day.day}") { SectionHeader(day.dayText) }
            items(day.policies, key = { "${day.day} ${it.row.id}" }) { policy ->
                PolicyListRow(policy, onOpen = { navigate(Destination(Screen.ITEM, it)) })
            }
        }
    }
}

private class PolicyCalendarPreviews : PreviewParameterProvider<ScreenState<List<PolicyDay>>> {
    override val values = previewStates(emptyList<PolicyDay>())
}

@Preview
@Composable
private fun PolicyCalendarPreview(@PreviewParameter(PolicyCalendarPreviews::class) state: ScreenState<List<PolicyDay>>) =
    PreviewTheme { PolicyCalendarScreen(state, navigate = {}, onBack = {}) }
