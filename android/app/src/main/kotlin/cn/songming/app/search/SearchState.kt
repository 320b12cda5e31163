package cn.songming.app.search

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Found
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.SearchAction
import cn.songming.app.core.SearchFilter
import cn.songming.app.core.SearchOrder
import cn.songming.app.core.SearchRequest
import cn.songming.app.core.Suggestion
import cn.songming.app.core.Term
import cn.songming.app.core.changes
import cn.songming.app.core.sound
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** What the person typed, and what there is for it. */
data class Searching(
    val suggestions: List<Suggestion> = emptyList(),
    val found: List<Found>? = null,
    val next: String? = null,
    val filter: SearchFilter = SearchFilter(),
    val order: SearchOrder = SearchOrder.TITLE_FIRST,
    val elder: Boolean = false,
    val modules: List<Term> = emptyList(),
    val complete: Boolean = true,
    val fault: CoreFault? = null,
)

/** 搜索. */
class SearchState(private val core: Core, words: String = "") : ViewModel() {
    /** A state of Compose's own: what is typed must be there before the next frame, or a Chinese keyboard loses its syllables. */
    var words by mutableStateOf(words)
        private set
    private val shown = MutableStateFlow(Searching())
    val state: StateFlow<Searching> = shown
    private var asking: Job? = null

    init {
        if (words.isEmpty()) type("") else search(words)
        viewModelScope.launch {
            core.changes().collect { if (it == Change.SEARCH && !shown.value.complete) look() }
        }
    }

    fun type(words: String) {
        this.words = words.sound()
        shown.update { it.copy(found = null, fault = null) }
        // For no words it is what the person looked for before.
        ask {
            val suggestions = core.suggest(this.words, OFFERED)
            shown.update { it.copy(suggestions = suggestions) }
        }
    }

    fun search(words: String) {
        if (words.isBlank()) return
        this.words = words.sound()
        look()
        act { core.rememberSearch(this.words) }
    }

    /** The index has caught up: what is shown may be more now. */
    private fun look() {
        shown.update { it.copy(fault = null) }
        ask {
            val page = core.search(request(null))
            shown.update {
                it.copy(
                    found = page.items, next = page.next, complete = page.complete, modules = page.modules,
                    elder = page.action == SearchAction.OPEN_ELDER_MODE,
                )
            }
        }
    }

    fun search() = search(words)

    /** The end is near. */
    fun more() {
        val key = shown.value.next ?: return
        if (asking?.isActive == true) return
        ask {
            val page = core.search(request(key))
            shown.update { it.copy(found = it.found.orEmpty() + page.items, next = page.next) }
        }
    }

    fun filter(filter: SearchFilter) {
        shown.update { it.copy(filter = filter) }
        look()
    }

    fun order(order: SearchOrder) {
        shown.update { it.copy(order = order) }
        look()
    }

    /** 长辈版, by one of its names. */
    fun elder() = act { core.setDisplay(core.displayChoice().copy(elder = true)) }

    fun forget() = act {
        core.forgetSearches()
        type("")
    }

    private fun request(after: String?) =
        shown.value.let { SearchRequest(words = words, filter = it.filter, order = it.order, after = after, limit = PAGE) }

    /** A newer question ends the one before it. */
    private fun ask(question: suspend () -> Unit) {
        asking?.cancel()
        asking = viewModelScope.launch { told(question) }
    }

    /** What the person does is done to its end. */
    private fun act(deed: suspend () -> Unit) {
        viewModelScope.launch { withContext(NonCancellable) { told(deed) } }
    }

    private suspend fun told(deed: suspend () -> Unit) {
        try {
            deed()
        } catch (fault: CoreFault) {
            if (!(fault is RejectedFault && fault.code == "superseded")) shown.update { it.copy(fault = fault) }
        }
    }

    private companion object {
        const val OFFERED = 10u
        const val PAGE = 30u
    }
}
