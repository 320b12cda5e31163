package cn.songming.app.station

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import cn.songming.app.core.toWellFormed

/**
 * Texts that a person edits, by a key, and how each is stored. Compose state and not a flow: what is typed has to be there in the next
 * frame, or an input method for Chinese loses the syllables it is composing.
 */
class EditedTexts {
    private var current by mutableStateOf(emptyMap<String, String>())
    private var stored by mutableStateOf(emptyMap<String, String>())

    operator fun get(key: String): String = current[key].orEmpty()

    fun edit(key: String, text: String) {
        current = current + (key to text.toWellFormed())
    }

    /** What differs from what is stored. */
    fun unsaved(): Map<String, String> = current.filterKeys(::isEdited)

    fun wereStored(texts: Map<String, String>) {
        stored = stored + texts
    }

    /** Takes over what is stored now, but for what the person edits. */
    fun load(texts: Map<String, String>) {
        val edited = current.filterKeys(::isEdited)
        stored = texts
        current = texts + edited
    }

    /** A text whose place is gone is not stored any more. */
    fun forget(key: String) {
        current = current - key
        stored = stored - key
    }

    private fun isEdited(key: String) = current[key].orEmpty() != stored[key].orEmpty()
}
