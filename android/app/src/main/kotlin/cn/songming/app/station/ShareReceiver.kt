package cn.songming.app.station

import android.content.Intent
import android.net.Uri
import androidx.core.content.IntentCompat
import cn.songming.app.core.CoreClient
import cn.songming.app.core.toWellFormed
import cn.songming.app.nav.Destination
import cn.songming.app.nav.Screen
import cn.songming.app.platform.IncomingFiles
import cn.songming.core.ClientException
import cn.songming.core.FieldValue
import java.io.IOException
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** What another app shares. */
data class SharedContent(val title: String, val text: String, val uris: List<Uri>)

/** Characters of a shared text. */
private const val MAX_TEXT = 50_000

/** Files of one share: several times what the centre takes, and few enough for an intent that is meant to do harm. */
private const val MAX_FILES = 30

/** What an intent shares; null if it shares nothing, or cannot be read: it comes from outside and is not trusted. */
fun sharedContentOf(intent: Intent): SharedContent? {
    if (intent.action != Intent.ACTION_SEND && intent.action != Intent.ACTION_SEND_MULTIPLE) return null
    val content = try {
        val uris = if (intent.action == Intent.ACTION_SEND) {
            listOfNotNull(IntentCompat.getParcelableExtra(intent, Intent.EXTRA_STREAM, Uri::class.java))
        } else {
            IntentCompat.getParcelableArrayListExtra(intent, Intent.EXTRA_STREAM, Uri::class.java).orEmpty()
        }
        SharedContent(
            title = textOf(intent, Intent.EXTRA_SUBJECT),
            text = textOf(intent, Intent.EXTRA_TEXT),
            uris = uris.filterNotNull().filter { it.scheme == "content" }.distinct().take(MAX_FILES),
        )
    } catch (_: RuntimeException) {
        // A parcel that cannot be read.
        return null
    }
    return content.takeIf { it.text.isNotBlank() || it.title.isNotBlank() || it.uris.isNotEmpty() }
}

private fun textOf(intent: Intent, extra: String): String =
    intent.getCharSequenceExtra(extra)?.toString().orEmpty().take(MAX_TEXT).toWellFormed()

/**
 * What other apps share becomes a draft. It is copied at once, because the other app's permission ends with the activity, and waits on
 * the phone until somebody is logged in.
 */
class ShareReceiver(
    private val client: Deferred<CoreClient>,
    private val files: IncomingFiles,
    private val scope: CoroutineScope,
    private val onUnread: (count: Int) -> Unit,
) {
    private val turn = Mutex()
    private val next = MutableStateFlow<Destination?>(null)
    private val waitingForLogin = MutableStateFlow(false)

    /** The screen that a share leads to, until [opened]. */
    val destination: StateFlow<Destination?> = next.asStateFlow()

    /** Whether something was shared that will be a draft as soon as somebody is logged in. */
    val isWaiting: StateFlow<Boolean> = waitingForLogin.asStateFlow()

    /** A later one stays. */
    fun opened(destination: Destination) {
        next.compareAndSet(destination, null)
    }

    fun receive(content: SharedContent) {
        scope.launch {
            turn.withLock {
                val batch = PREFIX + UUID.randomUUID()
                val unread = try {
                    files.writeText(batch, TITLE, content.title)
                    files.writeText(batch, TEXT, content.text)
                    files.receive(batch, content.uris).size
                } catch (_: IOException) {
                    // The phone is full: what was copied until then becomes a draft.
                    content.uris.size.coerceAtLeast(1)
                }
                if (unread > 0) onUnread(unread)
            }
            createDrafts(received = true)
        }
    }

    /** The person does not want what waits for a login. */
    fun discard() {
        scope.launch {
            turn.withLock {
                for (batch in files.batches(PREFIX)) files.clear(batch)
                waitingForLogin.value = false
            }
        }
    }

    /** Makes drafts of what waits, if somebody is logged in; to be called when the app starts and after each login. */
    suspend fun createDrafts(received: Boolean = false) = turn.withLock { createAll(received) }

    private suspend fun createAll(received: Boolean) {
        if (files.batches(PREFIX).isEmpty()) return
        try {
            val opened = client.await()
            val isClerk = opened.account.current().isClerk
            if (!isClerk) files.deleteOlder(PREFIX, KEPT)
            val batches = files.batches(PREFIX)
            waitingForLogin.value = !isClerk && batches.isNotEmpty()
            if (isClerk) {
                for (batch in batches) createDraft(opened, batch)?.let { next.value = Destination(Screen.DRAFT, it) }
            } else if (received) {
                next.value = Destination(Screen.LOGIN)
            }
        } catch (_: ClientException) {
            // Done after the next login, or when the app starts again.
        }
    }

    /** Returns the id of the draft, whose screen adds the files; null if there is none yet: then it is made after the next start. */
    private suspend fun createDraft(client: CoreClient, batch: String): String? = try {
        val begun = files.readText(batch, DRAFT)
        // An earlier process may have ended before the files were the draft's.
        val id = if (begun.isNotEmpty() && client.drafts.list().any { it.id == begun }) begun else beginDraft(client, batch)
        files.moveFiles(batch, to = id)
        id
    } catch (_: ClientException) {
        null
    } catch (_: IOException) {
        null
    }

    private suspend fun beginDraft(client: CoreClient, batch: String): String {
        val texts = listOf(TITLE, TEXT).map { FieldValue(it, files.readText(batch, it)) }
        return client.drafts.save(null, texts.filter { it.value.isNotBlank() }).also { files.writeText(batch, DRAFT, it) }
    }

    private companion object {
        const val PREFIX = "shared-"

        /** Milliseconds for which something waits for a login: 30 days. */
        const val KEPT = 30L * 24 * 60 * 60 * 1000

        /** The text with the id of the draft that a batch became. */
        const val DRAFT = "draft"

        /** The fields that every form of a centre has. */
        const val TITLE = "title"
        const val TEXT = "text"
    }
}
