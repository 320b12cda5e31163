package cn.songming.app.nav

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.getOrNull
import kotlinx.coroutines.flow.filterNotNull

/** The tabs of a resident's phone and of a clerk's: six would be narrower than a finger. */
fun tabsOf(isClerk: Boolean): List<Screen> =
    listOf(Screen.HOME, Screen.GOVERNMENT, Screen.INDUSTRY, if (isClerk) Screen.STATION else Screen.SERVICE, Screen.ME)

/**
 * The destinations the person came through, the current one last. Each tab has its own, and keeps them while another tab is shown.
 * A screen that can be a tab and is none at present is opened like any other.
 */
class BackStack(tab: Screen = Screen.HOME, saved: Map<Screen, List<Destination>> = emptyMap()) {
    private var tabs = tabsOf(isClerk = tab == Screen.STATION || Screen.STATION in saved)
    private val stacks = mutableStateMapOf<Screen, List<Destination>>().apply { putAll(saved) }

    var tab: Screen by mutableStateOf(tab)
        private set

    /** The destinations of the current tab; the first is the tab itself. */
    val destinations: List<Destination> get() = stacks[tab] ?: listOf(Destination(tab))
    val current: Destination get() = destinations.last()
    val canGoBack: Boolean get() = destinations.size > 1 || tab != Screen.HOME

    /** The destinations of every tab that was shown. */
    val all: Map<Screen, List<Destination>> get() = stacks + (tab to destinations)

    fun navigate(to: Destination) {
        if (to.screen in tabs) selectTab(to.screen) else if (to != current) replace(destinations + to)
    }

    /** Follows a deep link. What the person is in the middle of stays beneath it. A submission opens in the tab 联络站. */
    fun openLink(to: Destination) {
        if (to.screen == Screen.SUBMISSION && Screen.STATION in tabs) tab = Screen.STATION
        if (to.screen == tab && destinations.size > 1) replace(destinations + to) else navigate(to)
    }

    /** Navigates from the left one of two panes: the destination of the right one is replaced. */
    fun navigateBeside(to: Destination) {
        val shown = destinations.last()
        if (destinations.size > 1) replace(destinations.dropLast(1))
        // What is begun beside something that was begun just so is another one: what it has of its own goes by its destination.
        val isNew = to.screen in begun && to.argument.isEmpty() && shown.copy(title = "") == to
        navigate(if (isNew) to.copy(title = "${(shown.title.toIntOrNull() ?: 0) + 1}") else to)
    }

    /** Changes the tabs. What was opened in one that is no longer there is in 我的 from then on. */
    fun setTabs(tabs: List<Screen>) {
        this.tabs = tabs
        for (gone in stacks.keys + tab - tabs.toSet()) {
            val opened = stacks.remove(gone) ?: listOf(Destination(gone))
            if (gone != tab) continue
            stacks[Screen.ME] = listOf(Destination(Screen.ME)) + opened
            tab = Screen.ME
        }
    }

    /** Selecting the current tab again leads to its first destination. */
    fun selectTab(tab: Screen) {
        if (tab == this.tab) replace(listOf(Destination(tab))) else this.tab = tab
    }

    fun goBack() = leave(tab, destinations.lastIndex, current)

    /**
     * Leaves the destination at [depth] of [tab], which need not be the current one, with all that was opened from it. A repeated or
     * late call, for which another destination is there, does nothing. Leaving the first destination of a tab leads to the home tab.
     */
    fun leave(tab: Screen, depth: Int, destination: Destination) {
        val stack = all[tab]
        if (stack?.getOrNull(depth) != destination) return
        if (depth > 0) stacks[tab] = stack.take(depth) else if (tab == this.tab) this.tab = Screen.HOME
    }

    /** Puts [to] in the place of the destination at [depth] of [tab], with all that was opened from it; as late as [leave]. */
    fun replace(tab: Screen, depth: Int, destination: Destination, to: Destination) {
        val stack = all[tab]
        if (stack?.getOrNull(depth) != destination) return
        val below = stack.take(depth)
        stacks[tab] = if (below.lastOrNull() == to) below else below + to
    }

    private fun replace(destinations: List<Destination>) {
        stacks[tab] = destinations
    }

    /** Lines of text, for saved state: the current tab, then each destination after the name of its tab. */
    fun encode(): List<String> =
        listOf(tab.name) + all.flatMap { (tab, destinations) -> destinations.map { tab.name + SEPARATOR + it.encode() } }

    companion object {
        private const val SEPARATOR = "\u001E"

        /** Screens that begin something new if they are opened without an argument. */
        private val begun = setOf(Screen.DRAFT, Screen.APPEAL_FORM)

        /** Leaves out what another version of the app wrote and this one does not know. */
        fun decode(lines: List<String>): BackStack {
            val tabs = Screen.entries.filter { it.isTab }.associateBy { it.name }
            val stacks = lines.drop(1)
                .groupBy({ tabs[it.substringBefore(SEPARATOR)] }, { Destination.decode(it.substringAfter(SEPARATOR)) })
            val known = stacks.mapNotNull { (tab, destinations) -> tab?.let { it to destinations.filterNotNull() } }
                .filter { (tab, destinations) -> destinations.firstOrNull() == Destination(tab) }
            return BackStack(tab = tabs[lines.firstOrNull()] ?: Screen.HOME, saved = known.toMap())
        }

        val saver: Saver<BackStack, Any> = listSaver(save = { it.encode() }, restore = { decode(it) })
    }
}
