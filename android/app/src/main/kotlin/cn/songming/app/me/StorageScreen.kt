package cn.songming.app.me

import android.text.format.Formatter
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.ui.ChipGroup
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LabeledValue
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Retention
import cn.songming.core.StorageUsage
import cn.songming.core.Term
import cn.songming.core.Traffic

@Composable
fun StorageScreen(viewModel: StorageViewModel, onBack: () -> Unit) =
    StorageScreen(viewModel.content.collectAsScreenState(), viewModel::setRetention, viewModel::clearPictures, onBack)

@Composable
private fun StorageScreen(
    state: ScreenState<StorageUsage>,
    onSetRetention: (Retention) -> Unit,
    onClearPictures: () -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.storage_title), state = state, onBack = onBack, tag = "storage") { storage ->
        item {
            UsageCard(storage)
            TrafficCard(storage.traffic)
        }
        item { RetentionChips(storage, onSetRetention) }
        item {
            FilledTonalButton(
                onClick = onClearPictures,
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
                    .padding(horizontal = 20.dp, vertical = 16.dp).heightIn(min = 56.dp),
            ) { Text(stringResource(R.string.storage_clear)) }
        }
    }
}

@Composable
private fun sizeText(bytes: ULong): String = Formatter.formatShortFileSize(LocalContext.current, bytes.toLong())

@Composable
private fun UsageCard(storage: StorageUsage) {
    InfoCard(Modifier.padding(16.dp)) {
        LabeledValue(
            stringResource(R.string.storage_text),
            stringResource(R.string.storage_items, storage.items.toInt(), sizeText(storage.textBytes)),
        )
        LabeledValue(
            stringResource(R.string.storage_picture),
            stringResource(R.string.storage_pictures, storage.pictures.toInt(), sizeText(storage.pictureBytes)),
        )
        LabeledValue(
            stringResource(R.string.storage_document),
            stringResource(R.string.storage_documents, storage.documents.toInt(), sizeText(storage.documentBytes)),
        )
        LabeledValue(stringResource(R.string.storage_search), sizeText(storage.searchBytes))
        LabeledValue(stringResource(R.string.storage_own), sizeText(storage.ownBytes))
    }
}

@Composable
private fun TrafficCard(traffic: Traffic) {
    InfoCard(Modifier.padding(horizontal = 16.dp)) {
        Text(stringResource(R.string.traffic_title), Modifier.padding(bottom = 4.dp), style = MaterialTheme.typography.titleSmall)
        LabeledValue(stringResource(R.string.traffic_received), sizeText(traffic.received))
        LabeledValue(stringResource(R.string.traffic_sent), sizeText(traffic.sent))
        LabeledValue(stringResource(R.string.traffic_requests), traffic.requests.toString())
    }
}

@Composable
private fun RetentionChips(storage: StorageUsage, onSetRetention: (Retention) -> Unit) {
    val retention = storage.retention
    ChipGroup(
        title = stringResource(R.string.storage_days),
        terms = storage.daySteps.map { Term(it.toString(), stringResource(R.string.storage_for, it.toInt())) },
        selected = listOf(retention.days.toString()),
        single = true,
        onToggle = { code -> onSetRetention(retention.copy(days = code.toUInt())) },
    )
    val noPictures = stringResource(R.string.storage_no_pictures)
    ChipGroup(
        title = stringResource(R.string.storage_limit),
        terms = storage.pictureSteps.map {
            Term(it.toString(), if (it == 0u) noPictures else stringResource(R.string.storage_megabytes, it.toInt()))
        },
        selected = listOf(retention.pictureMegabytes.toString()),
        single = true,
        onToggle = { code -> onSetRetention(retention.copy(pictureMegabytes = code.toUInt())) },
    )
    SecondaryText(
        stringResource(R.string.storage_metered),
        Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp),
    )
}

private class StoragePreviews : PreviewParameterProvider<ScreenState<StorageUsage>> {
    override val values = previewStates(
        StorageUsage(
            items = 100u,
            textBytes = 1_000_000uL,
            pictures = 20u,
            pictureBytes = 2_000_000uL,
            documents = 1u,
            documentBytes = 300_000uL,
            searchBytes = 400_000uL,
            ownBytes = 50_000uL,
            retention = Retention(days = 30u, textMegabytes = 50u, pictureMegabytes = 200u),
            daySteps = listOf(7u, 30u),
            pictureSteps = listOf(0u, 200u),
            traffic = Traffic(received = 1_000_000uL, sent = 10_000uL, requests = 20uL),
        ),
    )
}

@Preview
@Composable
private fun StoragePreview(@PreviewParameter(StoragePreviews::class) state: ScreenState<StorageUsage>) =
    PreviewTheme { StorageScreen(state, onSetRetention = {}, onClearPictures = {}, onBack = {}) }
