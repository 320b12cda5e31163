package cn.songming.app.nav


/** Every screen of the app; the tabs first. */
enum class Screen(val isTab: Boolean = false) {
    HOME(true), GOVERNMENT(true), INDUSTRY(true), STATION(true), SERVICE(true), ME(true),
    ITEM, STORY, MODULE, CHANNEL, SOURCE, FAVOURITES, HISTORY, HIDDEN, SEARCH, LISTENING, ALERTS,
    PARTY, STUDY, NOTICES, GUIDES, APPEAL, APPEAL_FORM,
    SECTOR, PARK, POLICIES, CALENDAR, RADAR, RADAR_HITS, RADAR_RULE,
    LOGIN, DRAFT, DRAFT_HISTORY, SUBMISSION, LEDGER,
    CHANNELS, STORAGE, OFFLINE, SUBSCRIPTIONS, TOWNS, SOURCES, ABOUT,
}

/** A screen with its [argument], mostly an id or a code, and the [title] of what that names. */
data class Destination(val screen: Screen, val argument: String = "", val title: String = "") {
    /** One line of text, for saved state. */
    fun encode(): String = listOf(screen.name, argument, title).joinToString(SEPARATOR)

    companion object {
        private const val SEPARATOR = "\u001F"

        /** Null for a line that another version of the app wrote. */
        fun decode(line: String): Destination? {
            val (screen, argument, title) = line.split(SEPARATOR).takeIf { it.size == 3 } ?: return null
            return Screen.entries.find { it.name == screen }?.let { Destination(it, argument, title) }
        }
    }
}
