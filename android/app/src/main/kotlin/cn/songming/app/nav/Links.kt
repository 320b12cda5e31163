package cn.songming.app.nav

import android.net.Uri
import cn.songming.app.core.sound

/** The names under which screens are known outside: in links, and to the publisher's directory. */
private val named = mapOf(
    "home" to Screen.HOME,
    "party" to Screen.PARTY,
    "government" to Screen.GOVERNMENT,
    "appeal" to Screen.WRITE_APPEAL,
    "industry" to Screen.INDUSTRY,
    "radar" to Screen.RADAR,
    "service" to Screen.SERVICE,
    "alert" to Screen.ALERTS,
    "search" to Screen.SEARCH,
    "listen" to Screen.LISTENING,
)

/** A screen by its name outside. */
fun screenNamed(name: String): Screen? = named[name]

/**
 * Where a link leads: `songming://item/ID`, `songming://topic/NAME`, `songming://appeal/ID`, `songming://search?words=…`, and the
 * publisher's own page of an item, `https://HOST/items/ID`. Nothing for what is no such link: anybody can send one.
 */
fun placeOf(link: Uri, host: String): Place? {
    val last = link.lastPathSegment.orEmpty().take(LONGEST).sound()
    return when {
        link.scheme == "https" && link.host == host ->
            last.takeIf { it.isNotEmpty() && link.pathSegments.size == 2 && link.pathSegments[0] == "items" }?.let { Place(Screen.ITEM, it) }
        link.scheme != "songming" -> null
        link.host == "item" -> last.takeIf { it.isNotEmpty() }?.let { Place(Screen.ITEM, it) }
        link.host == "appeal" -> last.takeIf { it.isNotEmpty() }?.let { Place(Screen.APPEAL, it) }
        link.host == "topic" -> screenNamed(last)?.let { Place(it) }
        link.host == "search" -> Place(Screen.SEARCH, link.getQueryParameter("words").orEmpty().take(LONGEST).sound())
        else -> null
    }
}

private const val LONGEST = 200
