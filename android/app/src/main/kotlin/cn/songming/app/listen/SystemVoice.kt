package cn.songming.app.listen

import android.content.Context
import android.speech.tts.TextToSpeech
import android.speech.tts.UtteranceProgressListener
import java.util.Locale
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CompletableDeferred

/** The phone's own voice. It is made at the first sentence: most people never listen. */
class SystemVoice(private val context: Context) : Voice {
    private val said = ConcurrentHashMap<String, CompletableDeferred<Boolean>>()
    private val ready = CompletableDeferred<Boolean>()
    private var speech: TextToSpeech? = null
    private var number = 0

    private suspend fun voice(): TextToSpeech? {
        val voice = speech ?: TextToSpeech(context) { status -> ready.complete(status == TextToSpeech.SUCCESS) }.also {
            speech = it
            it.setOnUtteranceProgressListener(Told())
        }
        if (!ready.await()) return null
        return voice.takeIf { it.setLanguage(Locale.SIMPLIFIED_CHINESE) >= TextToSpeech.LANG_AVAILABLE }
    }

    override suspend fun say(text: String): Boolean {
        val voice = voice() ?: return false
        number += 1
        val id = number.toString()
        val done = CompletableDeferred<Boolean>().also { said[id] = it }
        return try {
            voice.speak(text, TextToSpeech.QUEUE_FLUSH, null, id) == TextToSpeech.SUCCESS && done.await()
        } finally {
            said.remove(id)
        }
    }

    override fun hush() {
        speech?.stop()
    }

    fun close() {
        speech?.shutdown()
        speech = null
    }

    private inner class Told : UtteranceProgressListener() {
        override fun onStart(id: String) = Unit

        override fun onDone(id: String) {
            said[id]?.complete(true)
        }

        @Deprecated("the platform still asks for it")
        override fun onError(id: String) {
            said[id]?.complete(false)
        }
    }
}
