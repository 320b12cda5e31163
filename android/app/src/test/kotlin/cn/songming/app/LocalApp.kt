package cn.songming.app

import java.util.concurrent.TimeUnit
import kotlinx.coroutines.runBlocking
import org.json.JSONObject

/** The app, told of a publisher that runs beside it. */
class LocalApp : SongmingApp() {
    override fun publisher(): String {
        current = this
        return publisher.address
    }

    override fun onTerminate() {
        super.onTerminate()
        publisher.stop()
    }

    private val publisher by lazy { LocalPublisher() }

    companion object {
        private lateinit var current: LocalApp

        /** Everything that the publisher has, and its pictures. */
        fun settle() = runBlocking {
            val core = current.core.await()
            do { val more = core.loadOlder() } while (more)
            core.sync()
            Unit
        }

        /** The first story of the front page. */
        fun firstTitle(): String = runBlocking {
            val home = current.core.await().home()
            (home.top + home.latest).first().title
        }
    }
}

/** The publisher as a process of its own, on free ports. */
class LocalPublisher {
    private val process: Process = ProcessBuilder(
        System.getProperty("songming.publisher"), "--until-stdin-closes", "--content", System.getProperty("songming.content"),
    ).redirectErrorStream(false).start()
    private val lines = process.inputStream.bufferedReader()

    val address: String
    val control: String

    init {
        val said = checkNotNull(lines.readLine()) { "the publisher ended at once" }
        val addresses = JSONObject(said)
        address = addresses.getString("public")
        control = addresses.getString("control")
        Runtime.getRuntime().addShutdownHook(Thread { stop() })
    }

    fun stop() {
        process.destroy()
        process.waitFor(5, TimeUnit.SECONDS)
    }
}
