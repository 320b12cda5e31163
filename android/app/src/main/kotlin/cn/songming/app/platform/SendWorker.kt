package cn.songming.app.platform

import android.content.Context
import android.content.pm.ServiceInfo
import android.text.format.Formatter
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingWorkPolicy
import androidx.work.ForegroundInfo
import androidx.work.ListenableWorker.Result
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequest
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.OutOfQuotaPolicy
import androidx.work.WorkManager
import androidx.work.Worker
import androidx.work.WorkerParameters
import cn.songming.app.R
import cn.songming.app.core.CoreClient
import cn.songming.core.Change
import cn.songming.core.ClientException
import cn.songming.core.SendReport
import cn.songming.core.Submission
import cn.songming.core.SubmissionPhase
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.launch

/**
 * Sends the submissions that are queued: WorkManager decides when, the core what, and the core says when to try again. While files
 * are on their way it is in the foreground, with their progress as a notification. The core lets one sender at a time send, so a
 * second one does no harm. WorkManager stores the name of this class.
 */
class SendWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result = try {
        workInBackground(applicationContext) { client ->
            // WorkManager can take a network for unmetered that the core is told to be metered, so that the next worker would
            // begin at once and send nothing either.
            schedule(applicationContext, sendWithProgress(client), SECONDS_BEFORE_UNMETERED)
        }
        Result.success()
    } catch (_: ClientException.SignedOut) {
        // Scheduled again after the login.
        Result.success()
    } catch (_: ClientException) {
        Result.retry()
    }

    private suspend fun sendWithProgress(client: CoreClient): SendReport = coroutineScope {
        // Before the first byte: later the system may not allow it any more.
        showProgress(client)
        val progress = launch { client.changes.filter { it == Change.SUBMISSIONS }.collect { showProgress(client) } }
        try {
            send(client)
        } finally {
            progress.cancel()
        }
    }

    /** Sends until nothing is left, or what is left has to wait for long. */
    private suspend fun send(client: CoreClient): SendReport {
        while (true) {
            val report = try {
                client.submissions.send(SECONDS)
            } catch (exception: ClientException) {
                if (exception is ClientException.SignedOut || exception is ClientException.Storage) throw exception
                // The core knows when the publisher or the network is worth another try.
                val pending = client.submissions.pending()
                return pending.copy(retryAfterSeconds = pending.retryAfterSeconds?.coerceAtLeast(SECONDS_AFTER_ERROR))
            }
            val wait = report.retryAfterSeconds
            // The time was over, or the app left the foreground, which ends what was begun there.
            if (wait == null || wait > MAX_SECONDS_HERE) return report
            delay(TimeUnit.SECONDS.toMillis(wait.toLong()))
        }
    }

    /** Keeps the worker in the foreground while files are on their way. A text alone needs no notification. */
    private suspend fun showProgress(client: CoreClient) {
        try {
            val queued = client.submissions.list().filter { it.phase == SubmissionPhase.QUEUED && it.sent < it.size }
            if (queued.isNotEmpty()) setForeground(foregroundInfo(progressText(queued)))
        } catch (_: ClientException) {
            // The progress is shown with the next piece.
        } catch (_: IllegalStateException) {
            // The system does not allow it now. The work goes on without, for as long as it may.
        }
    }

    private fun progressText(queued: List<Submission>): String {
        val size = { bytes: ULong -> Formatter.formatShortFileSize(applicationContext, bytes.toLong()) }
        return applicationContext.getString(
            R.string.sending_progress, queued.size, size(queued.sumOf { it.sent }), size(queued.sumOf { it.size }),
        )
    }

    /** Before Android 12, expedited work is always in the foreground. */
    override suspend fun getForegroundInfo(): ForegroundInfo = foregroundInfo(applicationContext.getString(R.string.sending_text))

    private fun foregroundInfo(text: String): ForegroundInfo = ForegroundInfo(
        NUMBER, Notifications.sending(applicationContext, text), ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC,
    )

    companion object {
        private const val NOW = "send"
        private const val LATER = "send later"
        private const val UNMETERED = "send unmetered"
        private const val NUMBER = 3

        /** One call of the core. WorkManager ends a worker that is not in the foreground after ten minutes. */
        private const val SECONDS = 480u

        /** A longer wait is left to WorkManager. */
        private const val MAX_SECONDS_HERE = 60u
        private const val SECONDS_AFTER_ERROR = 61u
        private const val SECONDS_BEFORE_UNMETERED = 900u

        /**
         * Schedules what is left. A worker that is scheduled or running for the same reason stays. What waits for an unmetered network
         * does so for at least [unmeteredDelay] seconds.
         */
        fun schedule(context: Context, report: SendReport, unmeteredDelay: UInt = 0u) {
            if (report.left == 0u) return
            val manager = WorkManager.getInstance(context)
            if (report.waitsForUnmetered) {
                manager.enqueueUniqueWork(UNMETERED, ExistingWorkPolicy.KEEP, trigger(NetworkType.UNMETERED, unmeteredDelay))
            }
            val wait = report.retryAfterSeconds ?: return
            if (wait <= MAX_SECONDS_HERE) {
                sendNow(context)
            } else {
                // The newest word of the core counts.
                manager.enqueueUniqueWork(LATER, ExistingWorkPolicy.REPLACE, trigger(NetworkType.CONNECTED, wait))
            }
        }

        internal fun sendNow(context: Context) {
            WorkManager.getInstance(context).enqueueUniqueWork(NOW, ExistingWorkPolicy.KEEP, request())
        }

        /** Expedited: the person is waiting for it, and it is in the foreground while it lasts. */
        fun request(): OneTimeWorkRequest = OneTimeWorkRequestBuilder<SendWorker>()
            .setConstraints(Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build())
            .setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
            .build()

        private fun trigger(network: NetworkType, seconds: UInt): OneTimeWorkRequest = OneTimeWorkRequestBuilder<SendTrigger>()
            .setConstraints(Constraints.Builder().setRequiredNetworkType(network).build())
            .setInitialDelay(seconds.toLong(), TimeUnit.SECONDS)
            .build()

        fun cancel(context: Context) {
            for (name in listOf(NOW, LATER, UNMETERED)) WorkManager.getInstance(context).cancelUniqueWork(name)
        }
    }
}

/**
 * Starts [SendWorker] when its time or its network has come: work of its own, so that a submission that is sent meanwhile does not
 * wait behind it. WorkManager stores the name of this class.
 */
class SendTrigger(context: Context, parameters: WorkerParameters) : Worker(context, parameters) {
    override fun doWork(): Result {
        SendWorker.sendNow(applicationContext)
        return Result.success()
    }
}
