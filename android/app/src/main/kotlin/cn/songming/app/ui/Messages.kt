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
import androidx.compose.runtime.staticCompositionLocalOf
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
import cn.songming.core.ClientException
import cn.songming.core.explanation

/** Opens the screen of the login, for what can be done by somebody who is logged in; null outside the app's screens. */
val LocalOpenLogin = staticCompositionLocalOf<(() -> Unit)?> { null }

/** How one of the seven errors is shown: illustration, title, advice, and whether retrying can help. */
private class ErrorPresentation(
    @DrawableRes val drawing: Int,
    @StringRes val title: Int,
    @StringRes val advice: Int,
    val retryable: Boolean = true,
)

private fun presentationOf(exception: ClientException): ErrorPresentation = when (exception) {
    is ClientException.Offline ->
        ErrorPresentation(R.drawable.drawing_offline, R.string.fault_offline, R.string.fault_offline_do)
    is ClientException.Timeout ->
        ErrorPresentation(R.drawable.drawing_offline, R.string.fault_timeout, R.string.fault_timeout_do)
    is ClientException.SignedOut ->
        ErrorPresentation(R.drawable.drawing_closed, R.string.fault_signed_out, R.string.fault_signed_out_do, retryable = false)
    is ClientException.RateLimited ->
        ErrorPresentation(R.drawable.drawing_closed, R.string.fault_busy, R.string.fault_busy_do)
    is ClientException.Rejected ->
        ErrorPresentation(R.drawable.drawing_empty, R.string.fault_rejected, R.string.fault_rejected_do, retryable = false)
    is ClientException.Storage ->
        ErrorPresentation(R.drawable.drawing_full, R.string.fault_storage, R.string.fault_storage_do)
    is ClientException.Unexpected ->
        ErrorPresentation(R.drawable.drawing_closed, R.string.fault_unexpected, R.string.fault_unexpected_do)
}

/** An error in place of a screen's content: which one, the core's explanation, and what the person can do. */
@Composable
fun ErrorMessage(exception: ClientException, onRetry: () -> Unit) {
    val presentation = presentationOf(exception)
    val openLogin = LocalOpenLogin.current.takeIf { exception is ClientException.SignedOut }
    FullScreenMessage(
        title = stringResource(presentation.title),
        body = "${exception.explanation}\n${stringResource(presentation.advice)}",
        action = when {
            openLogin != null -> stringResource(R.string.login_open)
            presentation.retryable -> stringResource(R.string.state_again)
            else -> null
        },
        onAction = openLogin ?: onRetry,
        drawing = presentation.drawing,
    )
}

/**
 * An error above content that stays, with a button that dismisses it or else retries. For a rejection the core's explanation already
 * says what to do.
 */
@Composable
fun ErrorBanner(exception: ClientException, onDismiss: (() -> Unit)? = null, onRetry: (() -> Unit)? = null) {
    val presentation = presentationOf(exception)
    val openLogin = LocalOpenLogin.current.takeIf { exception is ClientException.SignedOut }
    val retry = stringResource(R.string.state_again)
    if (openLogin != null) {
        val dismissAndOpen = {
            onDismiss?.invoke()
            openLogin()
        }
        return Banner(text = exception.explanation, onAction = dismissAndOpen, action = stringResource(R.string.login_open))
    }
    Banner(
        text = exception.explanation,
        detail = if (exception is ClientException.Rejected) "" else stringResource(presentation.advice),
        onAction = onDismiss ?: onRetry.takeIf { presentation.retryable },
        action = if (onDismiss == null) retry else stringResource(R.string.state_read),
    )
}

@Composable
fun Banner(
    text: String,
    detail: String = "",
    onAction: (() -> Unit)? = null,
    action: String = stringResource(R.string.state_read),
) {
    Surface(
        modifier = Modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        color = MaterialTheme.colorScheme.secondaryContainer,
        contentColor = MaterialTheme.colorScheme.onSecondaryContainer,
    ) {
        Row(
            modifier = Modifier.padding(start = 20.dp, end = 8.dp, top = 8.dp, bottom = 8.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Column(Modifier.weight(1f).padding(end = 12.dp)) {
                Text(text, style = MaterialTheme.typography.labelLarge)
                if (detail.isNotEmpty()) Text(detail, style = MaterialTheme.typography.bodySmall)
            }
            if (onAction != null) TextButton(onClick = onAction) { Text(action) }
        }
    }
}

/** A whole screen without content: what happened, and what the person can do. */
@Composable
fun FullScreenMessage(
    title: String,
    body: String,
    action: String? = null,
    onAction: () -> Unit = {},
    @DrawableRes drawing: Int = R.drawable.drawing_empty,
) {
    Column(
        modifier = Modifier.fillMaxSize().verticalScroll(rememberScrollState()).padding(horizontal = 40.dp, vertical = 32.dp),
        verticalArrangement = Arrangement.Center,
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        MessageBody(title, body, drawing)
        if (action != null) {
            Spacer(Modifier.height(20.dp))
            Button(onClick = onAction, modifier = Modifier.heightIn(min = 52.dp)) { Text(action) }
        }
    }
}

/** The same as an item of a list. */
@Composable
fun InlineMessage(title: String, body: String, @DrawableRes drawing: Int = R.drawable.drawing_empty) {
    Column(Modifier.fillMaxWidth().padding(40.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        MessageBody(title, body, drawing)
    }
}

@Composable
private fun MessageBody(title: String, body: String, @DrawableRes drawing: Int) {
    Image(
        painter = painterResource(drawing),
        // The text says the same.
        contentDescription = null,
        modifier = Modifier.size(width = 176.dp, height = 132.dp),
    )
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
