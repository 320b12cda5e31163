package cn.songming.app.search

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Found
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.SearchAction
import cn.songming.app.core.SearchFilter
import cn.songming.app.core.SearchOrder
import cn.songming.app.core.SearchRequest
import cn.songming.app.core.Suggestion
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** What the person typed, and what there is for it. */
data class Searching(
    val words: String = "",
    val suggestions: List<Suggestion> = emptyList(),
    val found: List<Found>? = null,
    val next: String? = null,
    val filter: SearchFilter = SearchFilter(),
    val order: SearchOrder = SearchOrder.TITLE_FIRST,
    val elder: Boolean = false,
    val complete: Boolean = true,
    val fault: CoreFault? = null,
)

/** 搜索. A newer question ends the one before it. */
class SearchState(private val core: Core, words: String = "") : ViewModel() {
    private val shown = MutableStateFlow(Searching(words))
    val state: StateFlow<Searching> = shown
    private var asking: Job? = null

    init {
        if (words.isEmpty()) type("") else search(words)
    }

    fun type(words: String) {
        shown.update { it.copy(words = words, found = null, fault = null) }
        // For no words it is what the person looked for before.
        ask {
            val suggestions = core.suggest(words, OFFERED)
            shown.update { it.copy(suggestions = suggestions) }
        }
    }

    fun search(words: String) {
        if (words.isBlank()) return
        shown.update { it.copy(words = words, fault = null) }
        ask {
            val page = core.search(request(null))
            shown.update {
                it.copy(found = page.items, next = page.next, complete = page.complete, elder = page.action == SearchAction.OPEN_ELDER_MODE)
            }
            core.rememberSearch(words)
        }
    }

    fun search() = search(shown.value.words)

    fun more() {
        val key = shown.value.next ?: return
        ask {
            val page = core.search(request(key))
            shown.update { it.copy(found = it.found.orEmpty() + page.items, next = page.next) }
        }
    }

    fun filter(filter: SearchFilter) {
        shown.update { it.copy(filter = filter) }
        search()
    }

    fun order(order: SearchOrder) {
        shown.update { it.copy(order = order) }
        search()
    }

    /** 长辈版, by one of its names. */
    fun elder() = ask { core.setDisplay(core.displayChoice().copy(elder = true)) }

    fun forget() = ask {
        core.forgetSearches()
        shown.update { it.copy(suggestions = core.suggest("", OFFERED)) }
    }

    private fun request(after: String?) =
        shown.value.let { SearchRequest(words = it.words, filter = it.filter, order = it.order, after = after, limit = PAGE) }

    private fun ask(question: suspend () -> Unit) {
        asking?.cancel()
        asking = viewModelScope.launch {
            try {
                question()
            } catch (fault: CoreFault) {
                if (!(fault is RejectedFault && fault.code == "superseded")) shown.update { it.copy(fault = fault) }
            }
        }
    }

    private companion object {
        const val OFFERED = 10u
        const val PAGE = 30u
    }
}
