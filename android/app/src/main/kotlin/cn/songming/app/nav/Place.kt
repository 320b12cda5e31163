package cn.songming.app.nav

import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.snapshots.SnapshotStateList
import androidx.compose.runtime.toMutableStateList

/** Every screen there is. A tab's screen comes first; the 联络站 will be a tab of somebody who signed in. */
enum class Screen(val tab: Boolean = false) {
    HOME(true), GOVERNMENT(true), INDUSTRY(true), SERVICE(true), ME(true),
    ITEM, STORY, MODULE, CHANNEL, SOURCE, FAVOURITES, HISTORY, HIDDEN, SEARCH, LISTENING, ALERTS,
    PARTY, STUDY, NOTICES, GUIDES, APPEAL, WRITE_APPEAL,
    SECTOR, PARK, POLICIES, CALENDAR, RADAR, HITS, RULE,
    CHANNELS, STORAGE, OFFLINE, SUBSCRIPTIONS, SOURCES, ABOUT,
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

/** The places that a person came through, the last on top; the first is a tab. */
class Journey(places: List<Place> = listOf(Place(Screen.HOME))) {
    private val stack: SnapshotStateList<Place> = places.ifEmpty { listOf(Place(Screen.HOME)) }.toMutableStateList()
    val places: List<Place> get() = stack
    val here: Place get() = stack.last()
    val tab: Screen get() = stack.first().screen
    val canGoBack: Boolean get() = stack.size > 1 || here.screen != Screen.HOME

    fun go(place: Place) {
        if (place.screen.tab) turnTo(place.screen) else if (place != here) stack.add(place)
    }

    /** From the pane on the left: what stands on the right makes room. */
    fun goBeside(place: Place) {
        if (stack.size > 1) stack.removeAt(stack.lastIndex)
        go(place)
    }

    /** A tab is a beginning: back from it leads home. */
    fun turnTo(tab: Screen) {
        stack.clear()
        stack.add(Place(tab))
    }

    fun back() {
        if (stack.size > 1) stack.removeAt(stack.lastIndex) else turnTo(Screen.HOME)
    }

    companion object {
        val saver: Saver<Journey, Any> = listSaver({ it.stack.map(Place::written) }, { Journey(it.mapNotNull(Place::read)) })
    }
}
