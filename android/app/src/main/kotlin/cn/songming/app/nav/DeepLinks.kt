package cn.songming.app.nav

import android.net.Uri
import cn.songming.app.core.toWellFormed

/** Names of screens in links and in the publisher's service directory. */
private val screens = mapOf(
    "home" to Screen.HOME,
    "party" to Screen.PARTY,
    "government" to Screen.GOVERNMENT,
    "appeal" to Screen.APPEAL_FORM,
    "industry" to Screen.INDUSTRY,
    "radar" to Screen.RADAR,
    "service" to Screen.SERVICE,
    "station" to Screen.STATION,
    "alert" to Screen.ALERTS,
    "search" to Screen.SEARCH,
    "listen" to Screen.LISTENING,
)

fun screenNamed(name: String): Screen? = screens[name]

/**
 * The destination of a link: `songming://item/ID`, `songming://topic/NAME`, `songming://appeal/ID`, `songming://submission/ID`,
 * `songming://search?words=…`, or the publisher's page of an item, `https://HOST/items/ID`. Null for any other link: links come from
 * outside and are not trusted.
 */
fun destinationOf(link: Uri, host: String): Destination? {
    val last = link.lastPathSegment.orEmpty().take(MAX_LENGTH).toWellFormed()
    return when {
        link.scheme == "https" && link.host == host ->
            last.takeIf { it.isNotEmpty() && link.pathSegments.size == 2 && link.pathSegments[0] == "items" }
                ?.let { Destination(Screen.ITEM, it) }
        link.scheme != "songming" -> null
        link.host == "item" -> last.takeIf { it.isNotEmpty() }?.let { Destination(Screen.ITEM, it) }
        link.host == "appeal" -> last.takeIf { it.isNotEmpty() }?.let { Destination(Screen.APPEAL, it) }
        link.host == "submission" -> last.takeIf { it.isNotEmpty() }?.let { Destination(Screen.SUBMISSION, it) }
        link.host == "topic" -> screenNamed(last)?.let { Destination(it) }
        link.host == "search" ->
            Destination(Screen.SEARCH, link.getQueryParameter("words").orEmpty().take(MAX_LENGTH).toWellFormed())
        else -> null
    }
}

private const val MAX_LENGTH = 200
