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
import androidx.compose.ui.semantics.role
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.nav.screenNamed
import cn.songming.app.platform.ExternalApps
import cn.songming.app.ui.DeadlineText
import cn.songming.app.ui.InfoCard
import cn.songming.app.ui.LabeledValue
import cn.songming.app.ui.NavRow
import cn.songming.app.ui.SecondaryText
import cn.songming.core.Activity
import cn.songming.core.AlertDetail
import cn.songming.core.Document
import cn.songming.core.Guide
import cn.songming.core.ItemDetails
import cn.songming.core.NoticeRow
import cn.songming.core.PolicyRow
import cn.songming.core.ServiceEntry
import cn.songming.core.ServiceTarget
import cn.songming.core.Telephone

/** What an item has beyond its article, by its topic. */
@Composable
fun TopicCard(details: ItemDetails, actions: ItemActions, navigate: (Destination) -> Unit) {
    when (details) {
        is ItemDetails.Plain -> Unit
        is ItemDetails.Notice -> NoticeCard(details.notice, navigate)
        is ItemDetails.Policy -> PolicyCard(details.policy)
        is ItemDetails.Guide -> GuideCard(details.guide, actions)
        is ItemDetails.Activity -> ActivityCard(details.activity)
        is ItemDetails.Entry -> EntryCard(details.entry, navigate)
        is ItemDetails.Alert -> AlertCard(details.alert, actions, navigate)
    }
}

@Composable
private fun NoticeCard(notice: NoticeRow, navigate: (Destination) -> Unit) {
    InfoCard {
        LabeledValue(stringResource(R.string.notice_issuer), notice.issuer)
        LabeledValue(stringResource(R.string.notice_number), notice.documentNumber)
        LabeledValue(stringResource(R.string.notice_issued), notice.issuedText)
        LabeledValue(stringResource(R.string.notice_topic), notice.topic?.name)
        LabeledValue(stringResource(R.string.notice_validity), notice.validity)
        for (id in notice.replacedBy) TextButton(onClick = { navigate(Destination(Screen.ITEM, id)) }) { Text(stringResource(R.string.notice_new)) }
        for (id in notice.replaces) TextButton(onClick = { navigate(Destination(Screen.ITEM, id)) }) { Text(stringResource(R.string.notice_old)) }
    }
}

@Composable
private fun PolicyCard(policy: PolicyRow) {
    InfoCard {
        LabeledValue(stringResource(R.string.notice_issuer), policy.issuer)
        LabeledValue(stringResource(R.string.policy_for), policy.appliesTo)
        LabeledValue(stringResource(R.string.policy_sizes), policy.sizes.joinToString("、") { it.name })
        LabeledValue(stringResource(R.string.policy_sectors), policy.sectors.joinToString("、") { it.name })
        LabeledValue(stringResource(R.string.policy_parks), policy.parks.joinToString("、") { it.name })
        LabeledValue(stringResource(R.string.policy_contact), policy.contact)
        DeadlineText(policy.deadline)
    }
}

@Composable
private fun GuideCard(guide: Guide, actions: ItemActions) {
    val externalApps = ExternalApps(LocalContext.current)
    InfoCard {
        LabeledValue(stringResource(R.string.guide_conditions), guide.conditions)
        LabeledValue(stringResource(R.string.guide_time), guide.timeLimit)
        LabeledValue(stringResource(R.string.guide_place), guide.place)
        LabeledValue(stringResource(R.string.guide_fee), guide.fee)
        if (guide.materials.isNotEmpty()) {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Text(
                    stringResource(if (guide.ready) R.string.guide_ready else R.string.guide_materials),
                    Modifier.weight(1f).padding(top = 8.dp),
                    style = MaterialTheme.typography.titleSmall,
                )
                if (guide.materials.any { it.ticked }) TextButton(onClick = actions::clearMaterials) { Text(stringResource(R.string.guide_clear)) }
            }
        }
        for (material in guide.materials) {
            Row(
                modifier = Modifier.fillMaxWidth().heightIn(min = 60.dp).toggleable(material.ticked, role = Role.Checkbox) { actions.toggleMaterial(material) },
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Checkbox(checked = material.ticked, onCheckedChange = null, modifier = Modifier.padding(end = 12.dp))
                Text(material.text, style = MaterialTheme.typography.bodyLarge)
            }
        }
        if (guide.steps.isNotEmpty()) {
            Text(stringResource(R.string.guide_steps), Modifier.padding(top = 8.dp), style = MaterialTheme.typography.titleSmall)
            guide.steps.forEachIndexed { index, step -> StepRow(index + 1, step) }
        }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            DialButtons(guide.phones)
            guide.online?.let { address -> FilledTonalButton(onClick = { externalApps.open(address) }) { Text(stringResource(R.string.guide_online)) } }
        }
    }
}

