package cn.songming.app.feed

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.ui.UiState
import cn.songming.app.ui.WhileShown
import cn.songming.core.ClientException
import cn.songming.core.ItemRow
import cn.songming.core.Scope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield

/** The items of a scope: a list that grows to its end, and has [initialRows] at first. */
@OptIn(ExperimentalCoroutinesApi::class)
class ItemListViewModel(private val client: CoreClient, private val scope: Scope, initialRows: Int = 0) : ViewModel() {
    private val pager = client.pages(scope, initialRows)
    private val attempts = MutableStateFlow(0)
    private val failedAction = MutableStateFlow<ClientException?>(null)
    private var rows: List<ItemRow>? = null
    private var growing = false

    /** Whether new items at the top are news. The person's own lists change by what they do. */
    val announcesNewItems: Boolean = scope !in setOf(Scope.Favourites, Scope.History, Scope.Hidden)

    val uiState: StateFlow<UiState<List<ItemRow>>> = attempts.flatMapLatest { loadRows() }.stateIn(viewModelScope, WhileShown, UiState.Loading)

    /** Why the list could not grow, or not be marked as read; the rows stay. */
    val actionError: StateFlow<ClientException?> = failedAction.asStateFlow()

    private fun loadRows() = pager.items.map<_, UiState<List<ItemRow>>> {
        rows = it
        UiState.Content(it)
    }.catch { exception ->
        if (exception !is ClientException) throw exception
        if (rows == null) emit(UiState.Error(exception))
    }

    fun retry() = attempts.update { it + 1 }

    /** Appends a page, from the phone or from the publisher. */
    fun loadMore() {
        if (growing) return
        growing = true
        viewModelScope.launch {
            failedAction.value = try {
                loadUntilRowsCome()
                null
            } catch (exception: ClientException) {
                exception
            }
            growing = false
        }
    }

    /** What the publisher sends can contain nothing of this scope. */
    private suspend fun loadUntilRowsCome() {
        val before = rows?.size
        repeat(MAX_FETCHES) {
            if (!pager.more()) return
            yield()
            if (rows?.size != before) return
        }
    }

    fun markAllRead() {
        viewModelScope.launch {
            try {
                client.items.markAllRead(scope)
            } catch (exception: ClientException) {
                failedAction.value = exception
            }
        }
    }

    private companion object {
        const val MAX_FETCHES = 5
    }
}
