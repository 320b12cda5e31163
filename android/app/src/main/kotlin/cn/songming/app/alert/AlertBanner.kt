package cn.songming.app.alert

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
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
import androidx.compose.ui.unit.dp
import cn.songming.app.ui.MaxContentWidth
import cn.songming.core.AlertRow

/** A current alert. Words and an icon say what its color says; an exercise has another color than a real alert. */
@Composable
fun AlertBanner(alert: AlertRow, onOpen: (String) -> Unit) {
    val colors = MaterialTheme.colorScheme
    Surface(
        onClick = { onOpen(alert.row.id) },
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().padding(horizontal = 16.dp, vertical = 8.dp),
        shape = RoundedCornerShape(14.dp),
        color = if (alert.real) colors.error else colors.secondaryContainer,
        contentColor = if (alert.real) colors.onError else colors.onSecondaryContainer,
    ) {
        Row(Modifier.padding(16.dp), horizontalArrangement = Arrangement.spacedBy(14.dp)) {
            Icon(imageVector = if (alert.real) Icons.Default.Warning else Icons.Default.Info, contentDescription = null)
            Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(alert.headline, style = MaterialTheme.typography.titleMedium)
                Text(alert.words, style = MaterialTheme.typography.bodyMedium)
                if (alert.instruction.isNotEmpty()) Text(alert.instruction, style = MaterialTheme.typography.bodyMedium)
            }
        }
    }
}
