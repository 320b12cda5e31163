package cn.songming.app.station

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.InlineMessage
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.LedgerMonth

@Composable
fun LedgerScreen(viewModel: LedgerViewModel, onBack: () -> Unit) = LedgerScreen(viewModel.content.collectAsScreenState(), onBack)

@Composable
private fun LedgerScreen(state: ScreenState<LedgerPage>, onBack: () -> Unit) {
    ScreenScaffold(title = stringResource(R.string.ledger_title), state = state, onBack = onBack, tag = "ledger") { page ->
        if (page.months.isEmpty()) {
            item { InlineMessage(title = stringResource(R.string.ledger_none), body = stringResource(R.string.ledger_none_body)) }
            return@ScreenScaffold
        }
        item {
            Column(Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)) {
                if (page.station.isNotEmpty()) {
                    Text(page.station, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
                }
                SecondaryText(stringResource(R.string.ledger_body))
            }
        }
        items(page.months, key = { it.month }) { MonthCard(it) }
    }
}

@Composable
private fun MonthCard(month: LedgerMonth) {
    val counts = listOf(
        R.string.ledger_sent to month.sent,
        R.string.ledger_adopted to month.adopted,
        R.string.ledger_published to month.published,
        R.string.ledger_returned to month.returned,
        R.string.ledger_rejected to month.rejected,
    )
    InfoCard(Modifier.padding(horizontal = 16.dp, vertical = 6.dp).semantics(mergeDescendants = true) {}) {
        Text(month.month, style = MaterialTheme.typography.titleMedium)
        FlowRow(Modifier.padding(top = 6.dp), horizontalArrangement = Arrangement.spacedBy(20.dp)) {
            for ((name, count) in counts) {
                Text(stringResource(R.string.ledger_count, stringResource(name), count.toInt()), style = MaterialTheme.typography.bodyMedium)
            }
        }
    }
}

private class LedgerPreviews : PreviewParameterProvider<ScreenState<LedgerPage>> {
    private val month = LedgerMonth(month = "2026-11", sent = 4u, adopted = 2u, published = 1u, returned = 1u, rejected = 0u)
    override val values = previewStates(LedgerPage("Sample station", emptyList()), LedgerPage("Sample station", listOf(month)))
}

@Preview
@Composable
private fun LedgerPreview(@PreviewParameter(LedgerPreviews::class) state: ScreenState<LedgerPage>) =
    PreviewTheme { LedgerScreen(state, onBack = {}) }
