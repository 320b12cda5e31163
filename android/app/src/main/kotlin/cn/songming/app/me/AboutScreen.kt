package cn.songming.app.me

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.tooling.preview.Preview
import androidx.compose.ui.tooling.preview.PreviewParameter
import androidx.compose.ui.tooling.preview.PreviewParameterProvider
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.consent.ConsentDetails
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LocalSyncStatus
import cn.songming.app.ui.MaxContentWidth
import cn.songming.app.ui.PreviewTheme
import cn.songming.app.ui.ScreenScaffold
import cn.songming.app.ui.ScreenState
import cn.songming.app.ui.SecondaryText
import cn.songming.app.ui.SectionHeader
import cn.songming.app.ui.collectAsScreenState
import cn.songming.app.ui.previewStates
import cn.songming.core.Incident

@Composable
fun AboutScreen(viewModel: AboutViewModel, version: String, onConsent: (Boolean) -> Unit, onBack: () -> Unit) {
    val sync by LocalSyncStatus.current.uiState.collectAsStateWithLifecycle()
    AboutScreen(
        state = viewModel.content.collectAsScreenState(),
        version = version,
        consentMissing = sync.consentMissing,
        onAcknowledge = viewModel::acknowledgeIncidents,
        onConsent = onConsent,
        onBack = onBack,
    )
}

@Composable
private fun AboutScreen(
    state: ScreenState<List<Incident>>,
    version: String,
    consentMissing: Boolean,
    onAcknowledge: () -> Unit,
    onConsent: (Boolean) -> Unit,
    onBack: () -> Unit,
) {
    ScreenScaffold(title = stringResource(R.string.about_title), state = state, onBack = onBack, tag = "about") { incidents ->
        item {
            Column(
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(20.dp),
                verticalArrangement = Arrangement.spacedBy(12.dp),
            ) {
                Text(stringResource(R.string.app_name), style = MaterialTheme.typography.headlineMedium)
                SecondaryText(version)
                Text(stringResource(R.string.about_body), style = MaterialTheme.typography.bodyLarge)
                Text(stringResource(R.string.consent_body), style = MaterialTheme.typography.bodyLarge)
                ConsentDetails()
            }
        }
        if (incidents.isNotEmpty()) item { SectionHeader(stringResource(R.string.about_incidents)) }
        items(incidents) { incident ->
            InfoCard(Modifier.padding(16.dp)) { Text(incident.words, style = MaterialTheme.typography.bodyMedium) }
        }
        if (incidents.isNotEmpty()) item { TextButton(onClick = onAcknowledge) { Text(stringResource(R.string.state_read)) } }
        item {
            OutlinedButton(
                onClick = { onConsent(consentMissing) },
                modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
                    .padding(horizontal = 20.dp, vertical = 16.dp).heightIn(min = 60.dp),
            ) { Text(stringResource(if (consentMissing) R.string.consent_accept else R.string.about_withdraw)) }
            if (!consentMissing) {
                SecondaryText(
                    stringResource(R.string.about_withdraw_body),
                    Modifier.widthIn(max = MaxContentWidth).padding(horizontal = 20.dp),
                )
            }
        }
    }
}

private class AboutPreviews : PreviewParameterProvider<ScreenState<List<Incident>>> {
    override val values = previewStates(emptyList<Incident>())
}

@Preview
@Composable
private fun AboutPreview(@PreviewParameter(AboutPreviews::class) state: ScreenState<List<Incident>>) = PreviewTheme {
    AboutScreen(state, version = "0.1.0", consentMissing = false, onAcknowledge = {}, onConsent = {}, onBack = {})
}
