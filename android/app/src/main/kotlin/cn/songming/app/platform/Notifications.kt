package cn.songming.app.platform

import android.Manifest
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import cn.songming.app.MainActivity
import cn.songming.app.R
import cn.songming.core.Reminder
import cn.songming.core.ReminderKind

/** The notification channels, and showing notifications in them. */
object Notifications {
    const val LISTENING = "listening"
    private const val ALERT = "alert"
    private const val DEADLINE = "deadline"
    private const val NEWS = "news"
    private const val STATION = "station"
    private const val SENDING = "sending"

    fun createChannels(context: Context) {
        val channels = listOf(
            NotificationChannel(ALERT, context.getString(R.string.channel_alert), NotificationManager.IMPORTANCE_HIGH),
            NotificationChannel(DEADLINE, context.getString(R.string.channel_deadline), NotificationManager.IMPORTANCE_DEFAULT),
            NotificationChannel(NEWS, context.getString(R.string.channel_news), NotificationManager.IMPORTANCE_LOW),
            NotificationChannel(STATION, context.getString(R.string.channel_station), NotificationManager.IMPORTANCE_DEFAULT),
            NotificationChannel(SENDING, context.getString(R.string.channel_sending), NotificationManager.IMPORTANCE_LOW),
            NotificationChannel(LISTENING, context.getString(R.string.channel_listening), NotificationManager.IMPORTANCE_LOW),
        )
        manager(context).createNotificationChannels(channels)
    }

    fun channelOf(reminder: Reminder): String = when {
        reminder.urgent -> ALERT
        reminder.kind == ReminderKind.SUBMISSION -> STATION
        reminder.kind == ReminderKind.DEADLINE || reminder.kind == ReminderKind.APPEAL -> DEADLINE
        else -> NEWS
    }

    /** Whether notifications are shown: the permission is granted, and they are not switched off in the phone's settings. */
    fun areAllowed(context: Context): Boolean = isPermitted(context) && manager(context).areNotificationsEnabled()

    /** Before Android 13 no permission is needed. */
    fun isPermitted(context: Context): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
        context.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    /** For a media session, whose notification needs no permission. */
    fun show(context: Context, number: Int, notification: Notification) = manager(context).notify(number, notification)

    fun show(context: Context, tag: String, notification: Notification) {
        if (areAllowed(context)) manager(context).notify(tag, REMINDER, notification)
    }

    /** The notification of a worker that sends submissions. A tap opens the tab 联络站. */
    fun sending(context: Context, text: String): Notification {
        val open = Intent(context, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(Uri.parse("songming://topic/station"))
        return Notification.Builder(context, SENDING)
            .setSmallIcon(R.drawable.mark)
            .setContentTitle(context.getString(R.string.sending_title))
            .setContentText(text)
            .setContentIntent(PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE))
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .build()
    }

    fun cancel(context: Context, number: Int) = manager(context).cancel(number)

    fun cancel(context: Context, tag: String) = manager(context).cancel(tag, REMINDER)

    private fun manager(context: Context) = context.getSystemService(NotificationManager::class.java)

    private const val REMINDER = 2
}
