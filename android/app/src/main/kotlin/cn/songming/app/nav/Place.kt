package cn.songming.app.nav

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.setValue

/** Every screen there is. A tab's screen comes first; the 联络站 will be a tab of somebody who signed in. */
enum class Screen(val tab: Boolean = false) {
    HOME(true), GOVERNMENT(true), INDUSTRY(true), SERVICE(true), ME(true),
    ITEM, STORY, MODULE, CHANNEL, SOURCE, FAVOURITES, HISTORY, HIDDEN, SEARCH, LISTENING, ALERTS,
    PARTY, STUDY, NOTICES, GUIDES, APPEAL, WRITE_APPEAL,
    SECTOR, PARK, POLICIES, CALENDAR, RADAR, HITS, RULE,
    CHANNELS, STORAGE, OFFLINE, SUBSCRIPTIONS, TOWNS, SOURCES, ABOUT,
}

/** Where a person can be: a screen, what it is about, and what that is called. One line of text, so that it outlives the process. */
data class Place(val screen: Screen, val about: String = "", val name: String = "") {
    fun written(): String = listOf(screen.name, about, name).joinToString(SEPARATOR)

    companion object {
        private const val SEPARATOR = "\u001F"

        /** Nothing for a line that another version wrote. */
        fun read(line: String): Place? {
            val (screen, about, name) = line.split(SEPARATOR).takeIf { it.size == 3 } ?: return null
            return Screen.entries.find { it.name == screen }?.let { Place(it, about, name) }
        }
    }
}

/** The places that a person came through: for each tab its own, the last on top. A tab that was turned away from is found as it was. */
class Journey(tab: Screen = Screen.HOME, before: Map<Screen, List<Place>> = emptyMap()) {
    private val stacks = mutableStateMapOf<Screen, List<Place>>().apply { putAll(before) }

    var tab: Screen by mutableStateOf(tab)
        private set

    /** Those of this tab; the first is the tab itself. */
    val places: List<Place> get() = stacks[tab] ?: listOf(Place(tab))
    val here: Place get() = places.last()
    val canGoBack: Boolean get() = places.size > 1 || tab != Screen.HOME

    /** Those of every tab, by it. */
    val all: Map<Screen, List<Place>> get() = stacks + (tab to places)

    fun go(place: Place) {
        if (place.screen.tab) turnTo(place.screen) else if (place != here) put(places + place)
    }

    /** From outside: what the person is in the middle of stays beneath. */
    fun follow(place: Place) {
        if (place.screen == tab && places.size > 1) put(places + place) else go(place)
    }

    /** From the pane on the left: what stands on the right makes room. */
    fun goBeside(place: Place) {
        if (places.size > 1) put(places.dropLast(1))
        go(place)
    }

    /** Once more, it leads to its beginning. */
    fun turnTo(tab: Screen) {
        if (tab == this.tab) put(listOf(Place(tab))) else this.tab = tab
    }

    fun back() = leave(places.lastIndex, here)

    /** A place is left, and all that was opened from it; asked twice, or too late, it is left once. Back from a tab leads home. */
    fun leave(depth: Int, place: Place) {
        if (places.getOrNull(depth) != place) return
        if (depth == 0) tab = Screen.HOME else put(places.take(depth))
    }

    private fun put(places: List<Place>) {
        stacks[tab] = places
    }

    /** The tab, and then each place behind its tab's name. */
    fun written(): List<String> = listOf(tab.name) + all.flatMap { (tab, places) -> places.map { tab.name + SEPARATOR + it.written() } }

    companion object {
        private const val SEPARATOR = "\u001E"

        /** What another version wrote and this one does not know is left out. */
        fun read(lines: List<String>): Journey {
            val tabs = Screen.entries.filter { it.tab }.associateBy { it.name }
            val stacks = lines.drop(1).groupBy({ tabs[it.substringBefore(SEPARATOR)] }, { Place.read(it.substringAfter(SEPARATOR)) })
            val known = stacks.mapNotNull { (tab, places) -> tab?.let { it to places.filterNotNull() } }
                .filter { (tab, places) -> places.firstOrNull() == Place(tab) }
            return Journey(tabs[lines.firstOrNull()] ?: Screen.HOME, known.toMap())
        }

        val saver: Saver<Journey, Any> = listSaver({ it.written() }, { read(it) })
    }
}
