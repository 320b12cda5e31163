package cn.songming.app.station

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
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
import cn.songming.app.ui.AccentText
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.SwitchRow
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.AccountPhase
import cn.songming.core.AccountState
import cn.songming.core.DraftRow
import cn.songming.core.SubmissionAction
import cn.songming.core.Term

@Composable
fun StationScreen(viewModel: StationViewModel, navigate: (Destination) -> Unit) = StationScreen(
    state = viewModel.content.collectAsScreenState(),
    onRefresh = viewModel::refresh,
    onSetUnmeteredOnly = viewModel::setUnmeteredOnly,
    onAction = { action, id ->
        when (action) {
            SubmissionAction.ADD_FILE -> navigate(Destination(Screen.SUBMISSION, id))
            SubmissionAction.EDIT -> viewModel.perform(action, id) { draft -> navigate(Destination(Screen.DRAFT, draft)) }
            else -> viewModel.perform(action, id)
        }
    },
    navigate = navigate,
)

@Composable
private fun StationScreen(
    state: ScreenState<StationPage>,
    onRefresh: () -> Unit,
    onSetUnmeteredOnly: (Boolean) -> Unit,
    onAction: (SubmissionAction, String) -> Unit,
    navigate: (Destination) -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.station_title), state = state, tag = "station", onRefresh = onRefresh) { page ->
        if (page.account.phase == AccountPhase.LOGGED_OUT) {
            item { LoggedOut(navigate) }
            return@ScreenScaffold
        }
        item { AccountRow(page.account, navigate) }
        if (page.account.phase == AccountPhase.EXPIRED) item { ExpiredCard(navigate) }
        item { WideButton(stringResource(R.string.station_write)) { navigate(Destination(Screen.DRAFT)) } }
        item {
            NavRow(
                title = stringResource(R.string.ledger_title),
                detail = stringResource(R.string.ledger_detail),
                onClick = { navigate(Destination(Screen.LEDGER)) },
                icon = Icons.AutoMirrored.Filled.List,
            )
        }
        item {
            SwitchRow(
                title = stringResource(R.string.station_unmetered),
                detail = stringResource(R.string.station_unmetered_body),
                checked = page.unmeteredOnly,
                onCheckedChange = onSetUnmeteredOnly,
            )
        }
        if (page.drafts.isEmpty() && page.submissions.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.station_none), body = stringResource(R.string.station_none_body)) }
        }
        drafts(page.drafts, navigate)
        if (page.submissions.isNotEmpty()) item { SectionHeader(stringResource(R.string.station_submissions)) }
        items(page.submissions, key = { "submission ${it.id}" }) { submission ->
            SubmissionRow(
                submission = submission,
                onOpen = { navigate(Destination(Screen.SUBMISSION, submission.id)) },
                onAction = { onAction(it, submission.id) },
            )
        }
    }
}

@Composable
private fun LoggedOut(navigate: (Destination) -> Unit) {
    InlineMessage(title = stringResource(R.string.station_what), body = stringResource(R.string.station_what_body))
    WideButton(stringResource(R.string.station_login)) { navigate(Destination(Screen.LOGIN)) }
}

@Composable
private fun AccountRow(account: AccountState, navigate: (Destination) -> Unit) {
    NavRow(
        title = account.name,
        detail = listOfNotNull(account.station?.name, account.park?.name).joinToString("　"),
        onClick = { navigate(Destination(Screen.LOGIN)) },
        icon = Icons.Default.Person,
    )
}

/** Everything that was written stays; only sending waits for the login. */
@Composable
private fun ExpiredCard(navigate: (Destination) -> Unit) {
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 8.dp)) {
        Text(stringResource(R.string.station_expired), style = MaterialTheme.typography.titleMedium)
        SecondaryText(stringResource(R.string.station_expired_body), Modifier.padding(vertical = 6.dp))
        Button(onClick = { navigate(Destination(Screen.LOGIN)) }) { Text(stringResource(R.string.station_login_again)) }
    }
}

@Composable
private fun WideButton(text: String, onClick: () -> Unit) {
    Button(
        onClick = onClick,
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
            .padding(horizontal = 20.dp, vertical = 10.dp).heightIn(min = 56.dp),
    ) { Text(text) }
}

private fun LazyListScope.drafts(drafts: List<DraftRow>, navigate: (Destination) -> Unit) {
    if (drafts.isEmpty()) return
    item { SectionHeader(stringResource(R.string.station_drafts)) }
    items(drafts, key = { "draft ${it.id}" }) { draft ->
        val files = stringResource(R.string.station_draft_files, draft.files.toInt()).takeIf { draft.files > 0u }
        NavRow(
            title = draft.title,
            detail = listOfNotNull(draft.changedText, files).joinToString("　"),
            onClick = { navigate(Destination(Screen.DRAFT, draft.id)) },
        ) {
            if (draft.returned) AccentText(stringResource(R.string.station_draft_returned))
        }
    }
}

private class StationPreviews : PreviewParameterProvider<ScreenState<StationPage>> {
    private val account = AccountState(
        phase = AccountPhase.LOGGED_IN, id = "1", name = "Sample name", station = Term("1", "Sample station"), park = null, since = 0, unsent = 1u,
    )
    private val draft = DraftRow(
        id = "1", version = 2u, title = "Sample title", excerpt = "", files = 2u, returned = true, changed = 0, changedText = "10:00",
    )
    override val values = previewStates(
        StationPage(account.copy(phase = AccountPhase.LOGGED_OUT)),
        StationPage(account.copy(phase = AccountPhase.EXPIRED)),
        StationPage(account, listOf(draft), listOf(previewSubmission)),
    )
}

@Preview
@Composable
private fun StationPreview(@PreviewParameter(StationPreviews::class) state: ScreenState<StationPage>) =
    PreviewTheme { StationScreen(state, onRefresh = {}, onSetUnmeteredOnly = {}, onAction = { _, _ -> }, navigate = {}) }