@Composable
private fun StepRow(number: Int, text: String) {
    Row(Modifier.fillMaxWidth().padding(vertical = 5.dp)) {
        Text(
            "$number.",
            Modifier.widthIn(min = 28.dp).padding(end = 8.dp),
            style = MaterialTheme.typography.bodyLarge,
            color = MaterialTheme.colorScheme.primary,
        )
        Text(text, style = MaterialTheme.typography.bodyLarge)
    }
}

@Composable
private fun ActivityCard(activity: Activity) {
    val externalApps = ExternalApps(LocalContext.current)
    InfoCard {
        LabeledValue(stringResource(R.string.activity_time), activity.timeText)
        LabeledValue(stringResource(R.string.activity_place), activity.place)
        LabeledValue(stringResource(R.string.activity_contact), activity.contact)
        LabeledValue(stringResource(R.string.activity_sign_up), activity.signUp)
        if (activity.over) {
            SecondaryText(stringResource(R.string.activity_over))
        } else {
            FilledTonalButton(onClick = { externalApps.addToCalendar(activity.calendar) }, modifier = Modifier.testTag("calendar")) {
                Text(stringResource(R.string.activity_calendar))
            }
        }
    }
}

@Composable
private fun DialButtons(phones: List<Telephone>) {
    val externalApps = ExternalApps(LocalContext.current)
    phones.forEach { phone ->
        FilledTonalButton(onClick = { externalApps.dial(phone.number) }) { Text(stringResource(R.string.dial, phone.text)) }
    }
}

@Composable
private fun EntryCard(entry: ServiceEntry, navigate: (Destination) -> Unit) {
    val externalApps = ExternalApps(LocalContext.current)
    InfoCard {
        entry.opening?.let { Text(it.words, style = MaterialTheme.typography.titleSmall, color = MaterialTheme.colorScheme.secondary) }
        LabeledValue(stringResource(R.string.service_hours), entry.hours)
        LabeledValue(stringResource(R.string.service_address), entry.address)
        LabeledValue(stringResource(R.string.service_phone), entry.phone)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            DialButtons(entry.phones)
            entry.address?.let { address -> FilledTonalButton(onClick = { externalApps.showOnMap(address) }) { Text(stringResource(R.string.service_map)) } }
            when (val target = entry.target) {
                is ServiceTarget.Page -> FilledTonalButton(onClick = { externalApps.open(target.url) }) { Text(stringResource(R.string.service_page)) }
                is ServiceTarget.Screen -> screenNamed(target.name)?.let { screen ->
                    FilledTonalButton(onClick = { navigate(Destination(screen)) }) { Text(stringResource(R.string.service_screen)) }
                }
                is ServiceTarget.MiniProgramme -> SecondaryText(stringResource(R.string.service_programme, target.name))
                else -> Unit
            }
        }
    }
}

@Composable
private fun AlertCard(detail: AlertDetail, actions: ItemActions, navigate: (Destination) -> Unit) {
    val alert = detail.alert
    InfoCard {
        Text(
            alert.words,
            style = MaterialTheme.typography.titleSmall,
            color = if (alert.real) MaterialTheme.colorScheme.error else MaterialTheme.colorScheme.secondary,
        )
        LabeledValue(stringResource(R.string.alert_event), alert.event)
        LabeledValue(stringResource(R.string.alert_areas), alert.areas.joinToString("、"))
        LabeledValue(stringResource(R.string.alert_from), alert.effectiveText)
        LabeledValue(stringResource(R.string.alert_until), alert.expiresText)
        LabeledValue(stringResource(R.string.alert_instruction), alert.instruction)
        when {
            alert.acknowledged -> SecondaryText(stringResource(R.string.alert_acknowledged))
            alert.acknowledge -> Button(onClick = { actions.acknowledgeAlert(alert.identifier) }) { Text(stringResource(R.string.alert_acknowledge)) }
        }
        for (other in detail.chain.filter { it.identifier != alert.identifier }) {
            Column {
                NavRow(
                    title = other.headline,
                    detail = other.words,
                    onClick = { navigate(Destination(Screen.ITEM, other.row.id)) },
                )
            }
        }
    }
}

/** A document, opened from the phone if it is there, and else from the web. */
@Composable
fun DocumentRow(document: Document) {
    val context = LocalContext.current
    val externalApps = ExternalApps(context)
    val file = document.file
    val size = document.bytes?.let { Formatter.formatShortFileSize(context, it.toLong()) }.orEmpty()
    NavRow(
        title = document.title,
        detail = "${stringResource(if (file == null) R.string.document_web else R.string.document_here)}　$size".trim(),
        onClick = { if (file == null) externalApps.open(document.url) else externalApps.openFile(file, document.mimeType) },
    )
}
