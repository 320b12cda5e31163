package cn.songming.app.government

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.AppealDesk
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.sound
import cn.songming.app.ui.Question
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** An appeal while it is written. Every stroke is in the core's outbox before the next screen: a kill loses nothing. */
class WriteAppealState(core: Core, private val id: String?) : Question<AppealDesk>(core) {
    /** A state of Compose's own: what is typed must be there before the next frame, or a Chinese keyboard loses its syllables. */
    var draft by mutableStateOf(AppealDraft(id = id, kind = AppealKind.CONSULTATION))
        private set
    private val saving = Mutex()
    private var loaded = false

    /** A stroke is on its way to be kept, and takes those after it along. */
    private var waiting = false

    /** What was written before is taken once: what is being written is not written over. */
    override suspend fun answer(): AppealDesk = core.appealDesk(draft.id).also { desk ->
        if (!loaded) draft = desk.draft
        loaded = true
        if (desk.reason.isNotEmpty()) aside { desk.draft.id?.let { core.lookAtAppeal(it) } }
    }

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.CATALOGUE

    fun write(change: (AppealDraft) -> AppealDraft) {
        draft = change(draft).run {
            copy(title = title.sound(), text = text.sound(), name = name?.sound(), phone = phone?.sound())
        }
        if (waiting) return
        waiting = true
        viewModelScope.launch {
            // Who leaves right after the last stroke leaves it written.
            withContext(NonCancellable) { aside { save() } }
        }
    }

    /** One after the other, and always the newest text; the answer says which draft it is from now on. */
    private suspend fun save(): String = saving.withLock {
        waiting = false
        val stored = core.saveAppeal(draft)
        draft = draft.copy(id = stored.id)
        stored.id
    }

    /** What cannot be sent now is queued, and goes with a later sync. */
    fun send(sent: (String) -> Unit) {
        var id = ""
        act({ sent(id) }) { id = core.sendAppeal(save()).id }
    }

    fun delete(gone: () -> Unit) = act(gone) { draft.id?.let { core.deleteAppeal(it) } }
}
