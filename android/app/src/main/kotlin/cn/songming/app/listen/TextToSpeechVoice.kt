package cn.songming.app.listen

import android.content.Context
import android.speech.tts.TextToSpeech
import android.speech.tts.UtteranceProgressListener
import java.util.Locale
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.withTimeoutOrNull

/** The phone's text-to-speech. It connects at the first sentence: most people never listen. */
class TextToSpeechVoice(private val context: Context) : Voice {
    /** A connection to the engine; [ready] says whether it was established. */
    private class Connection(val engine: TextToSpeech, val ready: Deferred<Boolean>) {
        private var chinese: Boolean? = null

        /** Cached, because each query goes to another process. */
        fun speaksChinese(): Boolean =
            chinese ?: (engine.setLanguage(Locale.SIMPLIFIED_CHINESE) >= TextToSpeech.LANG_AVAILABLE).also { chinese = it }
    }

    private val utterances = ConcurrentHashMap<String, CompletableDeferred<Boolean>>()
    private var connection: Connection? = null
    private var lastId = 0

    private suspend fun engine(): TextToSpeech? {
        val open = connection ?: connect().also { connection = it }
        if (open.ready.await() && open.speaksChinese()) return open.engine
        // The person can install a voice: the next sentence connects again.
        close()
        return null
    }

    private fun connect(): Connection {
        val ready = CompletableDeferred<Boolean>()
        val engine = TextToSpeech(context) { status -> ready.complete(status == TextToSpeech.SUCCESS) }
        engine.setOnUtteranceProgressListener(ProgressListener())
        engine.setAudioAttributes(SPEECH)
        return Connection(engine, ready)
    }

    override suspend fun speak(text: String): Boolean {
        val engine = engine() ?: return false
        lastId += 1
        val id = lastId.toString()
        val done = CompletableDeferred<Boolean>().also { utterances[id] = it }
        return try {
            val started = engine.speak(text, TextToSpeech.QUEUE_FLUSH, null, id) == TextToSpeech.SUCCESS
            // An engine whose process died reports neither an end nor an error.
            val finished = started && withTimeoutOrNull(BASE_TIMEOUT + TIMEOUT_PER_CHARACTER * text.length) { done.await() } == true
            if (!finished) close()
            finished
        } finally {
            utterances.remove(id)
        }
    }

    override fun stop() {
        connection?.engine?.stop()
    }

    /** A connection that failed cannot be used again. */
    private fun close() {
        connection?.engine?.shutdown()
        connection = null
    }

    private inner class ProgressListener : UtteranceProgressListener() {
        override fun onStart(id: String) = Unit

        override fun onDone(id: String) {
            utterances[id]?.complete(true)
        }

        override fun onStop(id: String, interrupted: Boolean) {
            utterances[id]?.complete(false)
        }

        @Deprecated("abstract in the platform's class")
        override fun onError(id: String) {
            utterances[id]?.complete(false)
        }
    }

    private companion object {
        /** Milliseconds. */
        const val BASE_TIMEOUT = 10_000L
        const val TIMEOUT_PER_CHARACTER = 600L
    }
}
