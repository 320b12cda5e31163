package cn.songming.app.nav

import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.snapshots.SnapshotStateList
import androidx.compose.runtime.toMutableStateList

/** Where a person can be. Each is one line of text, so that a stack of them outlives the process. */
sealed interface Place {
    data class Tab(val tab: Tabs) : Place
    data class Article(val id: String) : Place
    data class Study(val series: String) : Place
    data class Guide(val id: String) : Place
    data class Sector(val code: String) : Place
    data class Park(val code: String) : Place
    data class Listed(val what: Lists) : Place
    data object Search : Place
    data object Party : Place
    data object Radar : Place
    data object Rule : Place
}

enum class Tabs { HOME, GOVERNMENT, INDUSTRY, SERVICE, ME }

enum class Lists { FAVOURITES, HISTORY }

/** The places that a person came through, the last on top. */
class Journey(places: List<Place> = listOf(Place.Tab(Tabs.HOME))) {
    private val stack: SnapshotStateList<Place> = places.toMutableStateList()
    val here: Place get() = stack.last()
    val canGoBack: Boolean get() = stack.size > 1 || here != Place.Tab(Tabs.HOME)

    fun go(place: Place) {
        stack.add(place)
    }

    /** A tab is a beginning: back from it leads home. */
    fun turnTo(tab: Tabs) {
        stack.clear()
        stack.add(Place.Tab(tab))
    }

    fun back() {
        if (stack.size > 1) stack.removeAt(stack.lastIndex) else turnTo(Tabs.HOME)
    }

    companion object {
        val saver: Saver<Journey, Any> = listSaver({ it.stack.map(::written) }, { Journey(it.mapNotNull(::read)) })

        private fun written(place: Place): String = when (place) {
            is Place.Tab -> "tab ${place.tab.name}"
            is Place.Article -> "article ${place.id}"
            is Place.Study -> "study ${place.series}"
            is Place.Guide -> "guide ${place.id}"
            is Place.Sector -> "sector ${place.code}"
            is Place.Park -> "park ${place.code}"
            is Place.Listed -> "listed ${place.what.name}"
            Place.Search -> "search "
            Place.Party -> "party "
            Place.Radar -> "radar "
            Place.Rule -> "rule "
        }

        private fun read(line: String): Place? {
            val value = line.substringAfter(' ')
            return when (line.substringBefore(' ')) {
                "tab" -> Place.Tab(Tabs.valueOf(value))
                "article" -> Place.Article(value)
                "study" -> Place.Study(value)
                "guide" -> Place.Guide(value)
                "sector" -> Place.Sector(value)
                "park" -> Place.Park(value)
                "listed" -> Place.Listed(Lists.valueOf(value))
                "search" -> Place.Search
                "party" -> Place.Party
                "radar" -> Place.Radar
                "rule" -> Place.Rule
                else -> null
            }
        }
    }
}
