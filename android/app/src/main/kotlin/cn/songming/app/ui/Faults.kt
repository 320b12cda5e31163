package cn.songming.app.ui

import androidx.annotation.DrawableRes
import androidx.annotation.StringRes
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.CoreFault
import cn.songming.app.core.OfflineFault
import cn.songming.app.core.RateLimitedFault
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.SignedOutFault
import cn.songming.app.core.StorageFault
import cn.songming.app.core.TimeoutFault
import cn.songming.app.core.UnexpectedFault
import cn.songming.app.core.words

/** How a screen meets one of the seven errors: a drawing, its name, what to do, and whether trying again can help. */
private class Reaction(@DrawableRes val drawing: Int, @StringRes val title: Int, @StringRes val advice: Int, val again: Boolean = true)

private fun reaction(fault: CoreFault): Reaction = when (fault) {
    is OfflineFault -> Reaction(R.drawable.drawing_offline, R.string.fault_offline, R.string.fault_offline_do)
    is TimeoutFault -> Reaction(R.drawable.drawing_offline, R.string.fault_timeout, R.string.fault_timeout_do)
    is SignedOutFault -> Reaction(R.drawable.drawing_closed, R.string.fault_signed_out, R.string.fault_signed_out_do, again = false)
    is RateLimitedFault -> Reaction(R.drawable.drawing_closed, R.string.fault_busy, R.string.fault_busy_do)
    is RejectedFault -> Reaction(R.drawable.drawing_empty, R.string.fault_rejected, R.string.fault_rejected_do, again = false)
    is StorageFault -> Reaction(R.drawable.drawing_full, R.string.fault_storage, R.string.fault_storage_do)
    is UnexpectedFault -> Reaction(R.drawable.drawing_closed, R.string.fault_unexpected, R.string.fault_unexpected_do)
}

/** A screen that can show nothing: which of the seven errors, the core's sentence, and what to do. */
@Composable
fun FaultNotice(fault: CoreFault, onAgain: () -> Unit) {
    val reaction = reaction(fault)
    Notice(
        stringResource(reaction.title),
        "${fault.words}\n${stringResource(reaction.advice)}",
        stringResource(R.string.state_again).takeIf { reaction.again },
        onAgain,
        reaction.drawing,
    )
}

/** Above what is shown all the same: what went wrong, and what to do. The core's words for what it refuses say that already. */
@Composable
fun FaultLine(fault: CoreFault, onDismiss: (() -> Unit)? = null, onAgain: (() -> Unit)? = null) {
    val reaction = reaction(fault)
    val again = stringResource(R.string.state_again)
    Line(
        fault.words,
        if (fault is RejectedFault) "" else stringResource(reaction.advice),
        onDismiss ?: onAgain.takeIf { reaction.again },
        if (onDismiss == null) again else stringResource(R.string.state_read),
    )
}

@Composable
fun Line(text: String, below: String = "", onDismiss: (() -> Unit)? = null, key: String = stringResource(R.string.state_read)) {
    Surface(
        Modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        color = MaterialTheme.colorScheme.secondaryContainer,
        contentColor = MaterialTheme.colorScheme.onSecondaryContainer,
    ) {
        Row(Modifier.padding(start = 20.dp, end = 8.dp, top = 8.dp, bottom = 8.dp), verticalAlignment = Alignment.CenterVertically) {
            Column(Modifier.weight(1f).padding(end = 12.dp)) {
                Text(text, style = MaterialTheme.typography.labelLarge)
                if (below.isNotEmpty()) Text(below, style = MaterialTheme.typography.bodySmall)
            }
            if (onDismiss != null) TextButton(onDismiss) { Text(key) }
        }
    }
}

/** A whole screen that has nothing to show yet, or cannot: what happened, and what to do. */
@Composable
fun Notice(
    title: String,
    body: String,
    action: String? = null,
    onAction: () -> Unit = {},
    @DrawableRes drawing: Int = R.drawable.drawing_empty,
) {
    Column(
        Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(horizontal = 40.dp, vertical = 32.dp),
        verticalArrangement = Arrangement.Center,
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        Told(title, body, drawing)
        if (action != null) {
            Spacer(Modifier.height(20.dp))
            Button(onAction, Modifier.heightIn(min = 52.dp)) { Text(action) }
        }
    }
}

/** The same inside a list. */
@Composable
fun NoticePart(title: String, body: String, @DrawableRes drawing: Int = R.drawable.drawing_empty) {
    Column(Modifier.fillMaxWidth().padding(40.dp), horizontalAlignment = Alignment.CenterHorizontally) { Told(title, body, drawing) }
}

@Composable
private fun Told(title: String, body: String, @DrawableRes drawing: Int) {
    // It says nothing that the words do not.
    Image(painterResource(drawing), null, Modifier.size(176.dp, 132.dp))
    Spacer(Modifier.height(20.dp))
    Text(title, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge, textAlign = TextAlign.Center)
    if (body.isNotEmpty()) {
        Spacer(Modifier.height(10.dp))
        Text(
            body,
            Modifier.widthIn(max = 420.dp),
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            textAlign = TextAlign.Center,
        )
    }
}
