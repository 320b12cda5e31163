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
import cn.songming.app.core.CoreFault
import cn.songming.app.platform.Channels
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/**
 * Keeps the voice alive while the screen is off, obeys headphones, the lock screen and the car, and gives way to a call.
 *
 * A paused service is an ordinary one, which the system may end; its notification stays, and a key of it may begin a process
 * anew. So nothing here takes for granted that the core is open yet.
 */
class ListeningService : Service() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    private val app get() = application as SongmingApp
    private lateinit var session: MediaSession
    private lateinit var floor: Floor
    private lateinit var awake: PowerManager.WakeLock
    private var now = Reading()

    override fun onCreate() {
        super.onCreate()
        session = MediaSession(this, "listening").apply {
            setCallback(Keys())
            isActive = true
        }
        floor = Floor(this, { told { it.pause() } }, { told { it.play() } })
        awake = getSystemService(PowerManager::class.java).newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "songming:listening")
        awake.setReferenceCounted(false)
        told { it.state.collect(::tell) }
    }

    override fun onStartCommand(intent: Intent?, flags: Int, start: Int): Int {
        when (intent?.action) {
            PAUSE -> pause()
            NEXT -> told { it.nextItem() }
            STOP -> end()
            else -> {
                // Whoever is started for the foreground must be there at once, also when it was only paused.
                ServiceCompat.startForeground(this, NUMBER, notification(), ServiceInfo.FOREGROUND_SERVICE_TYPE_MEDIA_PLAYBACK)
                told {
                    it.ready()
                    if (floor.take()) it.play()
                    if (!it.state.value.speaking) rest()
                }
            }
        }
        // A voice that the system ended does not begin by itself again.
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        scope.cancel()
        floor.give()
        awake.release()
        session.release()
        Channels.take(this, NUMBER)
        super.onDestroy()
    }

    /** An order to the reader, as soon as there is one. */
    private fun told(order: suspend (Reader) -> Unit) {
        scope.launch {
            try {
                app.core.await()
            } catch (_: CoreFault) {
                // Nothing can be read aloud; the screen says why.
                return@launch end()
            }
            order(app.session.reader)
        }
    }

    private fun tell(now: Reading) {
        val spoke = this.now.speaking
        this.now = now
        val state = if (now.speaking) PlaybackState.STATE_PLAYING else PlaybackState.STATE_PAUSED
        session.setPlaybackState(
            PlaybackState.Builder().setActions(ACTIONS).setState(state, now.sentence.toLong(), 1f).build(),
        )
        session.setMetadata(
            MediaMetadata.Builder().putString(MediaMetadata.METADATA_KEY_TITLE, now.item?.title)
                .putString(MediaMetadata.METADATA_KEY_ARTIST, now.item?.source).build(),
        )
        Channels.show(this, NUMBER, notification())
        // Between two sentences nothing else keeps a phone awake whose screen is off.
        if (now.speaking) awake.acquire(LONGEST)
        // After a call it goes on, which only a service in the foreground may.
        if (spoke && !now.speaking && !floor.lent) rest()
    }

    private fun pause() = told {
        it.pause()
        rest()
    }

    /** Quiet: the notification stays, and the system may end the rest. */
    private fun rest() {
        floor.give()
        awake.release()
        ServiceCompat.stopForeground(this, ServiceCompat.STOP_FOREGROUND_DETACH)
    }

    private fun end() {
        if (now.speaking) app.session.reader.pause()
        ServiceCompat.stopForeground(this, ServiceCompat.STOP_FOREGROUND_REMOVE)
        Channels.take(this, NUMBER)
        stopSelf()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    private fun notification(): Notification {
        val open = Intent(this, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(Uri.parse("songming://topic/listen"))
        val (icon, name, action) = if (now.speaking) {
            Triple(R.drawable.pause, R.string.listen_pause, PAUSE)
        } else {
            Triple(R.drawable.play, R.string.listen_play, PLAY)
        }
        return Notification.Builder(this, Channels.LISTENING)
            .setSmallIcon(R.drawable.door_listen)
            .setContentTitle(now.item?.title ?: getString(R.string.listen_title))
            .setContentText(now.sentences.getOrNull(now.sentence)?.text)
            .setContentIntent(PendingIntent.getActivity(this, 0, open, PendingIntent.FLAG_IMMUTABLE))
            .setDeleteIntent(PendingIntent.getService(this, 0, order(STOP), PendingIntent.FLAG_IMMUTABLE))
            .setOnlyAlertOnce(true)
            .addAction(button(icon, name, action))
            .addAction(button(R.drawable.next, R.string.listen_next, NEXT))
            .setStyle(Notification.MediaStyle().setMediaSession(session.sessionToken).setShowActionsInCompactView(0, 1))
            .build()
    }

    private fun button(icon: Int, name: Int, action: String): Notification.Action {
        val pending = if (action == PLAY) {
            PendingIntent.getForegroundService(this, 0, order(action), PendingIntent.FLAG_IMMUTABLE)
        } else {
            PendingIntent.getService(this, 0, order(action), PendingIntent.FLAG_IMMUTABLE)
        }
        return Notification.Action.Builder(Icon.createWithResource(this, icon), getString(name), pending).build()
    }

    private fun order(action: String) = Intent(this, ListeningService::class.java).setAction(action)

    private inner class Keys : MediaSession.Callback() {
        // A key of headphones may come when only the paused service is left.
        override fun onPlay() = start(this@ListeningService)

        override fun onPause() = pause()

        override fun onSkipToNext() = told { it.nextItem() }

        override fun onSkipToPrevious() = told { it.previousItem() }

        override fun onStop() = end()
    }

    companion object {
        private const val NUMBER = 1

        /** Milliseconds that one sentence may take. */
        private const val LONGEST = 120_000L
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
