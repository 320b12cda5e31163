package cn.songming.app.ui

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.changes
import cn.songming.app.core.words
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** What a screen shows. */
sealed interface Loaded<out T> {
    data object Opening : Loaded<Nothing>
    data class Content<T>(val value: T) : Loaded<T>

    /** Something went wrong that keeps the screen from having anything; the core's own sentence. */
    data class Fault(val fault: CoreFault) : Loaded<Nothing> {
        val words: String get() = fault.words
    }
}

/** A screen's state: one question to the core, asked again whenever the answer may be another one. */
abstract class Question<T>(protected val core: Core) : ViewModel() {
    private val shown = MutableStateFlow<Loaded<T>>(Loaded.Opening)

    /** Asked from the first look on: not in a constructor, where a subclass is not made yet. */
    val state: StateFlow<Loaded<T>> by lazy {
        viewModelScope.launch {
            core.changes().collect { change -> if (concerns(change)) ask() }
        }
        shown
    }

    protected abstract suspend fun answer(): T

    /** Changes that cannot matter to this screen. */
    protected open fun concerns(change: Change): Boolean = change != Change.SYNC && change != Change.SEARCH

    protected suspend fun ask() {
        shown.value = try {
            Loaded.Content(answer())
        } catch (fault: CoreFault) {
            // What is on the screen stays there.
            if (shown.value is Loaded.Content) return
            Loaded.Fault(fault)
        }
    }
}

/** How everything is drawn: the core's policy, asked for again when the person chooses. */
class DisplayState(core: Core) : Question<DisplayPolicy>(core) {
    override suspend fun answer(): DisplayPolicy = core.display()

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.SETTINGS || change == Change.CATALOGUE
}
