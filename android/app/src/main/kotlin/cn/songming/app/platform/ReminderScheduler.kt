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
import cn.songming.core.Plan
import cn.songming.core.PlanKind
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

    suspend fun update(client: CoreClient) = updating.withLock {
        val plans = client.reminders()
        val listed = plans.map(Plan::id).toSet()
        val shown = preferences.getStringSet(SHOWN, emptySet()).orEmpty()
        for (id in shown - listed) Notifications.cancel(context, id)
        val (due, later) = plans.partition { it.at <= now() }
        val scheduled = preferences.getStringSet(SCHEDULED, emptySet()).orEmpty()
        for (name in scheduled - later.map(::workName).toSet()) WorkManager.getInstance(context).cancelUniqueWork(name)
        val new = due.filter { it.id !in shown && (it.until ?: Long.MAX_VALUE) > now() }
        // While notifications are not allowed, none of them counts as shown.
        val newlyShown = if (Notifications.areAllowed(context)) new.map(Plan::id).toSet() else emptySet()
        for (plan in new) Notifications.show(context, plan.id, notification(plan))
        for (plan in later) if (workName(plan) !in scheduled) schedule(plan)
        preferences.edit()
            .putStringSet(SHOWN, shown.intersect(listed) + newlyShown)
            .putStringSet(SCHEDULED, later.map(::workName).toSet())
            .apply()
    }

    private fun schedule(plan: Plan) {
        val work = OneTimeWorkRequestBuilder<RemindWorker>()
            .setInitialDelay(plan.at - now(), TimeUnit.MILLISECONDS)
            .setInputData(workDataOf("plan" to plan.id))
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork(workName(plan), ExistingWorkPolicy.REPLACE, work)
    }

    private fun notification(plan: Plan): Notification {
        val open = Intent(context, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(link(plan))
        val flags = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
        val pending = PendingIntent.getActivity(context, plan.id.hashCode(), open, flags)
        return Notification.Builder(context, Notifications.channelOf(plan))
            .setSmallIcon(R.drawable.mark)
            .setContentTitle(plan.title)
            .setContentText(plan.body)
            .setStyle(Notification.BigTextStyle().bigText(plan.body))
            .setContentIntent(pending)
            .setAutoCancel(true)
            // It disappears by itself when it no longer applies.
            .apply { plan.until?.let { setTimeoutAfter(it - now()) } }
            .build()
    }

    private fun link(plan: Plan): Uri = Uri.parse(
        when {
            plan.item != null -> "songming://item/" + Uri.encode(plan.item)
            plan.appeal != null -> "songming://appeal/" + Uri.encode(plan.appeal)
            plan.kind == PlanKind.RADAR -> "songming://topic/radar"
            else -> "songming://topic/home"
        },
    )

    private companion object {
        const val SHOWN = "shown"
        const val SCHEDULED = "waiting"
        val updating = Mutex()

        /** The time is part of the name: a reminder that moved is other work, and one that did not is left alone. */
        fun workName(plan: Plan) = "remind ${plan.at} ${plan.id}"
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
