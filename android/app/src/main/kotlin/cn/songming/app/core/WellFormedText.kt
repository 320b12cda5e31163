package cn.songming.app.core

/**
 * The text as valid UTF-8, which is all the core accepts: half of a surrogate pair, which a keyboard or a truncated link can leave
 * behind, becomes a question mark.
 */
fun String.toWellFormed(): String = encodeToByteArray().decodeToString()
