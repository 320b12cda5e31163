package cn.songming.app.party

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
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
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.offlineText
import cn.songming.app.ui.previewItemRow
import cn.songming.app.ui.previewStates
import cn.songming.core.OfflineEntry
import cn.songming.core.OfflineTarget
import cn.songming.core.Study
import cn.songming.core.StudyChapter
import cn.songming.core.StudyPage

@Composable
fun StudyScreen(viewModel: StudyViewModel, series: String, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    StudyScreen(viewModel.content.collectAsScreenState(), series, viewModel::setOffline, navigate, onBack)

@Composable
private fun StudyScreen(
    state: ScreenState<StudyPage>,
    series: String,
    onSetOffline: (Boolean) -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = series, state = state, onBack = onBack, tag = "study") { (study, offline) ->
        item { OfflineControl(offline, onSetOffline) }
        items(study.chapters, key = { it.row.id }) { chapter ->
            val isNext = study.goOn == chapter.row.id
            val read = if (chapter.row.read) stringResource(R.string.party_read) else stringResource(R.string.row_unread)
            NavRow(
                title = chapter.row.title,
                // Some chapters have no number.
                detail = if (chapter.number > 0u) "${stringResource(R.string.party_chapter, chapter.number.toInt())}　$read" else read,
                onClick = { navigate(Destination(Screen.ITEM, chapter.row.id)) },
                trailing = { if (isNext) SecondaryText(stringResource(R.string.party_go_on)) },
            )
        }
    }
}

@Composable
private fun OfflineControl(offline: OfflineEntry, onSetOffline: (Boolean) -> Unit) {
    val fullWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    if (offline.kept) {
        Text(
            offlineText(offline),
            fullWidth,
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.secondary,
        )
        TextButton(onClick = { onSetOffline(false) }) { Text(stringResource(R.string.keep_off)) }
    } else {
        FilledTonalButton(onClick = { onSetOffline(true) }, modifier = fullWidth.heightIn(min = 56.dp)) {
            Text(stringResource(R.string.party_keep))
        }
    }
}

private class StudyPreviews : PreviewParameterProvider<ScreenState<StudyPage>> {
    private val offline = OfflineEntry(
        what = OfflineTarget.Series("Sample series"),
        title = "Sample series",
        kept = false,
        items = 1u,
        files = 2u,
        held = 1u,
        bytes = 0uL,
        missingBytes = 0uL,
    )
    private val study = Study(
        name = "Sample series",
        chapters = listOf(StudyChapter(row = previewItemRow("1"), number = 1u, place = null)),
        goOn = "1",
    )
    override val values = previewStates(StudyPage(study, offline), StudyPage(study, offline.copy(kept = true)))
}

@Preview
@Composable
private fun StudyPreview(@PreviewParameter(StudyPreviews::class) state: ScreenState<StudyPage>) =
    PreviewTheme { StudyScreen(state, series = "Sample series", onSetOffline = {}, navigate = {}, onBack = {}) }
