package cn.songming.app.ui

import cn.songming.core.Change
import cn.songming.core.ClientException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Milliseconds for which a screen that is not shown goes on loading: longer than a rotation takes. */
private const val STOP_TIMEOUT = 5_000L

/** Loading while there is a collector, and a little longer. */
val WhileShown: SharingStarted = SharingStarted.WhileSubscribed(STOP_TIMEOUT)

/** Changes of every piece of a file that is sent and of the account: only the screens that show them load again. */
val stationChanges = setOf(Change.SUBMISSIONS, Change.ACCOUNT)

private val otherChanges = stationChanges + setOf(Change.SYNC, Change.SEARCH, Change.LISTENING)

/** Whether most screens load again after this change. */
val Change.affectsContent: Boolean get() = this !in otherChanges

/**
 * Loads a screen's content by one call to the core, and again after every change that is relevant. A view model has one of these
 * rather than being one. While nothing collects [uiState], nothing is loaded.
 */
class ContentLoader<T>(
    private val scope: CoroutineScope,
    changes: Flow<Change>,
    isRelevant: (Change) -> Boolean = Change::affectsContent,
    private val load: suspend () -> T,
) {
    private val loaded = MutableStateFlow<UiState<T>>(UiState.Loading)
    private val failedAction = MutableStateFlow<ClientException?>(null)
    private var leaving = false

    val uiState: StateFlow<UiState<T>> = channelFlow {
        // The first change is Change.ALL, so collecting begins with loading.
        launch { changes.filter { isRelevant(it) }.collect { reload() } }
        loaded.collect { send(it) }
    }.stateIn(scope, WhileShown, UiState.Loading)

    /** Why the last action failed; null after one that succeeded, and once the person dismissed it. */
    val actionError: StateFlow<ClientException?> = failedAction.asStateFlow()

    /** Loads again although nothing changed. */
    fun retry() {
        scope.launch { reload() }
    }

    suspend fun reload() {
        loaded.value = try {
            UiState.Content(load())
        } catch (exception: ClientException) {
            // Content stays through a failure, unless the core says that it is gone.
            if (loaded.value is UiState.Content && exception !is ClientException.Rejected) return
            UiState.Error(exception)
        }
    }

    /** Shows content that did not come from [load]. */
    fun show(content: T) {
        loaded.value = UiState.Content(content)
    }

    /**
     * Performs what the person asked for, to its end even if they leave the screen meanwhile. The content is not loaded again
     * here: the core announces what the action changed.
     *
     * With [onSuccess], which leads away from the screen and is not called once that is gone, the action is performed once however
     * often the person taps.
     */
    fun perform(onSuccess: (() -> Unit)? = null, action: suspend () -> Unit) {
        if (onSuccess != null) {
            if (leaving) return
            leaving = true
        }
        scope.launch {
            val exception = withContext(NonCancellable) {
                try {
                    action()
                    null
                } catch (exception: ClientException) {
                    exception
                }
            }
            failedAction.value = exception
            if (onSuccess != null) leaving = false
            if (exception == null) onSuccess?.invoke()
        }
    }

    /** Runs a side effect, for example of loading. If it fails, the content stays and the error is shown beside it. */
    suspend fun reportErrors(effect: suspend () -> Unit) {
        try {
            effect()
        } catch (exception: ClientException) {
            failedAction.value = exception
        }
    }

    fun dismissError() {
        failedAction.value = null
    }
}
