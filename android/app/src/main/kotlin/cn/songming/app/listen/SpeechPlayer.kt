package cn.songming.app.listen

import androidx.compose.ui.semantics.getOrNull
import cn.songming.app.core.CoreClient
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.ItemRow
import cn.songming.core.ListeningQueue
import cn.songming.core.Sentence
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

data class PlayerState(
    val queue: List<ItemRow> = emptyList(),
    val item: ItemRow? = null,
    /** The sentences of [item]. */
    val sentences: List<Sentence> = emptyList(),
    /** Index of the current sentence; after the last one, their number. */
    val sentence: Int = 0,
    val speaking: Boolean = false,
    /** This phone has no voice for Chinese. */
    val voiceMissing: Boolean = false,
)

/** 听新闻: reads the queue aloud, sentence by sentence. The core stores the position. Called on the main thread only. */
class SpeechPlayer(private val client: CoreClient, private val voice: Voice, private val scope: CoroutineScope) {
    private val current = MutableStateFlow(PlayerState())
    private val loaded = CompletableDeferred<Unit>()
    private var speaking: Job? = null
    val state: StateFlow<PlayerState> = current.asStateFlow()

    init {
        scope.launch {
            client.changes.filter { it == Change.ALL || it == Change.LISTENING || it == Change.ITEMS }.collect { load() }
        }
    }

    /** Returns once the queue has been loaded. */
    suspend fun awaitLoaded() = loaded.await()

    private suspend fun load() {
        try {
            show(client.listening.queue())
        } catch (_: ClientException) {
            // The queue stays as it is until the next change.
        }
        loaded.complete(Unit)
    }

    /** A corrected item is read in its new words; one that left the queue, for example because it was withdrawn, stops at once. */
    private suspend fun show(queue: ListeningQueue) {
        val item = current.value.item
        if (item != null && queue.items.any { it.id == item.id }) {
            val sentences = client.listening.speech(item.id)
            current.update {
                if (it.item?.id == item.id) it.copy(sentences = sentences, queue = queue.items) else it.copy(queue = queue.items)
            }
            return
        }
        if (current.value.speaking) pause()
        val next = queue.items.find { it.id == queue.current } ?: queue.items.firstOrNull()
        val sentences = next?.let { client.listening.speech(it.id) }.orEmpty()
        val sentence = if (next?.id == queue.current) queue.sentence.toInt() else 0
        current.update { it.copy(queue = queue.items, item = next, sentences = sentences, sentence = sentence) }
    }

    private suspend fun speechOf(id: String): List<Sentence> = try {
        client.listening.speech(id)
    } catch (_: ClientException) {
        emptyList()
    }

    fun play() {
        val state = current.value
        if (state.speaking || state.item == null) return
        // An item that was read to its end starts again.
        val from = if (state.sentence < state.sentences.size) state.sentence else 0
        current.update { it.copy(speaking = true, voiceMissing = false, sentence = from) }
        speaking = scope.launch { readQueue() }
    }

    /** Reads from the current sentence to the end of the queue. */
    private suspend fun readQueue() {
        while (true) {
            val state = current.value
            val item = state.item ?: break
            val sentence = state.sentences.getOrNull(state.sentence)
            if (sentence == null) {
                val next = state.queue.getOrNull(state.queue.indexOfFirst { it.id == item.id } + 1) ?: break
                moveTo(next)
                continue
            }
            savePosition(item.id, state.sentence)
            if (!voice.speak(sentence.spoken)) {
                current.update { it.copy(voiceMissing = true) }
                break
            }
            current.update { it.copy(sentence = state.sentence + 1) }
        }
        current.update { it.copy(speaking = false) }
    }

    fun pause() {
        stopVoice()
        current.update { it.copy(speaking = false) }
    }

    private fun stopVoice() {
        speaking?.cancel()
        voice.stop()
    }

    /** Moves to an item of the queue. */
    fun select(item: ItemRow) = move { moveTo(item) }

    fun nextItem() = selectBeside(1)

    fun previousItem() = selectBeside(-1)

    /** Moves by sentences within the item, backward if [by] is negative. */
    fun step(by: Int) = move {
        val state = current.value
        val to = (state.sentence + by).coerceIn(0, (state.sentences.size - 1).coerceAtLeast(0))
        current.update { it.copy(sentence = to) }
        state.item?.let { savePosition(it.id, to) }
    }

    fun remove(id: String) {
        scope.launch {
            try {
                client.listening.remove(listOf(id))
            } catch (_: ClientException) {
                // It stays in the queue, and on the screen.
            }
        }
    }

    private fun selectBeside(by: Int) {
        val queue = current.value.queue
        queue.getOrNull(queue.indexOfFirst { it.id == current.value.item?.id } + by)?.let(::select)
    }

    /** Moves, and goes on speaking if it was. In between, the state is still speaking. */
    private fun move(to: suspend () -> Unit) {
        stopVoice()
        speaking = scope.launch {
            to()
            if (current.value.speaking) readQueue()
        }
    }

    private suspend fun moveTo(item: ItemRow) {
        val sentences = speechOf(item.id)
        current.update { it.copy(item = item, sentences = sentences, sentence = 0) }
        savePosition(item.id, 0)
    }

    private suspend fun savePosition(id: String, sentence: Int) {
        try {
            client.listening.setPosition(id, sentence.toUInt())
        } catch (_: ClientException) {
            // Only the position after a restart is lost.
        }
    }
}
