package cn.songming.app.government

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.core.toWellFormed
import cn.songming.app.ui.ContentLoader
import cn.songming.core.AppealDraft
import cn.songming.core.AppealForm
import cn.songming.core.AppealKind
import cn.songming.core.Change
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** An appeal that is being written. Every edit is stored in the core's outbox at once, so that none is lost if the process ends. */
class AppealFormViewModel(private val client: CoreClient, id: String?) : ViewModel() {
    /**
     * Compose state and not a flow: what is typed has to be there in the next frame, or an input method for Chinese loses the
     * syllables it is composing.
     */
    var draft by mutableStateOf(AppealDraft(id = id, kind = AppealKind.CONSULTATION))
        private set
    private val saving = Mutex()
    private var loaded = false

    /** A save was started and has not read [draft] yet, so it includes later edits. */
    private var savePending = false

    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { it == Change.ALL || it == Change.CATALOGUE }) { loadForm() }

    /** Takes the stored draft the first time only: later it would overwrite what is being written. */
    private suspend fun loadForm(): AppealForm {
        val form = client.appeals.form(draft.id)
        if (!loaded) draft = form.draft
        loaded = true
        if (form.reason.isNotEmpty()) content.reportErrors { form.draft.id?.let { client.appeals.markSeen(it) } }
        return form
    }

    fun edit(change: (AppealDraft) -> AppealDraft) {
        draft = change(draft).run {
            copy(
                title = title.toWellFormed(),
                text = text.toWellFormed(),
                name = name?.toWellFormed(),
                phone = phone?.toWellFormed(),
            )
        }
        if (savePending) return
        savePending = true
        viewModelScope.launch {
            // The last edit before the screen is left is stored too.
            withContext(NonCancellable) { content.reportErrors { save() } }
        }
    }

    /** Saves one after another, each time the newest draft. The answer says which appeal the draft belongs to from then on. */
    private suspend fun save(): String = saving.withLock {
        savePending = false
        val stored = client.appeals.save(draft)
        draft = draft.copy(id = stored.id)
        stored.id
    }

    /** Without a network the appeal is queued, and sent by a later sync. */
    fun send(onSent: (id: String) -> Unit) {
        var id = ""
        content.perform(onSuccess = { onSent(id) }) { id = client.appeals.send(save()).id }
    }

    fun delete(onSuccess: () -> Unit) = content.perform(onSuccess) { draft.id?.let { client.appeals.delete(it) } }
}
