package cn.songming.app.ui

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.DisplayChoice
import cn.songming.app.core.DisplayPolicy
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.Theme
import cn.songming.app.core.changes
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** What a screen shows. */
sealed interface Loaded<out T> {
    data object Opening : Loaded<Nothing>
    data class Content<T>(val value: T) : Loaded<T>

    /** Something went wrong that keeps the screen from having anything. */
    data class Fault(val fault: CoreFault) : Loaded<Nothing>
}

/** A screen's state: one question to the core, asked again whenever the answer may be another one. */
abstract class Question<T>(protected val core: Core) : ViewModel() {
    private val shown = MutableStateFlow<Loaded<T>>(Loaded.Opening)
    private val failed = MutableStateFlow<CoreFault?>(null)

    /** Asked from the first look on: not in a constructor, where a subclass is not made yet. */
    val state: StateFlow<Loaded<T>> by lazy {
        viewModelScope.launch {
            core.changes().collect { change -> if (concerns(change)) ask() }
        }
        shown
    }

    /** What went wrong with the last thing that the person did here; what is on the screen stays. */
    val complaint: StateFlow<CoreFault?> = failed

    protected abstract suspend fun answer(): T

    /** Changes that cannot matter to this screen. */
    protected open fun concerns(change: Change): Boolean = change != Change.SYNC && change != Change.SEARCH

    /** Asks again, for somebody who wants to try once more. */
    fun again() {
        viewModelScope.launch { ask() }
    }

    protected suspend fun ask() {
        shown.value = try {
            Loaded.Content(answer())
        } catch (fault: CoreFault) {
            // What is on the screen stays there, unless it is what was taken back.
            if (shown.value is Loaded.Content && fault !is RejectedFault) return
            Loaded.Fault(fault)
        }
    }

    /** Does what follows from showing it: what is shown does not wait for it, and is not lost with it. */
    protected suspend fun aside(deed: suspend () -> Unit) {
        try {
            deed()
        } catch (fault: CoreFault) {
            fail(fault)
        }
    }

    /** Does what the person asked for; what is shown is asked for again. */
    protected fun act(then: () -> Unit = {}, deed: suspend () -> Unit) {
        viewModelScope.launch {
            failed.value = try {
                deed()
                then()
                null
            } catch (fault: CoreFault) {
                fault
            }
            ask()
        }
    }

    protected fun show(value: T) {
        shown.value = Loaded.Content(value)
    }

    protected fun fail(fault: CoreFault) {
        failed.value = fault
    }

    /** The person has read the complaint. */
    fun dismiss() {
        failed.value = null
    }
}

/** What a list asks for: rows after a key, and the key to go on with. */
data class Part<T>(val items: List<T>, val next: String?)

/** A list that grows by pages, and is read down to the same place again when something changed. */
abstract class Growing<T>(core: Core) : Question<List<T>>(core) {
    private var next: String? = null
    private var rows = emptyList<T>()
    private var growing = false

    protected abstract suspend fun part(before: String?): Part<T>

    final override suspend fun answer(): List<T> {
        val wanted = rows.size
        var all = part(null).also { next = it.next }.items
        while (all.size < wanted) {
            val more = part(next ?: break)
            next = more.next
            all = all + more.items
        }
        rows = all
        return all
    }

    /** The end is near. */
    fun more() {
        val key = next
        if (growing || key == null) return
        growing = true
        viewModelScope.launch {
            try {
                val more = part(key)
                // What changed meanwhile was read down to here; only its own end is gone on from.
                if (next == key) {
                    rows = rows + more.items
                    next = more.next
                    show(rows)
                }
            } catch (fault: CoreFault) {
                fail(fault)
            } finally {
                growing = false
            }
        }
    }
}

/** How everything is drawn: the core's policy, asked for again when the person chooses. */
class DisplayState(core: Core) : Question<DisplayPolicy>(core) {
    override suspend fun answer(): DisplayPolicy = core.display()

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.SETTINGS || change == Change.CATALOGUE

    fun elder(on: Boolean) = choose { DisplayChoice(on, it.fontScale, it.theme) }

    fun font(scale: Float) = choose { DisplayChoice(it.elder, scale, it.theme) }

    fun theme(theme: Theme) = choose { DisplayChoice(it.elder, it.fontScale, theme) }

    private fun choose(choice: (DisplayPolicy) -> DisplayChoice) = act { core.setDisplay(choice(core.display())) }
}
