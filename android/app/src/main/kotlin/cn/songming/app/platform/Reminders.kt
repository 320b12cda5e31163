package cn.songming.app.platform

import android.app.Notification
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.work.CoroutineWorker
import androidx.work.ExistingWorkPolicy
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import androidx.work.workDataOf
import cn.songming.app.MainActivity
import cn.songming.app.R
import cn.songming.app.SongmingApp
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.Plan
import cn.songming.app.core.PlanKind
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/**
 * The core's notification plans, brought to the phone: what is due is shown once, what is to come is scheduled, and what is no
 * longer listed is taken away. Asked again at any time it comes to the same.
 */
class Reminders(private val context: Context, private val now: () -> Long = System::currentTimeMillis) {
    /** Ids that were shown. A plan that the person swiped away must not come back with the next sync. */
    private val shown = context.getSharedPreferences("reminders", Context.MODE_PRIVATE)

    suspend fun arrange(core: Core) = turn.withLock {
        val plans = core.plans()
        val listed = plans.map(Plan::id).toSet()
        val known = shown.getStringSet(SHOWN, emptySet()).orEmpty()
        for (gone in known - listed) Channels.take(context, gone)
        val (due, later) = plans.partition { it.at <= now() }
        val waiting = shown.getStringSet(WAITING, emptySet()).orEmpty()
        for (gone in waiting - later.map(::name).toSet()) WorkManager.getInstance(context).cancelUniqueWork(gone)
        val fresh = due.filter { it.id !in known && (it.until ?: Long.MAX_VALUE) > now() }
        // Not marked as shown while the person lets nothing be shown.
        val told = if (Channels.allowed(context)) fresh.map(Plan::id).toSet() else emptySet()
        for (plan in fresh) Channels.show(context, plan.id, notification(plan))
        for (plan in later) if (name(plan) !in waiting) schedule(plan)
        shown.edit().putStringSet(SHOWN, known.intersect(listed) + told).putStringSet(WAITING, later.map(::name).toSet()).apply()
    }

    private fun schedule(plan: Plan) {
        val work = OneTimeWorkRequestBuilder<RemindWorker>()
            .setInitialDelay(plan.at - now(), TimeUnit.MILLISECONDS)
            .setInputData(workDataOf("plan" to plan.id))
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork(name(plan), ExistingWorkPolicy.REPLACE, work)
    }

    private fun notification(plan: Plan): Notification {
        val open = Intent(context, MainActivity::class.java).setAction(Intent.ACTION_VIEW).setData(link(plan))
        val pending = PendingIntent.getActivity(context, plan.id.hashCode(), open, PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT)
        return Notification.Builder(context, Channels.of(plan))
            .setSmallIcon(R.drawable.mark)
            .setContentTitle(plan.title)
            .setContentText(plan.body)
            .setStyle(Notification.BigTextStyle().bigText(plan.body))
            .setContentIntent(pending)
            .setAutoCancel(true)
            // What no longer holds is not left standing until somebody looks.
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
        const val WAITING = "waiting"
        val turn = Mutex()

        /** At another moment it is another work: what waits already is left alone. */
        fun name(plan: Plan) = "remind ${plan.at} ${plan.id}"
    }
}

/** A plan's moment has come: the core is asked anew, since much may have happened. */
class RemindWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val app = applicationContext as SongmingApp
        return try {
            app.reminders.arrange(app.core.await())
            Result.success()
        } catch (_: CoreFault) {
            Result.retry()
        }
    }
}
