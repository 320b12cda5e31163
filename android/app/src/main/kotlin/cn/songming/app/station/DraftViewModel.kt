package cn.songming.app.station

import android.net.Uri
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.songming.app.core.CoreClient
import cn.songming.app.platform.FileInbox
import cn.songming.app.platform.UnreadFile
import cn.songming.app.ui.ContentLoader
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.DraftForm
import cn.songming.core.FieldDifference
import cn.songming.core.FieldValue
import cn.songming.core.FileSource
import cn.songming.core.NewFile
import java.io.File
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * A draft with the centre's form, whether files wait for a network that costs nothing, and what differs from the version before.
 */
data class DraftPage(val form: DraftForm, val unmeteredOnly: Boolean, val differences: List<FieldDifference> = emptyList())

/** A file that was not added, and why: a sentence of the core, or empty if it could not be read or had no room on the phone. */
data class RefusedFile(val name: String, val reason: String, val noSpace: Boolean = false)

/** What became of a draft that is none any more. */
enum class DraftEnd { SENT, DELETED }

/**
 * A submission that is being written. What is typed is stored at each pause and when the screen is left; each store is a state that the
 * person can go back to, so that there is none for every letter.
 */
class DraftViewModel(private val client: CoreClient, id: String?, private val inbox: FileInbox) : ViewModel() {
    /** Null until something is stored. */
    var id: String? = id
        private set

    /** The values of the form by their codes, and what stands under the photos by the ids of the files. */
    val values = EditedTexts()
    val captions = EditedTexts()

    /** How many files are on their way into the draft. */
    var incoming by mutableIntStateOf(0)
        private set
    var refusals by mutableStateOf(emptyList<RefusedFile>())
        private set

    /** What is missing is shown once the person tried to send. */
    var showsProblems by mutableStateOf(false)
        private set

    /** Null while it can be written. */
    var end by mutableStateOf<DraftEnd?>(null)
        private set

    /** Why the screen could not be left: what is typed is not stored. */
    var leaveError by mutableStateOf<ClientException?>(null)
        private set
    private val storing = Mutex()
    private val importing = Mutex()
    private var edits = 0
    private var savePending = false

    /** How many files were not added so far. */
    private var refused = 0

    /** It was sent or deleted: the screen is about to be left. */
    private var isOver = false

    val content = ContentLoader(viewModelScope, client.changes, isRelevant = { !isOver && it in relevantChanges }) { load() }

    init {
        // What the process could not add before it ended.
        if (id != null) import(emptyList())
    }

    /** Not while something is being stored: what is read then would be older than what is typed, and seem to be newer. */
    private suspend fun load(): DraftPage = storing.withLock {
        val form = formOrEnd()
        values.load(form.values.associate { it.code to it.value })
        captions.load(form.files.associate { it.id to it.caption })
        DraftPage(form, client.submissions.unmeteredOnly(), differences(form))
    }

    private suspend fun formOrEnd(): DraftForm = try {
        client.drafts.form(id)
    } catch (exception: ClientException.Rejected) {
        when (exception.code) {
            SUBMISSION_SENT -> end = DraftEnd.SENT
            NOT_FOUND -> end = DraftEnd.DELETED
        }
        throw exception
    }

    private suspend fun differences(form: DraftForm): List<FieldDifference> {
        val stored = form.id ?: return emptyList()
        return try {
            if (form.version < 2u) emptyList() else client.drafts.differences(stored, form.version - 1u, form.version)
        } catch (_: ClientException.Rejected) {
            // The version before is no longer on this phone.
            emptyList()
        }
    }

    /** Whether something is typed that is not stored yet. */
    val isUnstored: Boolean get() = values.unsaved().isNotEmpty() || captions.unsaved().isNotEmpty()

    /** Stores what is typed before the screen is left. If that fails, the screen stays, and [leaveError] says why. */
    fun leave(onLeft: () -> Unit) = content.perform(onLeft) {
        try {
            store()
        } catch (exception: ClientException) {
            leaveError = exception
            throw exception
        }
    }

    fun stay() {
        leaveError = null
    }

    /** The person leaves although what is typed cannot be stored. */
    fun leaveUnstored() {
        leaveError = null
        isOver = true
    }

    fun edit(code: String, value: String) {
        values.edit(code, value)
        storeAtPause()
    }

    fun editCaption(file: String, caption: String) {
        captions.edit(file, caption)
        storeAtPause()
    }

    private fun storeAtPause() {
        edits += 1
        if (savePending) return
        savePending = true
        viewModelScope.launch {
            try {
                // The first edit is stored at once: after process death the screen finds the draft by its id.
                if (id != null) awaitPause()
            } finally {
                savePending = false
                // Also when the screen is left.
                withContext(NonCancellable) { content.reportErrors { store() } }
            }
        }
    }

    private suspend fun awaitPause() {
        repeat(MAX_PAUSES) {
            val before = edits
            delay(PAUSE)
            if (edits == before) return
        }
    }

    /** Stores what is typed; to be called when the app leaves the foreground. */
    fun storeNow() {
        viewModelScope.launch { withContext(NonCancellable) { content.reportErrors { store() } } }
    }

