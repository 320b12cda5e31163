package cn.songming.app

import android.app.Application
import androidx.work.Configuration
import cn.songming.app.core.CoreClient
import cn.songming.app.listen.TextToSpeechVoice
import cn.songming.app.listen.Voice
import cn.songming.app.platform.DeviceSigner
import cn.songming.app.platform.EncryptedSecretStore
import cn.songming.app.platform.Notifications
import cn.songming.app.platform.ReminderScheduler
import cn.songming.app.platform.SendWorker
import cn.songming.app.platform.SyncWorker
import cn.songming.core.SecretStore
import cn.songming.core.Signer
import kotlinx.coroutines.Deferred

/** The process. Tests override what it gets from outside. */
open class SongmingApp : Application(), Configuration.Provider {
    val reminders: ReminderScheduler by lazy { ReminderScheduler(this) }
    lateinit var container: AppContainer
        private set
    val client: Deferred<CoreClient> get() = container.client

    /** WorkManager is initialized on demand, not when the process starts. */
    override val workManagerConfiguration: Configuration get() = Configuration.Builder().build()

    override fun onCreate() {
        super.onCreate()
        Notifications.createChannels(this)
        container = AppContainer(this)
    }

    /** Opens the core again on the same files. */
    fun restart() {
        container.close()
        container = AppContainer(this)
    }

    /** Applies the person's decision to syncs in the foreground and in the background. */
    fun setConsent(given: Boolean) {
        container.sync.consentGiven = given
        if (given) {
            SyncWorker.schedule(this)
            container.scheduleSending()
        } else {
            SyncWorker.cancel(this)
            SendWorker.cancel(this)
        }
    }

    /** The publisher's address. */
    open fun publisher(): String = getString(R.string.publisher)

    open fun voice(): Voice = TextToSpeechVoice(this)

    /** Where the core keeps the tokens of an account. */
    open fun secretStore(): SecretStore = EncryptedSecretStore(this)

    /** The key of the device. */
    open fun signer(): Signer = DeviceSigner()
}
