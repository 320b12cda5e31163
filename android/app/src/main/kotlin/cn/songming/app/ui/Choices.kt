package cn.songming.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.FilterChip
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.songming.core.Term

/** A setting that is on or off. */
@Composable
fun SwitchRow(title: String, checked: Boolean, onCheckedChange: (Boolean) -> Unit, detail: String = "") {
    Row(
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth()
            .toggleable(value = checked, role = Role.Switch, onValueChange = onCheckedChange)
            .padding(horizontal = 20.dp, vertical = 10.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(title, style = MaterialTheme.typography.titleMedium)
            if (detail.isNotEmpty()) SecondaryText(detail)
        }
        Switch(checked = checked, onCheckedChange = null, modifier = Modifier.padding(8.dp))
    }
}

/** Chips for several of [terms], or for one of them with [single]. [onToggle] gets the code of the chip that was tapped. */
@Composable
fun ChipGroup(
    title: String,
    terms: List<Term>,
    selected: Collection<String>,
    single: Boolean = false,
    onToggle: (String) -> Unit,
) {
    Column(
        Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 20.dp)
            .semantics { if (title.isNotEmpty()) contentDescription = title },
    ) {
        if (title.isNotEmpty()) Text(title, Modifier.padding(top = 14.dp), style = MaterialTheme.typography.titleSmall)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            for ((code, name) in terms) {
                val role = if (single) Role.RadioButton else Role.Checkbox
                FilterChip(
                    selected = code in selected,
                    onClick = { onToggle(code) },
                    label = { Text(name) },
                    modifier = Modifier.semantics { this.role = role },
                )
            }
        }
    }
}
