package cn.songming.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import cn.songming.core.ClientException

/** What a screen shows. */
sealed interface UiState<out T> {
    data object Loading : UiState<Nothing>

    data class Content<T>(val value: T) : UiState<T>

    /** Loading failed, and there is nothing to show instead. */
    data class Error(val exception: ClientException) : UiState<Nothing>
}

/** The value, once there is one. */
val <T> UiState<T>.contentOrNull: T? get() = (this as? UiState.Content)?.value

/** A [ContentLoader] at one moment: what its screen draws, and what it calls. */
class ScreenState<out T>(
    val uiState: UiState<T>,
    /** Why the person's last action failed; the content stays. */
    val actionError: ClientException? = null,
    val onRetry: () -> Unit = {},
    val onDismissError: () -> Unit = {},
)

@Composable
fun <T> ContentLoader<T>.collectAsScreenState(): ScreenState<T> {
    val uiState by uiState.collectAsStateWithLifecycle()
    val actionError by actionError.collectAsStateWithLifecycle()
    return ScreenState(uiState = uiState, actionError = actionError, onRetry = ::retry, onDismissError = ::dismissError)
}
