package cn.songming.app.platform

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ListenableWorker.Result
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequest
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import cn.songming.core.ClientException
import cn.songming.core.SyncBudget
import java.util.concurrent.TimeUnit

/** Syncs in the background: WorkManager decides when, the core what. WorkManager stores the name of this class. */
class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result = try {
        workInBackground(applicationContext) { client -> client.sync(BUDGET) }
        Result.success()
    } catch (exception: ClientException) {
        // An error that a retry cannot fix waits for the next period.
        if (exception is ClientException.Rejected || exception is ClientException.Storage) Result.failure() else Result.retry()
    }

    companion object {
        private const val NAME = "sync"
        private const val HOURS = 4L
        private const val MINUTES = 15L

        /** WorkManager ends a worker after ten minutes. Texts are synced first, and done by then. */
        val BUDGET = SyncBudget(seconds = 480u, bytes = 16_000_000uL, pictureBytes = 24_000_000uL)

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
