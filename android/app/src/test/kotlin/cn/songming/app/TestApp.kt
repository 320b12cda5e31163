package cn.songming.app

import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import androidx.core.content.FileProvider
import cn.songming.app.core.CoreClient
import cn.songming.app.core.GeneratedCoreClient
import cn.songming.app.listen.Voice
import cn.songming.app.platform.DeviceSigner
import cn.songming.app.platform.EncryptedSecretStore
import cn.songming.app.station.LOGIN_REDIRECT
import cn.songming.core.ClientInterface
import cn.songming.core.NetworkClass
import cn.songming.core.SecretStore
import cn.songming.core.Signer
import java.security.KeyPairGenerator
import java.security.spec.ECGenParameterSpec
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetworkCapabilities
import org.robolectric.util.ReflectionHelpers

/** The app with a publisher that runs beside it, and a voice that records. */
class TestApp : SongmingApp() {
    private val publisher = lazy { TestPublisher() }
    val voice = RecordingVoice()

    override fun publisher(): String = publisher.value.address

    override fun voice(): Voice = voice

    // Robolectric has no AndroidKeyStore. The keys outlive the process, as those of a phone do.
    private val secretKeys = MemoryKeys()
    private val keyPair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    override fun secretStore(): SecretStore = EncryptedSecretStore(secretKeys, noBackupFilesDir.resolve("secrets"))

    override fun signer(): Signer = DeviceSigner { keyPair }

    override fun onCreate() {
        // It keeps the folders of the first app of the process, and every test has an app with folders of its own.
        ReflectionHelpers.getStaticField<MutableMap<*, *>>(FileProvider::class.java, "sCache").clear()
        setNetwork(NetworkClass.UNMETERED)
        super.onCreate()
    }

    override fun onTerminate() {
        super.onTerminate()
        if (publisher.isInitialized()) publisher.value.stop()
    }

    /** Ends the core without notice, and starts another one on the same files. */
    fun kill() {
        runBlocking { generated(client.await()).shutDown() }
        restart()
    }

    /** Plays the browser of a person who logs in, and returns the address that the publisher sends it to. */
    fun logIn(page: String, name: String): String = publisher.value.logIn(page, name)

    /** Sends a command to the publisher's control port. */
    fun control(path: String, json: String) = publisher.value.control(path, json)

    /** What the publisher's control port tells. */
    fun ask(path: String) = publisher.value.ask(path)

    /** Changes the phone's network. */
    fun setNetwork(network: NetworkClass) {
        val manager = getSystemService(ConnectivityManager::class.java)
        val shadow = shadowOf(manager)
        val active = checkNotNull(activeNetwork ?: manager.activeNetwork).also { activeNetwork = it }
        val capabilities = ShadowNetworkCapabilities.newInstance()
        val shadowCapabilities = shadowOf(capabilities)
        if (network != NetworkClass.OFFLINE) shadowCapabilities.addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
        if (network == NetworkClass.UNMETERED) {
            shadowCapabilities.addCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        } else {
            shadowCapabilities.removeCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        }
        shadow.setNetworkCapabilities(active, capabilities)
        for (callback in shadow.networkCallbacks.toList()) callback.onCapabilitiesChanged(active, capabilities)
    }

    private var activeNetwork: android.net.Network? = null

    companion object {
        val current: TestApp get() = RuntimeEnvironment.getApplication() as TestApp

        /** The client of the app under test, with the calls that the app does not use. */
        val client: ClientInterface get() = runBlocking { generated(current.client.await()) }

        /** Downloads everything that the publisher has, with pictures. */
        fun loadEverything() = runBlocking { loadEverything(client) }

        /** Logs a clerk in as the app does, with the browser played by the test. */
        suspend fun logIn(name: String) {
            val page = client.account().beginLogin(LOGIN_REDIRECT).address
            client.account().finishLogin(current.logIn(page, name))
        }

        suspend fun loadEverything(client: ClientInterface) {
            do { val more = client.items().loadOlder() } while (more)
            client.sync()
        }

        fun generated(client: CoreClient): ClientInterface = (client as GeneratedCoreClient).client
    }
}

/** Records what it is to speak. A sentence lasts until the test calls [finish]. */
class RecordingVoice : Voice {
    val spoken = mutableListOf<String>()
    var missing = false
    private var speaking: CompletableDeferred<Boolean>? = null

    override suspend fun speak(text: String): Boolean {
        if (missing) return false
        spoken += text
        return CompletableDeferred<Boolean>().also { speaking = it }.await()
    }

    override fun stop() {
        speaking = null
    }

    /** Ends the sentence. */
    fun finish() {
        speaking?.complete(true)
    }
}
