package cn.songming.app.article

import android.text.format.Formatter
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Button
import androidx.compose.material3.Checkbox
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.Activity
import cn.songming.app.core.ActivityFacts
import cn.songming.app.core.AlertDetail
import cn.songming.app.core.AlertFacts
import cn.songming.app.core.Document
import cn.songming.app.core.EntryFacts
import cn.songming.app.core.Guide
import cn.songming.app.core.GuideFacts
import cn.songming.app.core.ItemFacts
import cn.songming.app.core.MiniProgrammeTarget
import cn.songming.app.core.NoticeFacts
import cn.songming.app.core.NoticeRow
import cn.songming.app.core.PageTarget
import cn.songming.app.core.PlainFacts
import cn.songming.app.core.PolicyFacts
import cn.songming.app.core.PolicyRow
import cn.songming.app.core.ScreenTarget
import cn.songming.app.core.ServiceEntry
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.nav.screenNamed
import cn.songming.app.platform.Outside
import cn.songming.app.ui.Card
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Way

/** What the item's topic says of it. */
@Composable
fun FactsCard(facts: ItemFacts, state: ItemState, go: (Place) -> Unit) {
    when (facts) {
        is PlainFacts -> Unit
        is NoticeFacts -> NoticeCard(facts.notice, go)
        is PolicyFacts -> PolicyCard(facts.policy)
        is GuideFacts -> GuideCard(facts.guide, state)
        is ActivityFacts -> ActivityCard(facts.activity)
        is EntryFacts -> EntryCard(facts.entry, go)
        is AlertFacts -> AlertCard(facts.alert, state, go)
    }
}

@Composable
private fun NoticeCard(notice: NoticeRow, go: (Place) -> Unit) {
    Card {
        Fact(stringResource(R.string.notice_issuer), notice.issuer)
        Fact(stringResource(R.string.notice_number), notice.documentNumber)
        Fact(stringResource(R.string.notice_issued), notice.issuedText)
        Fact(stringResource(R.string.notice_topic), notice.topic?.name)
        Fact(stringResource(R.string.notice_validity), notice.validity)
        for (id in notice.replacedBy) TextButton({ go(Place(Screen.ITEM, id)) }) { Text(stringResource(R.string.notice_new)) }
        for (id in notice.replaces) TextButton({ go(Place(Screen.ITEM, id)) }) { Text(stringResource(R.string.notice_old)) }
    }
}

@Composable
private fun PolicyCard(policy: PolicyRow) {
    Card {
        Fact(stringResource(R.string.notice_issuer), policy.issuer)
        Fact(stringResource(R.string.policy_for), policy.appliesTo)
        Fact(stringResource(R.string.policy_sizes), policy.sizes.joinToString("、") { it.name })
        Fact(stringResource(R.string.policy_sectors), policy.sectors.joinToString("、") { it.name })
        Fact(stringResource(R.string.policy_parks), policy.parks.joinToString("、") { it.name })
        Fact(stringResource(R.string.policy_contact), policy.contact)
        DeadlineLine(policy.deadline)
    }
}

@Composable
private fun GuideCard(guide: Guide, state: ItemState) {
    val outside = Outside(LocalContext.current)
    Card {
        Fact(stringResource(R.string.guide_conditions), guide.conditions)
        Fact(stringResource(R.string.guide_time), guide.timeLimit)
        Fact(stringResource(R.string.guide_place), guide.place)
        Fact(stringResource(R.string.guide_fee), guide.fee)
        if (guide.materials.isNotEmpty()) {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Text(
                    stringResource(if (guide.ready) R.string.guide_ready else R.string.guide_materials),
                    Modifier.weight(1f).padding(top = 8.dp),
                    style = MaterialTheme.typography.titleSmall,
                )
                if (guide.materials.any { it.ticked }) TextButton(state::clearTicks) { Text(stringResource(R.string.guide_clear)) }
            }
        }
        for (material in guide.materials) {
            Row(
                Modifier.fillMaxWidth().heightIn(min = 60.dp).toggleable(material.ticked, role = Role.Checkbox) { state.tick(material) },
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Checkbox(material.ticked, null, Modifier.padding(end = 12.dp))
                Text(material.text, style = MaterialTheme.typography.bodyLarge)
            }
        }
        if (guide.steps.isNotEmpty()) {
            Text(stringResource(R.string.guide_steps), Modifier.padding(top = 8.dp), style = MaterialTheme.typography.titleSmall)
            guide.steps.forEachIndexed { number, step -> Step(number + 1, step) }
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            guide.phone?.let { number -> FilledTonalButton({ outside.dial(number) }) { Text(stringResource(R.string.dial, number)) } }
            guide.online?.let { address -> FilledTonalButton({ outside.open(address) }) { Text(stringResource(R.string.guide_online)) } }
        }
    }
}

