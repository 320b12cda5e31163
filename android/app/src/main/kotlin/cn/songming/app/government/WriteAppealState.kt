package cn.songming.app.government

import androidx.lifecycle.viewModelScope
import cn.songming.app.core.AppealDraft
import cn.songming.app.core.AppealKind
import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Term
import cn.songming.app.ui.Question
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** An appeal while it is written. Every stroke is in the core's outbox before the next screen: a kill loses nothing. */
class WriteAppealState(core: Core, private val id: String?) : Question<List<Term>>(core) {
    private val written = MutableStateFlow(AppealDraft(id = id, kind = AppealKind.CONSULTATION))
    val draft: StateFlow<AppealDraft> = written
    private val saving = Mutex()
    private var loaded = id == null

    /** The towns to choose from; and, at first, what was written before. */
    override suspend fun answer(): List<Term> {
        if (!loaded && id != null) {
            val stored = core.appeal(id)
            written.value = AppealDraft(id, stored.kind, stored.title, stored.text, stored.town?.code, stored.name, stored.phone)
            loaded = true
        }
        return core.catalogue().towns
    }

    override fun concerns(change: Change): Boolean = change == Change.ALL || change == Change.CATALOGUE

    fun write(change: (AppealDraft) -> AppealDraft) {
        written.value = change(written.value)
        viewModelScope.launch {
            try {
                save()
            } catch (fault: CoreFault) {
                fail(fault)
            }
        }
    }

    /** One after the other, and always the newest text; the first gives the draft its id. */
    private suspend fun save(): String = saving.withLock {
        val stored = core.saveAppeal(written.value)
        if (written.value.id == null) written.value = written.value.copy(id = stored.id)
        stored.id
    }

    /** What cannot be sent now is queued, and goes with a later sync. */
    fun send(sent: () -> Unit) = act(sent) { core.sendAppeal(save()) }
}
