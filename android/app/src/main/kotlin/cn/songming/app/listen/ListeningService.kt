package cn.songming.app.listen

import android.app.Notification
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.graphics.drawable.Icon
import android.media.MediaMetadata
import android.media.session.MediaSession
import android.media.session.PlaybackState
import android.net.Uri
import android.os.IBinder
import android.os.PowerManager
import androidx.core.app.ServiceCompat
import cn.songming.app.MainActivity
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.platform.Notifications
import cn.songming.core.ClientException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * Keeps the player running while the screen is off, takes commands of headphones, lock screen and car, and pauses for calls.
 *
 * While paused it is not in the foreground, and the system can end it. Its notification stays, and a button of that can start a new
 * process. So the core may not be open yet when a command arrives.
 */
class ListeningService : Service() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    private val app get() = application as SongmingApp
    private lateinit var session: MediaSession
    private lateinit var audioFocus: AudioFocus
    private lateinit var wakeLock: PowerManager.WakeLock
    private var state = PlayerState()

    override fun onCreate() {
        super.onCreate()
        session = MediaSession(this, "listening").apply {
            setCallback(MediaKeys())
            isActive = true
        }
        audioFocus = AudioFocus(this, onLost = { withPlayer { it.pause() } }, onRegained = { withPlayer { it.play() } })
        wakeLock = getSystemService(PowerManager::class.java).newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "songming:listening")
        wakeLock.setReferenceCounted(false)
        withPlayer { it.state.collect(::onState) }
    }

    override fun onStartCommand(intent: Intent?, flags: Int, start: Int): Int {
        when (intent?.action) {
            PAUSE -> pause()
            NEXT -> withPlayer { it.nextItem() }
            STOP -> stop()
            else -> {
                // A service started for the foreground has to enter it at once, even if it was only paused.
                ServiceCompat.startForeground(this, NUMBER, notification(), ServiceInfo.FOREGROUND_SERVICE_TYPE_MEDIA_PLAYBACK)
                withPlayer {
                    it.awaitLoaded()
                    if (audioFocus.request()) it.play()
                    if (!it.state.value.speaking) leaveForeground()
                }
            }
        }
        // If the system ends the service, it does not start to speak again by itself.
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        scope.cancel()
        audioFocus.abandon()
        wakeLock.release()
        session.release()
        Notifications.cancel(this, NUMBER)
        super.onDestroy()
    }

    /** Runs a command as soon as the core is open. */
    private fun withPlayer(command: suspend (SpeechPlayer) -> Unit) {
        scope.launch {
            try {
                app.client.await()
            } catch (_: ClientException) {
                // The app's screen shows the error.
                return@launch stop()
            }
            command(app.container.player)
        }
    }

    private fun onState(state: PlayerState) {
        val wasSpeaking = this.state.speaking
        this.state = state
        val playback = if (state.speaking) PlaybackState.STATE_PLAYING else PlaybackState.STATE_PAUSED
        session.setPlaybackState(
            PlaybackState.Builder().setActions(ACTIONS).setState(playback, state.sentence.toLong(), 1f).build(),
        )
        session.setMetadata(
            MediaMetadata.Builder().putString(MediaMetadata.METADATA_KEY_TITLE, state.item?.title)
                .putString(MediaMetadata.METADATA_KEY_ARTIST, state.item?.source).build(),
        )
        Notifications.show(this, NUMBER, notification())
        // Between two sentences nothing else keeps the phone awake while its screen is off.
        if (state.speaking) wakeLock.acquire(WAKE_TIMEOUT)
        // During a call it stays in the foreground: from the background it could not go on afterwards.
        if (wasSpeaking && !state.speaking && !audioFocus.isLent) leaveForeground()
    }

    private fun pause() = withPlayer {
        it.pause()
        leaveForeground()
    }

    /** The notification stays; the system can end the service. */
    private fun leaveForeground() {
        audioFocus.abandon()
        wakeLock.release()
        ServiceCompat.stopForeground(this, ServiceCompat.STOP_FOREGROUND_DETACH)
    }

    private fun stop() {
        if (state.speaking) app.container.player.pause()
        ServiceCompat.stopForeground(this, ServiceCompat.STOP_FOREGROUND_REMOVE)
        Notifications.cancel(this, NUMBER)
        stopSelf()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    private fun notification(): Notification {
        val open = Intent(this, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(Uri.parse("songming://topic/listen"))
        val (icon, name, action) = if (state.speaking) {
            Triple(R.drawable.pause, R.string.listen_pause, PAUSE)
        } else {
            Triple(R.drawable.play, R.string.listen_play, PLAY)
        }
        return Notification.Builder(this, Notifications.LISTENING)
            .setSmallIcon(R.drawable.door_listen)
            .setContentTitle(state.item?.title ?: getString(R.string.listen_title))
            .setContentText(state.sentences.getOrNull(state.sentence)?.text)
            .setContentIntent(PendingIntent.getActivity(this, 0, open, PendingIntent.FLAG_IMMUTABLE))
            .setDeleteIntent(PendingIntent.getService(this, 0, command(STOP), PendingIntent.FLAG_IMMUTABLE))
            .setOnlyAlertOnce(true)
            .addAction(button(icon, name, action))
            .addAction(button(R.drawable.next, R.string.listen_next, NEXT))
            .setStyle(Notification.MediaStyle().setMediaSession(session.sessionToken).setShowActionsInCompactView(0, 1))
            .build()
    }

    private fun button(icon: Int, name: Int, action: String): Notification.Action {
        val pending = if (action == PLAY) {
            PendingIntent.getForegroundService(this, 0, command(action), PendingIntent.FLAG_IMMUTABLE)
        } else {
            PendingIntent.getService(this, 0, command(action), PendingIntent.FLAG_IMMUTABLE)
        }
        return Notification.Action.Builder(Icon.createWithResource(this, icon), getString(name), pending).build()
    }

    private fun command(action: String) = Intent(this, ListeningService::class.java).setAction(action)

    private inner class MediaKeys : MediaSession.Callback() {
        // A headphone button can be pressed while the service is paused, outside the foreground.
        override fun onPlay() = start(this@ListeningService)

        override fun onPause() = pause()

        override fun onSkipToNext() = withPlayer { it.nextItem() }

        override fun onSkipToPrevious() = withPlayer { it.previousItem() }

        override fun onStop() = stop()
    }

    companion object {
        private const val NUMBER = 1

        /** Milliseconds; longer than any sentence takes. */
        private const val WAKE_TIMEOUT = 120_000L
        private const val PLAY = "play"
        private const val PAUSE = "pause"
        private const val NEXT = "next"
        private const val STOP = "stop"
        private const val ACTIONS = PlaybackState.ACTION_PLAY or PlaybackState.ACTION_PAUSE or PlaybackState.ACTION_PLAY_PAUSE or
            PlaybackState.ACTION_SKIP_TO_NEXT or PlaybackState.ACTION_SKIP_TO_PREVIOUS or PlaybackState.ACTION_STOP

        fun start(context: Context) {
            context.startForegroundService(Intent(context, ListeningService::class.java).setAction(PLAY))
        }
    }
}
