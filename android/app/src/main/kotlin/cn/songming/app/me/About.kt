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
import androidx.compose.ui.unit.dp
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.app.R
import cn.songming.app.consent.Details
import cn.songming.app.core.Core
import cn.songming.app.core.Incident
import cn.songming.app.ui.Card
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Syncing
import cn.songming.app.ui.WIDEST

/** 关于: what the app does with the person's data, and what happened to them on this phone. */
class AboutState(core: Core) : Question<List<Incident>>(core) {
    override suspend fun answer(): List<Incident> = core.incidents()

    fun acknowledge() = act { core.acknowledgeIncidents() }
}

@Composable
fun AboutScreen(state: AboutState, version: String, syncing: Syncing, decide: (Boolean) -> Unit, back: () -> Unit) {
    val sync by syncing.state.collectAsStateWithLifecycle()
    Framed(stringResource(R.string.about_title), state, back, "about") { incidents ->
        item {
            Column(
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(20.dp),
                verticalArrangement = Arrangement.spacedBy(12.dp),
            ) {
                Text(stringResource(R.string.app_name), style = MaterialTheme.typography.headlineMedium)
                Quiet(version)
                Text(stringResource(R.string.about_body), style = MaterialTheme.typography.bodyLarge)
                Text(stringResource(R.string.consent_body), style = MaterialTheme.typography.bodyLarge)
                Details()
            }
        }
        if (incidents.isNotEmpty()) item { PartTitle(stringResource(R.string.about_incidents)) }
        items(incidents) { one -> Card(Modifier.padding(16.dp)) { Text(one.words, style = MaterialTheme.typography.bodyMedium) } }
        if (incidents.isNotEmpty()) item { TextButton(state::acknowledge) { Text(stringResource(R.string.state_read)) } }
        item {
            OutlinedButton(
                { decide(sync.refused) },
                Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp, vertical = 16.dp).heightIn(min = 60.dp),
            ) { Text(stringResource(if (sync.refused) R.string.consent_accept else R.string.about_withdraw)) }
            if (!sync.refused) Quiet(stringResource(R.string.about_withdraw_body), Modifier.widthIn(max = WIDEST).padding(horizontal = 20.dp))
        }
    }
}
