package cn.songming.app.core

import cn.songming.core.DisplayChoice
import cn.songming.core.SettingsInterface
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * Edits a setting that the core only reads and writes as a whole. Edits run one after another, and each starts from the stored
 * value: a second tap can come before the first one is on the screen, and must not undo it.
 */
class SerialEditor<T>(private val read: suspend () -> T, private val write: suspend (T) -> Unit) {
    private val editing = Mutex()

    suspend fun edit(change: (T) -> T) = editing.withLock { write(change(read())) }
}

/** Edits what the person chose, not the policy that follows from it: 长辈版 has sizes of its own, and can be switched off again. */
fun SettingsInterface.displayEditor(): SerialEditor<DisplayChoice> = SerialEditor(read = ::displayChoice, write = ::setDisplay)
