package cn.songming.app.listen

import android.app.Notification
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.media.MediaMetadata
import android.media.session.MediaSession
import android.media.session.PlaybackState
import android.os.IBinder
import androidx.core.app.ServiceCompat
import cn.songming.app.MainActivity
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.platform.Channels
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** Keeps the voice alive while the screen is off, and obeys headphones, the lock screen and the car. */
class ListeningService : Service() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    private lateinit var session: MediaSession
    private lateinit var reader: Reader

    override fun onCreate() {
        super.onCreate()
        reader = (application as SongmingApp).session.reader
        session = MediaSession(this, "listening").apply {
            setCallback(Keys())
            isActive = true
        }
        ServiceCompat.startForeground(this, NUMBER, notification(reader.state.value), ServiceInfo.FOREGROUND_SERVICE_TYPE_MEDIA_PLAYBACK)
        scope.launch { reader.state.collect(::tell) }
    }

    override fun onStartCommand(intent: Intent?, flags: Int, start: Int): Int {
        when (intent?.action) {
            PAUSE -> reader.pause()
            NEXT -> reader.nextItem()
            else -> reader.play()
        }
        // A voice that the system ended does not begin by itself again.
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        scope.cancel()
        session.release()
        super.onDestroy()
    }

    override fun onBind(intent: Intent?): IBinder? = null

    private fun tell(now: Reading) {
        val state = if (now.speaking) PlaybackState.STATE_PLAYING else PlaybackState.STATE_PAUSED
        session.setPlaybackState(
            PlaybackState.Builder().setActions(ACTIONS).setState(state, now.sentence.toLong(), 1f).build(),
        )
        session.setMetadata(
            MediaMetadata.Builder().putString(MediaMetadata.METADATA_KEY_TITLE, now.item?.title)
                .putString(MediaMetadata.METADATA_KEY_ARTIST, now.item?.source).build(),
        )
        Channels.show(this, NUMBER, notification(now))
        if (!now.speaking) {
            ServiceCompat.stopForeground(this, ServiceCompat.STOP_FOREGROUND_DETACH)
            if (now.item == null) stopSelf()
        }
    }

    private fun notification(now: Reading): Notification {
        val open = PendingIntent.getActivity(
            this, 0, Intent(this, MainActivity::class.java).setAction(Intent.ACTION_MAIN), PendingIntent.FLAG_IMMUTABLE,
        )
        val (icon, name, action) = if (now.speaking) {
            Triple(R.drawable.pause, R.string.listen_pause, PAUSE)
        } else {
            Triple(R.drawable.play, R.string.listen_play, PLAY)
        }
        return Notification.Builder(this, Channels.LISTENING)
            .setSmallIcon(R.drawable.door_listen)
            .setContentTitle(now.item?.title ?: getString(R.string.listen_title))
            .setContentText(now.sentences.getOrNull(now.sentence)?.text)
            .setContentIntent(open)
            .setOnlyAlertOnce(true)
            .addAction(button(icon, name, action))
            .addAction(button(R.drawable.next, R.string.listen_next, NEXT))
            .setStyle(Notification.MediaStyle().setMediaSession(session.sessionToken).setShowActionsInCompactView(0, 1))
            .build()
    }

    private fun button(icon: Int, name: Int, action: String): Notification.Action {
        val intent = Intent(this, ListeningService::class.java).setAction(action)
        val pending = PendingIntent.getService(this, 0, intent, PendingIntent.FLAG_IMMUTABLE)
        return Notification.Action.Builder(android.graphics.drawable.Icon.createWithResource(this, icon), getString(name), pending).build()
    }

    private inner class Keys : MediaSession.Callback() {
        override fun onPlay() = reader.play()

        override fun onPause() = reader.pause()

        override fun onSkipToNext() = reader.nextItem()

        override fun onSkipToPrevious() = reader.previousItem()

        override fun onStop() {
            reader.pause()
            stopSelf()
        }
    }

    companion object {
        private const val NUMBER = 1
        private const val PLAY = "play"
        private const val PAUSE = "pause"
        private const val NEXT = "next"
        private const val ACTIONS = PlaybackState.ACTION_PLAY or PlaybackState.ACTION_PAUSE or PlaybackState.ACTION_PLAY_PAUSE or
            PlaybackState.ACTION_SKIP_TO_NEXT or PlaybackState.ACTION_SKIP_TO_PREVIOUS or PlaybackState.ACTION_STOP

        fun start(context: Context) {
            context.startForegroundService(Intent(context, ListeningService::class.java).setAction(PLAY))
        }
    }
}
