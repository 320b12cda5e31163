package cn.songming.app.platform

import android.Manifest
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import cn.songming.app.R
import cn.songming.app.core.Plan
import cn.songming.app.core.PlanKind

/** The notification channels, as the person finds them in the phone's settings. */
object Channels {
    const val LISTENING = "listening"
    private const val ALERT = "alert"
    private const val DEADLINE = "deadline"
    private const val NEWS = "news"

    fun make(context: Context) {
        val channels = listOf(
            NotificationChannel(ALERT, context.getString(R.string.channel_alert), NotificationManager.IMPORTANCE_HIGH),
            NotificationChannel(DEADLINE, context.getString(R.string.channel_deadline), NotificationManager.IMPORTANCE_DEFAULT),
            NotificationChannel(NEWS, context.getString(R.string.channel_news), NotificationManager.IMPORTANCE_LOW),
            NotificationChannel(LISTENING, context.getString(R.string.channel_listening), NotificationManager.IMPORTANCE_LOW),
        )
        manager(context).createNotificationChannels(channels)
    }

    fun of(plan: Plan): String = when {
        plan.urgent -> ALERT
        plan.kind == PlanKind.DEADLINE || plan.kind == PlanKind.APPEAL -> DEADLINE
        else -> NEWS
    }

    /** Whether the person lets us notify at all: was asked, and has not switched it off in the phone's settings. */
    fun allowed(context: Context): Boolean = permitted(context) && manager(context).areNotificationsEnabled()

    /** Older phones ask nobody. */
    fun permitted(context: Context): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
        context.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED

    /** Of a media session: the phone shows it whether reminders are allowed or not. */
    fun show(context: Context, number: Int, notification: Notification) = manager(context).notify(number, notification)

    fun show(context: Context, tag: String, notification: Notification) {
        if (allowed(context)) manager(context).notify(tag, PLAN, notification)
    }

    fun take(context: Context, number: Int) = manager(context).cancel(number)

    fun take(context: Context, tag: String) = manager(context).cancel(tag, PLAN)

    private fun manager(context: Context) = context.getSystemService(NotificationManager::class.java)

    private const val PLAN = 2
}
