package cn.songming.app.government

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.itemsIndexed
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Checkbox
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import androidx.lifecycle.viewModelScope
import cn.songming.app.R
import cn.songming.app.core.Appeal
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Guide
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Material
import cn.songming.app.core.NoticeRequest
import cn.songming.app.core.NoticeRow
import cn.songming.app.ui.DeadlineLine
import cn.songming.app.ui.Fact
import cn.songming.app.ui.Framed
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.Quiet
import cn.songming.app.ui.Way
import kotlinx.coroutines.launch

/** What the government screen shows. */
data class GovernmentPage(val notices: List<NoticeRow>, val guides: List<ItemRow>, val appeals: List<Appeal>)

/** 政务. */
class GovernmentState(core: Core) : Question<GovernmentPage>(core) {
    override suspend fun answer() = GovernmentPage(
        core.notices(NoticeRequest(limit = 20u)).items,
        core.guides(limit = 20u).items,
        core.appeals(),
    )
}

@Composable
fun GovernmentScreen(state: GovernmentState, onGuide: (String) -> Unit, onOpen: (String) -> Unit) {
    Framed(stringResource(R.string.tab_government), state, tag = "government") { page ->
        item { PartTitle(stringResource(R.string.government_appeals)) }
        if (page.appeals.isEmpty()) {
            item { Way(stringResource(R.string.appeals_none), stringResource(R.string.appeals_none_body)) }
        }
        items(page.appeals, { "appeal ${it.id}" }) { appeal ->
            Way(appeal.title, "${appeal.kindText}　${appeal.stateText}") {
                appeal.number?.let { Quiet(stringResource(R.string.appeal_number, it)) }
                DeadlineLine(appeal.answerBy)
            }
        }
        item { PartTitle(stringResource(R.string.government_guides)) }
        items(page.guides, { "guide ${it.id}" }) { Way(it.title, it.summary, { onGuide(it.id) }) }
        item { PartTitle(stringResource(R.string.government_notices)) }
        items(page.notices, { "notice ${it.row.id}" }) { notice ->
            val number = notice.documentNumber.orEmpty()
            Way(notice.row.title, "${notice.issuer}　$number".trim(), { onOpen(notice.row.id) }) { Quiet(validity(notice)) }
        }
    }
}

@Composable
private fun validity(notice: NoticeRow): String = when {
    notice.replacedBy.isNotEmpty() -> stringResource(R.string.government_replaced)
    notice.expired -> stringResource(R.string.government_expired, notice.validUntilText)
    notice.validUntilText.isEmpty() -> stringResource(R.string.government_no_end)
    else -> stringResource(R.string.government_until, notice.validUntilText)
}

/** 办事指南. */
class GuideState(core: Core, private val id: String) : Question<Guide>(core) {
    override suspend fun answer(): Guide = core.guide(id)

    fun tick(material: Material) {
        viewModelScope.launch {
            try {
                core.tickMaterial(id, material.text, !material.ticked)
            } catch (_: CoreFault) {
                // A revision no longer names it: what is shown is asked for again.
            }
            ask()
        }
    }
}

@Composable
fun GuideScreen(state: GuideState, onBack: () -> Unit) {
    Framed(stringResource(R.string.government_guides), state, onBack, tag = "guide") { guide ->
        item {
            Text(
                guide.row.title,
                Modifier.padding(horizontal = 20.dp, vertical = 8.dp),
                style = MaterialTheme.typography.headlineMedium,
            )
        }
        item {
            Fact(stringResource(R.string.guide_conditions), guide.conditions)
            Fact(stringResource(R.string.guide_time), guide.timeLimit)
            Fact(stringResource(R.string.guide_place), guide.place)
            Fact(stringResource(R.string.guide_phone), guide.phone)
            Fact(stringResource(R.string.guide_fee), guide.fee)
        }
        if (guide.materials.isNotEmpty()) {
            item {
                val ready = if (guide.ready) stringResource(R.string.guide_ready) else ""
                PartTitle(stringResource(R.string.guide_materials), ready)
            }
        }
        items(guide.materials, { it.text }) { material ->
            Row(
                Modifier.fillMaxWidth().heightIn(min = 56.dp)
                    .toggleable(material.ticked, role = Role.Checkbox) { state.tick(material) }
                    .padding(horizontal = 12.dp),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Checkbox(material.ticked, null, Modifier.padding(8.dp))
                Text(material.text, style = MaterialTheme.typography.bodyLarge)
            }
        }
        if (guide.steps.isNotEmpty()) item { PartTitle(stringResource(R.string.guide_steps)) }
        itemsIndexed(guide.steps) { number, step -> Fact("${number + 1}.", step) }
    }
}
