package cn.songming.app.listen

import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Sentence
import cn.songming.app.core.changes
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
    private var speaking: Job? = null

    init {
        scope.launch {
            core.changes().filter { it == Change.ALL || it == Change.LISTENING || it == Change.ITEMS }.collect { look() }
        }
    }

    /** The queue as it is; what was withdrawn has left it, and is not said to its end. */
    private suspend fun look() {
        val listening = try {
            core.listening()
        } catch (_: CoreFault) {
            return
        }
        val gone = shown.value.item?.let { now -> listening.items.none { it.id == now.id } } ?: true
        if (gone && shown.value.speaking) pause()
        val item = listening.items.find { it.id == listening.current } ?: listening.items.firstOrNull()
        // Only then: what the core was told a moment ago may be older than where the person has gone since.
        if (gone) {
            val place = if (item?.id == listening.current) listening.sentence.toInt() else 0
            shown.update { it.copy(item = item, sentences = item?.let { one -> speech(one.id) }.orEmpty(), sentence = place) }
        }
        shown.update { it.copy(queue = listening.items) }
    }

    private suspend fun speech(id: String): List<Sentence> = try {
        core.speech(id)
    } catch (_: CoreFault) {
        emptyList()
    }

    fun play() {
        if (shown.value.speaking || shown.value.item == null) return
        shown.update { it.copy(speaking = true, mute = false) }
        speaking = scope.launch {
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
    }

    fun pause() {
        speaking?.cancel()
        voice.hush()
        shown.update { it.copy(speaking = false) }
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

    private fun move(to: suspend () -> Unit) {
        val spoke = shown.value.speaking
        pause()
        scope.launch {
            to()
            if (spoke) play()
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
