package cn.songming.app.search

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.displayEditor
import cn.songming.app.core.toWellFormed
import cn.songming.app.ui.PAGE_SIZE
import cn.songming.app.ui.WhileShown
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.SearchAction
import cn.songming.core.SearchFilter
import cn.songming.core.SearchHit
import cn.songming.core.SearchOrder
import cn.songming.core.SearchRequest
import cn.songming.core.Suggestion
import cn.songming.core.Term
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

data class SearchUiState(
    val suggestions: List<Suggestion> = emptyList(),
    /** Null until something is searched for. */
    val results: List<SearchHit>? = null,
    /** The key of the next page; null at the end. */
    val next: String? = null,
    val filter: SearchFilter = SearchFilter(),
    val order: SearchOrder = SearchOrder.TITLE_FIRST,
    /** The words are a name of 长辈版, which the screen offers to switch on. */
    val offersElderMode: Boolean = false,
    /** The modules that results can be narrowed to. */
    val modules: List<Term> = emptyList(),
    /** False while the index is behind: there may be more results. */
    val complete: Boolean = true,
    val error: ClientException? = null,
)

/** What a person can do on the search screen. */
interface SearchActions {
    fun edit(words: String)

    fun search(words: String)

    /** Searches for the words that are typed. */
    fun search()

    fun loadMore()

    fun setFilter(filter: SearchFilter)

    fun setOrder(order: SearchOrder)

    fun enableElderMode()

    fun clearHistory()
}

/** 搜索. With [words] it searches at once. */
class SearchViewModel(private val client: CoreClient, words: String = "") : ViewModel(), SearchActions {
    /**
     * Compose state and not a flow: what is typed has to be there in the next frame, or an input method for Chinese loses the
     * syllables it is composing.
     */
    var words by mutableStateOf(words)
        private set
    private val state = MutableStateFlow(SearchUiState())
    private val displayChoice = client.settings.displayEditor()
    private var query: Job? = null

    val uiState: StateFlow<SearchUiState> = channelFlow {
        launch { client.changes.filter { it == Change.SEARCH || it == Change.ALL }.collect { repeatIfIncomplete() } }
        state.collect { send(it) }
    }.stateIn(viewModelScope, WhileShown, SearchUiState())

    init {
        if (words.isEmpty()) edit("") else search(words)
    }

    override fun edit(words: String) {
        this.words = words.toWellFormed()
        state.update { it.copy(results = null, error = null) }
        // Without words, the suggestions are earlier searches.
        startQuery {
            val suggestions = client.search.suggest(this.words, MAX_SUGGESTIONS)
            state.update { it.copy(suggestions = suggestions) }
        }
    }

    override fun search(words: String) {
        if (words.isBlank()) return
        this.words = words.toWellFormed()
        loadResults()
        perform { client.search.remember(this.words) }
    }

    override fun search() = search(words)

    private fun repeatIfIncomplete() {
        if (!state.value.complete) loadResults()
    }

    private fun loadResults() {
        state.update { it.copy(error = null) }
        startQuery {
            val page = client.search.find(request(after = null))
            state.update {
                it.copy(
                    results = page.items,
                    next = page.next,
                    complete = page.complete,
                    modules = page.modules,
                    offersElderMode = page.action == SearchAction.OPEN_ELDER_MODE,
                )
            }
        }
    }

    override fun loadMore() {
        val next = state.value.next ?: return
        if (query?.isActive == true) return
        startQuery {
            val page = client.search.find(request(after = next))
            state.update { it.copy(results = it.results.orEmpty() + page.items, next = page.next) }
        }
    }

    override fun setFilter(filter: SearchFilter) {
        state.update { it.copy(filter = filter) }
        loadResults()
    }

    override fun setOrder(order: SearchOrder) {
        state.update { it.copy(order = order) }
        loadResults()
    }

    override fun enableElderMode() = perform { displayChoice.edit { it.copy(elder = true) } }

    override fun clearHistory() = perform {
        client.search.clearHistory()
        edit("")
    }

    private fun request(after: String?) = state.value.let {
        SearchRequest(words = words, filter = it.filter, order = it.order, after = after, limit = PAGE_SIZE)
    }

    /** Cancels the previous query. */
    private fun startQuery(block: suspend () -> Unit) {
        query?.cancel()
        query = viewModelScope.launch { reportErrors(block) }
    }

    /** Runs to its end even if the screen is left. */
    private fun perform(action: suspend () -> Unit) {
        viewModelScope.launch { withContext(NonCancellable) { reportErrors(action) } }
    }

    private suspend fun reportErrors(block: suspend () -> Unit) {
        try {
            block()
        } catch (exception: ClientException) {
            val superseded = exception is ClientException.Rejected && exception.code == "superseded"
            if (!superseded) state.update { it.copy(error = exception) }
        }
    }

    private companion object {
        const val MAX_SUGGESTIONS = 10u
    }
}
