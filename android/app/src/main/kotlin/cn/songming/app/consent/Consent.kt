package cn.songming.app.consent

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringArrayResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.app.R

/** Before anything is sent: what it means, and a refusal that is one. */
@Composable
fun ConsentScreen(onAccept: () -> Unit, onRefuse: () -> Unit) {
    Column(
        Modifier.fillMaxSize().safeDrawingPadding().verticalScroll(rememberScrollState()).padding(28.dp),
        verticalArrangement = Arrangement.spacedBy(18.dp, Alignment.CenterVertically),
    ) {
        Text(stringResource(R.string.app_name), style = MaterialTheme.typography.titleSmall, color = MaterialTheme.colorScheme.primary)
        Text(stringResource(R.string.consent_title), Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        Text(stringResource(R.string.consent_body), style = MaterialTheme.typography.bodyLarge)
        Details()
        Text(
            stringResource(R.string.consent_refusal),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
        )
        Button(onAccept, Modifier.fillMaxWidth().heightIn(min = 60.dp)) { Text(stringResource(R.string.consent_accept)) }
        OutlinedButton(onRefuse, Modifier.fillMaxWidth().heightIn(min = 60.dp)) { Text(stringResource(R.string.consent_refuse)) }
    }
}

/** Somebody said no: nothing was sent. They may change their mind, or read what is on the phone. */
@Composable
fun RefusedScreen(onAccept: () -> Unit, onRead: () -> Unit) {
    Column(
        Modifier.fillMaxSize().safeDrawingPadding().verticalScroll(rememberScrollState()).padding(28.dp),
        verticalArrangement = Arrangement.spacedBy(18.dp, Alignment.CenterVertically),
    ) {
        Text(stringResource(R.string.state_refused_title), Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium)
        Text(stringResource(R.string.state_refused_body), style = MaterialTheme.typography.bodyLarge)
        Button(onAccept, Modifier.fillMaxWidth().heightIn(min = 60.dp)) { Text(stringResource(R.string.consent_accept)) }
        OutlinedButton(onRead, Modifier.fillMaxWidth().heightIn(min = 60.dp)) { Text(stringResource(R.string.refused_read)) }
    }
}

/** The whole of it, for who wants to know. */
@Composable
fun Details() {
    var open by rememberSaveable { mutableStateOf(false) }
    TextButton({ open = !open }) { Text(stringResource(if (open) R.string.consent_less else R.string.consent_more)) }
    if (open) {
        for (part in stringArrayResource(R.array.consent_details)) Text(part, style = MaterialTheme.typography.bodyMedium)
    }
}
