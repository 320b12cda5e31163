package cn.songming.app.listen

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.media.AudioAttributes
import android.media.AudioFocusRequest
import android.media.AudioManager
import androidx.core.content.ContextCompat

/** How the voice is heard: as speech, which is paused and not only made quieter when something else must be heard. */
val SPEECH: AudioAttributes = AudioAttributes.Builder()
    .setUsage(AudioAttributes.USAGE_MEDIA)
    .setContentType(AudioAttributes.CONTENT_TYPE_SPEECH)
    .build()

/**
 * Whose turn it is to be heard. [onLost]: somebody else's, or the headphones were pulled out and everybody around would hear.
 * [onBack]: a call, or the navigator's voice, is over. All on the main thread.
 */
class Floor(private val context: Context, private val onLost: () -> Unit, private val onBack: () -> Unit) {
    private val audio = context.getSystemService(AudioManager::class.java)
    private val request = AudioFocusRequest.Builder(AudioManager.AUDIOFOCUS_GAIN)
        .setAudioAttributes(SPEECH)
        .setWillPauseWhenDucked(true)
        .setOnAudioFocusChangeListener(::changed)
        .build()
    private val unplugged = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) = onLost()
    }
    private var held = false

    /** Somebody else has it for a moment, and it comes back. */
    var lent = false
        private set

    /** Asks for it; false while a call is going on. */
    fun take(): Boolean {
        lent = false
        if (held) return true
        held = audio.requestAudioFocus(request) == AudioManager.AUDIOFOCUS_REQUEST_GRANTED
        if (held) {
            val noisy = IntentFilter(AudioManager.ACTION_AUDIO_BECOMING_NOISY)
            ContextCompat.registerReceiver(context, unplugged, noisy, ContextCompat.RECEIVER_NOT_EXPORTED)
        }
        return held
    }

    fun give() {
        lent = false
        if (!held) return
        held = false
        context.unregisterReceiver(unplugged)
        audio.abandonAudioFocusRequest(request)
    }

    private fun changed(change: Int) {
        when (change) {
            AudioManager.AUDIOFOCUS_LOSS -> {
                give()
                onLost()
            }
            AudioManager.AUDIOFOCUS_LOSS_TRANSIENT, AudioManager.AUDIOFOCUS_LOSS_TRANSIENT_CAN_DUCK -> {
                lent = true
                onLost()
            }
            AudioManager.AUDIOFOCUS_GAIN -> if (lent) {
                lent = false
                onBack()
            }
        }
    }
}
