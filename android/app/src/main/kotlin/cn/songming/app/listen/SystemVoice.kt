package cn.songming.app.listen

import android.content.Context
import android.speech.tts.TextToSpeech
import android.speech.tts.UtteranceProgressListener
import java.util.Locale
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.withTimeoutOrNull

/** The phone's own voice. It is made at the first sentence: most people never listen. */
class SystemVoice(private val context: Context) : Voice {
    /** A connection to the phone's speech, and whether it came about. */
    private class Line(val speech: TextToSpeech, val ready: Deferred<Boolean>) {
        private var chinese: Boolean? = null

        /** Asked once: each time is a question to another program. */
        fun speaksChinese(): Boolean =
            chinese ?: (speech.setLanguage(Locale.SIMPLIFIED_CHINESE) >= TextToSpeech.LANG_AVAILABLE).also { chinese = it }
    }

    private val said = ConcurrentHashMap<String, CompletableDeferred<Boolean>>()
    private var line: Line? = null
    private var number = 0

    private suspend fun voice(): TextToSpeech? {
        val here = line ?: connect().also { line = it }
        if (here.ready.await() && here.speaksChinese()) return here.speech
        // The person may install a voice and come back: the next time asks anew.
        close()
        return null
    }

    private fun connect(): Line {
        val ready = CompletableDeferred<Boolean>()
        val speech = TextToSpeech(context) { status -> ready.complete(status == TextToSpeech.SUCCESS) }
        speech.setOnUtteranceProgressListener(Told())
        speech.setAudioAttributes(SPEECH)
        return Line(speech, ready)
    }

    override suspend fun say(text: String): Boolean {
        val voice = voice() ?: return false
        number += 1
        val id = number.toString()
        val done = CompletableDeferred<Boolean>().also { said[id] = it }
        return try {
            val begun = voice.speak(text, TextToSpeech.QUEUE_FLUSH, null, id) == TextToSpeech.SUCCESS
            // A voice whose program died says neither that it ended nor that it failed.
            val ended = begun && withTimeoutOrNull(LEAST + PER_LETTER * text.length) { done.await() } == true
            if (!ended) close()
            ended
        } finally {
            said.remove(id)
        }
    }

    override fun hush() {
        line?.speech?.stop()
    }

    /** A connection that failed is no use any more. */
    private fun close() {
        line?.speech?.shutdown()
        line = null
    }

    private inner class Told : UtteranceProgressListener() {
        override fun onStart(id: String) = Unit

        override fun onDone(id: String) {
            said[id]?.complete(true)
        }

        override fun onStop(id: String, interrupted: Boolean) {
            said[id]?.complete(false)
        }

        @Deprecated("the platform still asks for it")
        override fun onError(id: String) {
            said[id]?.complete(false)
        }
    }

    private companion object {
        /** Milliseconds that a sentence may take, and as many more for each letter. */
        const val LEAST = 10_000L
        const val PER_LETTER = 600L
    }
}
