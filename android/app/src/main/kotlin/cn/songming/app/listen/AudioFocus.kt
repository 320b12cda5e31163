package cn.songming.app.listen

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.media.AudioAttributes
import android.media.AudioFocusRequest
import android.media.AudioManager
import androidx.core.content.ContextCompat

/** Audio attributes of the voice. Speech is paused, not played more quietly, when another app has something to play. */
val SPEECH: AudioAttributes = AudioAttributes.Builder()
    .setUsage(AudioAttributes.USAGE_MEDIA)
    .setContentType(AudioAttributes.CONTENT_TYPE_SPEECH)
    .build()

/**
 * The app's audio focus. [onLost] is called when another app gets it, and when headphones are unplugged while the app has it;
 * [onRegained] when it comes back, for example after a call. Used and called back on the main thread.
 */
class AudioFocus(private val context: Context, private val onLost: () -> Unit, private val onRegained: () -> Unit) {
    private val audio = context.getSystemService(AudioManager::class.java)
    private val request = AudioFocusRequest.Builder(AudioManager.AUDIOFOCUS_GAIN)
        .setAudioAttributes(SPEECH)
        .setWillPauseWhenDucked(true)
        .setOnAudioFocusChangeListener(::onFocusChange)
        .build()
    private val noisyReceiver = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) = onLost()
    }
    private var held = false

    /** Whether another app has the focus for a short time, after which it comes back. */
    var isLent = false
        private set

    /** Requests the focus; false while there is a call. */
    fun request(): Boolean {
        isLent = false
        if (held) return true
        held = audio.requestAudioFocus(request) == AudioManager.AUDIOFOCUS_REQUEST_GRANTED
        if (held) {
            val noisy = IntentFilter(AudioManager.ACTION_AUDIO_BECOMING_NOISY)
            ContextCompat.registerReceiver(context, noisyReceiver, noisy, ContextCompat.RECEIVER_NOT_EXPORTED)
        }
        return held
    }

    fun abandon() {
        isLent = false
        if (!held) return
        held = false
        context.unregisterReceiver(noisyReceiver)
        audio.abandonAudioFocusRequest(request)
    }

    private fun onFocusChange(change: Int) {
        when (change) {
            AudioManager.AUDIOFOCUS_LOSS -> {
                abandon()
                onLost()
            }
            AudioManager.AUDIOFOCUS_LOSS_TRANSIENT, AudioManager.AUDIOFOCUS_LOSS_TRANSIENT_CAN_DUCK -> {
                isLent = true
                onLost()
            }
            AudioManager.AUDIOFOCUS_GAIN -> if (isLent) {
                isLent = false
                onRegained()
            }
        }
    }
}
