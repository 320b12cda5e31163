package cn.songming.app.platform

import android.app.Notification
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.work.CoroutineWorker
import androidx.work.ExistingWorkPolicy
import androidx.work.ListenableWorker.Result
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import androidx.work.workDataOf
import cn.songming.app.MainActivity
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.core.CoreClient
import cn.songming.core.ClientException
import cn.songming.core.Reminder
import cn.songming.core.ReminderKind
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * Shows the core's reminders as notifications: one that is due is shown once, one in the future is scheduled, and one that the core
 * does not list any more is removed. [update] is idempotent.
 */
class ReminderScheduler(private val context: Context, private val now: () -> Long = System::currentTimeMillis) {
    /** What was shown and scheduled. A notification that the person swiped away must not come back with the next sync. */
    private val preferences = context.getSharedPreferences("reminders", Context.MODE_PRIVATE)
    private val updating = Mutex()

    suspend fun update(client: CoreClient) = updating.withLock {
        val reminders = client.reminders()
        val listed = reminders.map(Reminder::id).toSet()
        val shown = preferences.getStringSet(SHOWN, emptySet()).orEmpty()
        for (id in shown - listed) Notifications.cancel(context, id)
        val (due, later) = reminders.partition { it.at <= now() }
        val scheduled = preferences.getStringSet(SCHEDULED, emptySet()).orEmpty()
        for (name in scheduled - later.map(::workName).toSet()) WorkManager.getInstance(context).cancelUniqueWork(name)
        val new = due.filter { it.id !in shown && (it.until ?: Long.MAX_VALUE) > now() }
        // While notifications are not allowed, none of them counts as shown.
        val newlyShown = if (Notifications.areAllowed(context)) new.map(Reminder::id).toSet() else emptySet()
        for (reminder in new) Notifications.show(context, reminder.id, notification(reminder))
        for (reminder in later) if (workName(reminder) !in scheduled) schedule(reminder)
        preferences.edit()
            .putStringSet(SHOWN, shown.intersect(listed) + newlyShown)
            .putStringSet(SCHEDULED, later.map(::workName).toSet())
            .apply()
    }

    private fun schedule(reminder: Reminder) {
        val work = OneTimeWorkRequestBuilder<RemindWorker>()
            .setInitialDelay(reminder.at - now(), TimeUnit.MILLISECONDS)
            .setInputData(workDataOf("plan" to reminder.id))
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork(workName(reminder), ExistingWorkPolicy.REPLACE, work)
    }

    private fun notification(reminder: Reminder): Notification {
        val open = Intent(context, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(link(reminder))
        val flags = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
        val pending = PendingIntent.getActivity(context, reminder.id.hashCode(), open, flags)
        return Notification.Builder(context, Notifications.channelOf(reminder))
            .setSmallIcon(R.drawable.mark)
            .setContentTitle(reminder.title)
            .setContentText(reminder.body)
            .setStyle(Notification.BigTextStyle().bigText(reminder.body))
            .setContentIntent(pending)
            .setAutoCancel(true)
            // It disappears by itself when it no longer applies.
            .apply { reminder.until?.let { setTimeoutAfter(it - now()) } }
            .build()
    }

    private fun link(reminder: Reminder): Uri = Uri.parse(
        when {
            reminder.item != null -> "songming://item/" + Uri.encode(reminder.item)
            reminder.appeal != null -> "songming://appeal/" + Uri.encode(reminder.appeal)
            reminder.submission != null -> "songming://submission/" + Uri.encode(reminder.submission)
            reminder.kind == ReminderKind.RADAR -> "songming://topic/radar"
            else -> "songming://topic/home"
        },
    )

    private companion object {
        const val SHOWN = "shown"
        const val SCHEDULED = "waiting"

        /** The time is part of the name: a reminder that moved is other work, and one that did not is left alone. */
        fun workName(reminder: Reminder) = "remind ${reminder.at} ${reminder.id}"
    }
}

/** Runs when a reminder is due, and updates all of them: they can have changed since. WorkManager stores the name of this class. */
class RemindWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val app = applicationContext as SongmingApp
        return try {
            app.reminders.update(app.client.await())
            Result.success()
        } catch (_: ClientException) {
            Result.retry()
        }
    }
}
