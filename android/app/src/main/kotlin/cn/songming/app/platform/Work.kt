package cn.songming.app.platform

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequest
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import cn.songming.app.SongmingApp
import cn.songming.app.core.CoreFault
import cn.songming.app.core.RejectedFault
import cn.songming.app.core.StorageFault
import cn.songming.app.core.SyncBudget
import java.util.concurrent.TimeUnit

/** News while nobody looks: the platform says when, the core what. */
class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val app = applicationContext as SongmingApp
        return try {
            val core = app.core.await()
            // Taken back since this was scheduled.
            if (!core.consent().given) return Result.success()
            core.setNetwork(networkNow(applicationContext))
            core.sync(BUDGET)
            app.reminders.arrange(core)
            Result.success()
        } catch (fault: CoreFault) {
            // What trying again cannot mend waits for the next period.
            if (fault is RejectedFault || fault is StorageFault) Result.failure() else Result.retry()
        }
    }

    companion object {
        private const val NAME = "sync"
        private const val HOURS = 4L
        private const val MINUTES = 15L

        /** WorkManager ends a worker after ten minutes: texts come first, and are in by then. */
        val BUDGET = SyncBudget(480u, 16_000_000uL, 24_000_000uL)

        fun request(): PeriodicWorkRequest = PeriodicWorkRequestBuilder<SyncWorker>(HOURS, TimeUnit.HOURS)
            .setConstraints(
                Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).setRequiresBatteryNotLow(true)
                    .setRequiresStorageNotLow(true).build(),
            )
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, MINUTES, TimeUnit.MINUTES)
            .build()

        fun schedule(context: Context) {
            WorkManager.getInstance(context).enqueueUniquePeriodicWork(NAME, ExistingPeriodicWorkPolicy.UPDATE, request())
        }

        fun cancel(context: Context) {
            WorkManager.getInstance(context).cancelUniqueWork(NAME)
        }
    }
}
