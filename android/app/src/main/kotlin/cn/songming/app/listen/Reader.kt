package cn.songming.app.listen

import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Listening
import cn.songming.app.core.Sentence
import cn.songming.app.core.changes
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** Says one sentence after the other. */
interface Voice {
    /** Says it, and returns when it was said. False: this phone has no voice for Chinese. */
    suspend fun say(text: String): Boolean

    fun hush()
}

/** What is being read aloud. */
data class Reading(
    val queue: List<ItemRow> = emptyList(),
    val item: ItemRow? = null,
    val sentences: List<Sentence> = emptyList(),
    val sentence: Int = 0,
    val speaking: Boolean = false,
    val mute: Boolean = false,
)

/** 听新闻: goes through the queue sentence by sentence; the core remembers the place. All calls come from the main thread. */
class Reader(private val core: Core, private val voice: Voice, private val scope: CoroutineScope) {
    private val shown = MutableStateFlow(Reading())
    val state: StateFlow<Reading> = shown
    private val looked = CompletableDeferred<Unit>()
    private var speaking: Job? = null

    init {
        scope.launch {
            core.changes().filter { it == Change.ALL || it == Change.LISTENING || it == Change.ITEMS }.collect { look() }
        }
    }

    /** Once it is known what there is to read. */
    suspend fun ready() = looked.await()

    /** The queue as it is; what was withdrawn has left it, and is not said to its end; what was corrected is said as it is now. */
    private suspend fun look() {
        try {
            look(core.listening())
        } catch (_: CoreFault) {
            // What is known stays; the next change looks again.
        }
        looked.complete(Unit)
    }

    private suspend fun look(listening: Listening) {
        val here = shown.value.item
        if (here != null && listening.items.any { it.id == here.id }) {
            val sentences = core.speech(here.id)
            shown.update { if (it.item?.id == here.id) it.copy(sentences = sentences, queue = listening.items) else it.copy(queue = listening.items) }
            return
        }
        if (shown.value.speaking) pause()
        val item = listening.items.find { it.id == listening.current } ?: listening.items.firstOrNull()
        val sentences = item?.let { core.speech(it.id) }.orEmpty()
        val place = if (item?.id == listening.current) listening.sentence.toInt() else 0
        shown.update { it.copy(queue = listening.items, item = item, sentences = sentences, sentence = place) }
    }

    private suspend fun speech(id: String): List<Sentence> = try {
        core.speech(id)
    } catch (_: CoreFault) {
        emptyList()
    }

    fun play() {
        val now = shown.value
        if (now.speaking || now.item == null) return
        // What was heard to its end begins anew.
        val from = if (now.sentence < now.sentences.size) now.sentence else 0
        shown.update { it.copy(speaking = true, mute = false, sentence = from) }
        speaking = scope.launch { read() }
    }

    /** From where it stands to the end of the queue. */
    private suspend fun read() {
        while (true) {
            val now = shown.value
            val item = now.item ?: break
            val sentence = now.sentences.getOrNull(now.sentence)
            if (sentence == null) {
                val next = now.queue.getOrNull(now.queue.indexOfFirst { it.id == item.id } + 1) ?: break
                stand(next, 0)
                continue
            }
            keep(item.id, now.sentence)
            if (!voice.say(sentence.spoken)) {
                shown.update { it.copy(mute = true) }
                break
            }
            shown.update { it.copy(sentence = now.sentence + 1) }
        }
        shown.update { it.copy(speaking = false) }
    }

    fun pause() {
        hush()
        shown.update { it.copy(speaking = false) }
    }

    private fun hush() {
        speaking?.cancel()
        voice.hush()
    }

    /** Goes to an item of the queue, and on speaking if it was. */
    fun turnTo(item: ItemRow) = move { stand(item, 0) }

    fun nextItem() = beside(1)

    fun previousItem() = beside(-1)

    /** A sentence back or on. */
    fun step(by: Int) = move {
        val now = shown.value
        val to = (now.sentence + by).coerceIn(0, (now.sentences.size - 1).coerceAtLeast(0))
        shown.update { it.copy(sentence = to) }
        now.item?.let { keep(it.id, to) }
    }

    fun remove(id: String) {
        scope.launch {
            try {
                core.removeListening(listOf(id))
            } catch (_: CoreFault) {
                // It stays in the queue, and on the screen.
            }
        }
    }

    private fun beside(by: Int) {
        val queue = shown.value.queue
        queue.getOrNull(queue.indexOfFirst { it.id == shown.value.item?.id } + by)?.let(::turnTo)
    }

    /** Goes elsewhere; who was reading goes on there, and was reading all the while. */
    private fun move(to: suspend () -> Unit) {
        hush()
        speaking = scope.launch {
            to()
            if (shown.value.speaking) read()
        }
    }

    private suspend fun stand(item: ItemRow, sentence: Int) {
        val sentences = speech(item.id)
        shown.update { it.copy(item = item, sentences = sentences, sentence = sentence) }
        keep(item.id, sentence)
    }

    private suspend fun keep(id: String, sentence: Int) {
        try {
            core.setListeningPlace(id, sentence.toUInt())
        } catch (_: CoreFault) {
            // Only the place after a restart is lost.
        }
    }
}
