package cn.songming.app

import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import cn.songming.app.core.Core
import cn.songming.app.core.NetworkClass
import cn.songming.app.listen.Voice
import java.net.HttpURLConnection
import java.net.URI
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetworkCapabilities

/** The app, told of a publisher that runs beside it; its voice is one that a test hears. */
class LocalApp : SongmingApp() {
    private val local = lazy { LocalPublisher() }
    val voice = HeardVoice()

    override fun publisher(): String = local.value.address

    override fun voice(): Voice = voice

    override fun onCreate() {
        network(NetworkClass.UNMETERED)
        super.onCreate()
    }

    override fun onTerminate() {
        super.onTerminate()
        if (local.isInitialized()) local.value.stop()
    }

    /** The process ends without a word, and another begins on the same files. */
    fun kill() {
        runBlocking { core.await().shutDown() }
        restart()
    }

    /** An order to the publisher's control port. */
    fun order(path: String, json: String) = local.value.order(path, json)

    /** What the phone's radio finds. */
    fun network(now: NetworkClass) {
        val manager = getSystemService(ConnectivityManager::class.java)
        val shadow = shadowOf(manager)
        val network = checkNotNull(known ?: manager.activeNetwork).also { known = it }
        val capabilities = ShadowNetworkCapabilities.newInstance()
        val facts = shadowOf(capabilities)
        if (now != NetworkClass.OFFLINE) facts.addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
        if (now == NetworkClass.UNMETERED) {
            facts.addCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        } else {
            facts.removeCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        }
        shadow.setNetworkCapabilities(network, capabilities)
        for (callback in shadow.networkCallbacks.toList()) callback.onCapabilitiesChanged(network, capabilities)
    }

    private var known: android.net.Network? = null

    companion object {
        val current: LocalApp get() = RuntimeEnvironment.getApplication() as LocalApp
        val core: Core get() = runBlocking { current.core.await() }

        /** Everything that the publisher has, and its pictures. */
        fun settle() = runBlocking { settled(core) }

        suspend fun settled(core: Core) {
            do { val more = core.loadOlder() } while (more)
            core.sync()
        }
    }
}

/** Says nothing aloud, and remembers what it was to say; a sentence lasts until the test has heard it. */
class HeardVoice : Voice {
    val said = mutableListOf<String>()
    var missing = false
    private var saying: CompletableDeferred<Boolean>? = null

    override suspend fun say(text: String): Boolean {
        if (missing) return false
        said += text
        return CompletableDeferred<Boolean>().also { saying = it }.await()
    }

    override fun hush() {
        saying = null
    }

    /** The sentence was said to its end. */
    fun end() {
        saying?.complete(true)
    }
}

/** The publisher as a process of its own, on free ports, at the hour at which the sample content is fresh. */
class LocalPublisher(vararg more: String) {
    private val process: Process = ProcessBuilder(
        System.getProperty("songming.publisher"), "--until-stdin-closes", "--content", System.getProperty("songming.content"),
        "--clock", "2026-11-23T10:00:00+08:00", *more,
    ).start()
    private val ending = Thread { stop() }

    val address: String
    private val control: String

    init {
        val said = checkNotNull(process.inputStream.bufferedReader().readLine()) { "the publisher ended at once" }
        val addresses = JSONObject(said)
        address = addresses.getString("public")
        control = addresses.getString("control")
        Runtime.getRuntime().addShutdownHook(ending)
    }

    fun order(path: String, json: String) {
        val connection = URI(control + path).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.doOutput = true
        connection.outputStream.use { it.write(json.toByteArray()) }
        check(connection.responseCode == 200) { connection.errorStream.bufferedReader().readText() }
    }

    fun stop() {
        process.destroy()
        process.waitFor(5, TimeUnit.SECONDS)
    }
}