@Composable
private fun Step(number: Int, words: String) {
    Row(Modifier.fillMaxWidth().padding(vertical = 5.dp)) {
        Text(
            "$number.",
            Modifier.widthIn(min = 28.dp).padding(end = 8.dp),
            style = MaterialTheme.typography.bodyLarge,
            color = MaterialTheme.colorScheme.primary,
        )
        Text(words, style = MaterialTheme.typography.bodyLarge)
    }
}

@Composable
private fun ActivityCard(activity: Activity) {
    val outside = Outside(LocalContext.current)
    Card {
        Fact(stringResource(R.string.activity_time), activity.timeText)
        Fact(stringResource(R.string.activity_place), activity.place)
        Fact(stringResource(R.string.activity_contact), activity.contact)
        Fact(stringResource(R.string.activity_sign_up), activity.signUp)
        if (activity.over) {
            Quiet(stringResource(R.string.activity_over))
        } else {
            FilledTonalButton({ outside.remember(activity.calendar) }, Modifier.testTag("calendar")) {
                Text(stringResource(R.string.activity_calendar))
            }
        }
    }
}

@Composable
private fun EntryCard(entry: ServiceEntry, go: (Place) -> Unit) {
    val outside = Outside(LocalContext.current)
    Card {
        entry.opening?.let { Text(it.words, style = MaterialTheme.typography.titleSmall, color = MaterialTheme.colorScheme.secondary) }
        Fact(stringResource(R.string.service_hours), entry.hours)
        Fact(stringResource(R.string.service_address), entry.address)
        Fact(stringResource(R.string.service_phone), entry.phone)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            entry.phone?.let { number -> FilledTonalButton({ outside.dial(number) }) { Text(stringResource(R.string.dial, number)) } }
            entry.address?.let { address -> FilledTonalButton({ outside.map(address) }) { Text(stringResource(R.string.service_map)) } }
            when (val target = entry.target) {
                is PageTarget -> FilledTonalButton({ outside.open(target.url) }) { Text(stringResource(R.string.service_page)) }
                is ScreenTarget -> screenNamed(target.name)?.let { screen ->
                    FilledTonalButton({ go(Place(screen)) }) { Text(stringResource(R.string.service_screen)) }
                }
                is MiniProgrammeTarget -> Quiet(stringResource(R.string.service_programme, target.name))
                else -> Unit
            }
        }
    }
}

@Composable
private fun AlertCard(detail: AlertDetail, state: ItemState, go: (Place) -> Unit) {
    val alert = detail.alert
    Card {
        Text(
            alert.words,
            style = MaterialTheme.typography.titleSmall,
            color = if (alert.real) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.secondary,
        )
        Fact(stringResource(R.string.alert_event), alert.event)
        Fact(stringResource(R.string.alert_areas), alert.areas.joinToString("、"))
        Fact(stringResource(R.string.alert_from), alert.effectiveText)
        Fact(stringResource(R.string.alert_until), alert.expiresText)
        Fact(stringResource(R.string.alert_instruction), alert.instruction)
        when {
            alert.acknowledged -> Quiet(stringResource(R.string.alert_acknowledged))
            alert.acknowledge -> Button({ state.acknowledge(alert.identifier) }) { Text(stringResource(R.string.alert_acknowledge)) }
        }
        for (other in detail.chain.filter { it.identifier != alert.identifier }) {
            Column { Way(other.headline, other.words, { go(Place(Screen.ITEM, other.row.id)) }) }
        }
    }
}

/** A paper: from the phone where it is kept, from the web otherwise. */
@Composable
fun DocumentWay(document: Document) {
    val context = LocalContext.current
    val outside = Outside(context)
    val file = document.file
    val size = document.bytes?.let { Formatter.formatShortFileSize(context, it.toLong()) }.orEmpty()
    Way(
        document.title,
        "${stringResource(if (file == null) R.string.document_web else R.string.document_here)}　$size".trim(),
        { if (file == null) outside.open(document.url) else outside.read(file, document.mimeType) },
    )
}
