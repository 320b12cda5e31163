package cn.songming.app.alert

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.AlertPage
import cn.songming.app.core.AlertRow
import cn.songming.app.core.Core
import cn.songming.app.nav.Place
import cn.songming.app.nav.Screen
import cn.songming.app.ui.Framed
import cn.songming.app.ui.NoticePart
import cn.songming.app.ui.PartTitle
import cn.songming.app.ui.Question
import cn.songming.app.ui.StoryRow
import cn.songming.app.ui.WIDEST

/** 应急. */
class AlertsState(core: Core) : Question<AlertPage>(core) {
    override suspend fun answer(): AlertPage = core.alertPage()
}

@Composable
fun AlertsScreen(state: AlertsState, go: (Place) -> Unit, back: () -> Unit) {
    val open = { id: String -> go(Place(Screen.ITEM, id)) }
    Framed(stringResource(R.string.alerts_title), state, back, "alerts") { page ->
        if (page.current.isEmpty()) {
            item { NoticePart(stringResource(R.string.alerts_none), stringResource(R.string.alerts_none_body), R.drawable.drawing_calm) }
        }
        items(page.current, { "now ${it.row.id}" }) { Banner(it, open) }
        if (page.all.isNotEmpty()) item { PartTitle(stringResource(R.string.alerts_before)) }
        items(page.all, { "before ${it.id}" }) { StoryRow(it, open) }
    }
}

/** 应急: said in words and a sign, never by its colour alone; an exercise never looks like the real thing. */
@Composable
fun Banner(alert: AlertRow, open: (String) -> Unit) {
    val colors = MaterialTheme.colorScheme
    val (back, front) = if (alert.real) colors.error to colors.onError else colors.secondaryContainer to colors.onSecondaryContainer
    Surface(
        { open(alert.row.id) },
        Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 16.dp, vertical = 8.dp),
        shape = RoundedCornerShape(14.dp),
        color = back,
        contentColor = front,
    ) {
        Row(Modifier.padding(16.dp), horizontalArrangement = Arrangement.spacedBy(14.dp)) {
            Icon(if (alert.real) Icons.Default.Warning else Icons.Default.Info, null)
            Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(alert.headline, style = MaterialTheme.typography.titleMedium)
                Text(alert.words, style = MaterialTheme.typography.bodyMedium)
                if (alert.instruction.isNotEmpty()) Text(alert.instruction, style = MaterialTheme.typography.bodyMedium)
            }
        }
    }
}