    /** Returns the id of the draft; null if there is none yet and nothing to store, unless [create] is true. */
    private suspend fun store(create: Boolean = false): String? = storing.withLock {
        if (isOver) return@withLock id
        val typed = values.unsaved()
        if (typed.isNotEmpty() || create && id == null) {
            id = client.drafts.save(id, typed.map { (code, value) -> FieldValue(code, value) })
            values.wereStored(typed)
        }
        for ((file, caption) in captions.unsaved()) {
            client.drafts.setCaption(file, caption)
            captions.wereStored(mapOf(file to caption))
        }
        id
    }

    /** Adds what the person picked, one after the other: the phone needs room for one copy only. */
    fun addPicked(uris: List<Uri>) {
        if (uris.isNotEmpty()) import(uris.map { uri -> { draft -> inbox.receive(draft, listOf(uri)) } })
    }

    /** Adds a photo that the person took. A repeated call with one that is in its place already does nothing. */
    fun addCapture(file: File, onPlaced: () -> Unit = {}) = import(
        listOf { draft -> inbox.receiveCapture(draft, file).also { if (it.isEmpty()) onPlaced() } },
    )

    /**
     * Adds what waits for this draft already, and then what each of [sources] brings. It goes on to its end if the screen is left. What
     * the core could not store, because the phone is full for example, waits for the next time.
     */
    private fun import(sources: List<suspend (draft: String) -> List<UnreadFile>>) {
        incoming += sources.size
        var left = sources.size
        content.perform {
            try {
                importing.withLock {
                    if (isOver) return@withLock
                    val draft = store(create = true) ?: return@withLock
                    addWaiting(draft)
                    for (receive in sources) {
                        refuse(receive(draft).map { RefusedFile(it.name, reason = "", noSpace = it.noSpace) })
                        addWaiting(draft)
                        incoming -= 1
                        left -= 1
                    }
                }
            } finally {
                incoming -= left
            }
        }
    }

    /** To be called with the lock [importing]. */
    private suspend fun addWaiting(draft: String) {
        for (file in inbox.waiting(draft)) {
            val added = client.drafts.addFiles(draft, listOf(NewFile(file.name, FileSource.Path(file.path))))
            refuse(added.filter { it.id == null }.map { RefusedFile(it.name, it.reason) })
            inbox.remove(file)
        }
    }

    private fun refuse(files: List<RefusedFile>) {
        refused += files.size
        refusals = refusals + files
    }

    fun dismissRefusals() {
        refusals = emptyList()
    }

    fun removeFile(file: String) = content.perform {
        storing.withLock {
            client.drafts.removeFile(file)
            captions.forget(file)
        }
    }

    fun moveFile(file: String, place: Int) = content.perform { client.drafts.moveFile(file, place.toUInt()) }

    /** The file of a thumbnail; null for what the platform has to show itself. */
    suspend fun thumbnail(file: String): String? = try {
        client.drafts.thumbnail(file)
    } catch (_: ClientException) {
        null
    }

    fun setUnmeteredOnly(on: Boolean) = content.perform { client.submissions.setUnmeteredOnly(on) }

    /**
     * Without a network it is queued, and sent later. If something is missing, the fields say what. It is not sent without a photo that
     * could not be added since the person tapped: they may not have seen that.
     */
    fun send(onSent: (id: String) -> Unit) {
        var sent: String? = null
        val refusedBefore = refused
        content.perform(onSuccess = { sent?.let(onSent) }) {
            // What is being added belongs to it.
            importing.withLock {
                val draft = store(create = true) ?: return@withLock
                addWaiting(draft)
                if (refused > refusedBefore) return@withLock
                // What was typed while the files were added.
                store()
                val unmeteredOnly = client.submissions.unmeteredOnly()
                isOver = true
                try {
                    client.drafts.send(draft, unmeteredOnly)
                } catch (exception: ClientException) {
                    isOver = false
                    showsProblems = true
                    throw exception
                }
                sent = draft
            }
        }
    }

    /** Stores what is typed, so that it is in the history that is shown next. */
    fun openHistory(onStored: (id: String) -> Unit) {
        var stored: String? = null
        content.perform(onSuccess = { stored?.let(onStored) }) { stored = store(create = true) }
    }

    fun delete(onSuccess: () -> Unit) = content.perform(onSuccess) {
        importing.withLock {
            storing.withLock {
                isOver = true
                try {
                    id?.let {
                        client.drafts.delete(it)
                        inbox.clear(it)
                    }
                } catch (exception: ClientException) {
                    isOver = false
                    throw exception
                }
            }
        }
    }

    private companion object {
        /** Codes of the core's refusals. */
        const val SUBMISSION_SENT = "submission-sent"
        const val NOT_FOUND = "not-found"

        val relevantChanges = setOf(Change.ALL, Change.CATALOGUE, Change.SUBMISSIONS, Change.ACCOUNT)

        /** Milliseconds without a letter after which what was typed is stored. */
        const val PAUSE = 700L

        /** Pauses after which it is stored even if the person goes on typing. */
        const val MAX_PAUSES = 15
    }
}
