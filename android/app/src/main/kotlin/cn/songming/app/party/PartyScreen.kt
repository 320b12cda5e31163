package cn.songming.app.party

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import cn.songming.app.R
import cn.songming.app.government.NoticeListRow
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.ui.ItemListRow
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.PartyOverview

@Composable
fun PartyScreen(viewModel: PartyViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    PartyScreen(viewModel.content.collectAsScreenState(), navigate, onBack)

@Composable
private fun PartyScreen(state: ScreenState<PartyOverview>, navigate: (Destination) -> Unit, onBack: () -> Unit) {
    val onOpen = { id: String -> navigate(Destination(Screen.ITEM, id)) }
    ScreenScaffold(title = stringResource(R.string.party_title), state = state, onBack = onBack, tag = "party") { party ->
        item { SectionHeader(stringResource(R.string.party_series)) }
        items(party.series, key = { "series ${it.name}" }) { series ->
            val chapters = stringResource(R.string.party_chapters, series.chapters.toInt(), series.unread.toInt())
            NavRow(
                title = series.name,
                detail = "$chapters　${series.updatedText}",
                onClick = { navigate(Destination(Screen.STUDY, series.name)) },
            )
        }
        if (party.activities.isNotEmpty()) item { SectionHeader(stringResource(R.string.party_activities)) }
        items(party.activities, key = { "activity ${it.row.id}" }) { activity ->
            NavRow(title = activity.row.title, detail = activity.timeText, onClick = { onOpen(activity.row.id) }) {
                SecondaryText(activity.place)
            }
        }
        if (party.notices.isNotEmpty()) {
            item {
                val notices = stringResource(R.string.party_notices)
                SectionHeader(title = notices, onMore = { navigate(Destination(Screen.NOTICES, "party", notices)) })
            }
        }
        items(party.notices, key = { "notice ${it.row.id}" }) { NoticeListRow(it, onOpen) }
        item {
            val title = stringResource(R.string.party_title)
            SectionHeader(
                title = stringResource(R.string.party_news),
                onMore = { navigate(Destination(Screen.MODULE, "party", title)) },
            )
        }
        items(party.latest, key = { "news ${it.id}" }) { ItemListRow(it, onOpen) }
    }
}

private class PartyPreviews : PreviewParameterProvider<ScreenState<PartyOverview>> {
    private val empty = PartyOverview(series = emptyList(), activities = emptyList(), notices = emptyList(), latest = emptyList())
    override val values = previewStates(empty, empty.copy(latest = listOf(previewItemRow("1"))))
}

@Preview
@Composable
private fun PartyPreview(@PreviewParameter(PartyPreviews::class) state: ScreenState<PartyOverview>) =
    PreviewTheme { PartyScreen(state, navigate = {}, onBack = {}) }
