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
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

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
    private var leading = false

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
    protected open fun concerns(change: Change): Boolean =
        change != Change.SYNC && change != Change.SEARCH && change != Change.LISTENING

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

    /**
     * Does what the person asked for; what is shown is asked for again. It is done to its end, also when they leave the screen
     * meanwhile; `then`, which is about the screen, is not. What leads away is done once, however often they tap.
     */
    protected fun act(then: (() -> Unit)? = null, deed: suspend () -> Unit) {
        if (then != null) {
            if (leading) return
            leading = true
        }
        viewModelScope.launch {
            val fault = withContext(NonCancellable) {
                try {
                    deed()
                    null
                } catch (fault: CoreFault) {
                    fault
                }
            }
            failed.value = fault
            if (then != null) leading = false
            if (fault == null) then?.invoke()
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

/** A list that grows by pages, and is read down to the same place again when something changed; at first as far as `reach`. */
abstract class Growing<T>(core: Core, reach: Int = 0) : Question<List<T>>(core) {
    private var next: String? = null
    private var rows = emptyList<T>()
    private var begin = reach

    // A page that is added while the list is read anew would stand in it twice.
    private val reading = Mutex()
    private var growing = false

    protected abstract suspend fun part(before: String?): Part<T>

    final override suspend fun answer(): List<T> = reading.withLock {
        val wanted = maxOf(rows.size, begin)
        begin = 0
        var page = part(null)
        var all = page.items
        while (all.size < wanted) {
            page = part(page.next ?: break)
            all = all + page.items
        }
        next = page.next
        rows = all
        all
    }

    /** The person asks for something else: it begins at the top. */
    protected fun afresh() {
        rows = emptyList()
        again()
    }

    /** The end is near. */
    fun more() {
        if (growing || next == null) return
        growing = true
        viewModelScope.launch {
            try {
                reading.withLock {
                    next?.let { key ->
                        val page = part(key)
                        rows = rows + page.items
                        next = page.next
                        show(rows)
                    }
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

    fun elder(on: Boolean) = choose { it.copy(elder = on) }

    fun font(scale: Float) = choose { it.copy(fontScale = scale) }

    fun theme(theme: Theme) = choose { it.copy(theme = theme) }

    /** What the person chose before, and not what the policy makes of it: 长辈版 has other sizes, and ends. */
    private fun choose(choice: (DisplayChoice) -> DisplayChoice) = act { core.setDisplay(choice(core.displayChoice())) }
}
