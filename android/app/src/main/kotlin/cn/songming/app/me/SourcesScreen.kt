package cn.songming.app.me

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Delete
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardType
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
import cn.songming.app.ui.previewStates
import cn.songming.core.Source

@Composable
fun SourcesScreen(viewModel: SourcesViewModel, navigate: (Destination) -> Unit, onBack: () -> Unit) =
    SourcesScreen(viewModel.content.collectAsScreenState(), viewModel::add, viewModel::remove, navigate, onBack)

@Composable
private fun SourcesScreen(
    state: ScreenState<List<Source>>,
    onAdd: (address: String, onSuccess: () -> Unit) -> Unit,
    onRemove: (String) -> Unit,
    navigate: (Destination) -> Unit,
    onBack: () -> Unit,
) {
    var address by rememberSaveable { mutableStateOf("") }
    val fullWidth = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp, vertical = 8.dp)
    ScreenScaffold(title = stringResource(R.string.sources_title), state = state, onBack = onBack, tag = "sources") { sources ->
        item {
            OutlinedTextField(
                value = address,
                onValueChange = { address = it },
                modifier = fullWidth.testTag("address"),
                label = { Text(stringResource(R.string.sources_address)) },
                singleLine = true,
                keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Uri),
            )
            FilledTonalButton(onClick = { onAdd(address) { address = "" } }, modifier = fullWidth.heightIn(min = 56.dp)) {
                Text(stringResource(R.string.sources_add))
            }
        }
        items(sources, key = { it.id }) { source ->
            NavRow(
                title = source.title,
                detail = source.address,
                onClick = { navigate(Destination(Screen.SOURCE, source.id, source.title)) },
                trailing = { if (source.removable) RemoveButton(source, onRemove) },
            ) {
                SecondaryText(
                    when {
                        source.closed -> stringResource(R.string.sources_closed)
                        source.succeededText.isEmpty() -> stringResource(R.string.sources_never)
                        else -> stringResource(R.string.home_updated, source.succeededText)
                    },
                )
            }
        }
    }
}

@Composable
private fun RemoveButton(source: Source, onRemove: (String) -> Unit) {
    IconButton(onClick = { onRemove(source.id) }) {
        Icon(imageVector = Icons.Default.Delete, contentDescription = stringResource(R.string.sources_remove, source.title))
    }
}

private class SourcesPreviews : PreviewParameterProvider<ScreenState<List<Source>>> {
    override val values = previewStates(
        listOf(
            Source(
                id = "1",
                title = "Sample source",
                address = "https://example.org/",
                succeeded = null,
                succeededText = "10:00",
                closed = false,
                removable = true,
            ),
        ),
    )
}

@Preview
@Composable
private fun SourcesPreview(@PreviewParameter(SourcesPreviews::class) state: ScreenState<List<Source>>) =
    PreviewTheme { SourcesScreen(state, onAdd = { _, _ -> }, onRemove = {}, navigate = {}, onBack = {}) }
