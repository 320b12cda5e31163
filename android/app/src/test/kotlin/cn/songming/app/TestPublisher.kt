package cn.songming.app

import java.net.HttpURLConnection
import java.net.URI
import java.util.concurrent.TimeUnit
import org.json.JSONObject

/** The publisher in a process of its own, on free ports, with its clock at the time of the sample content. */
class TestPublisher(vararg arguments: String) {
    private val process: Process = ProcessBuilder(
        System.getProperty("songming.publisher"), "--until-stdin-closes", "--content", System.getProperty("songming.content"),
        "--clock", "2026-11-23T10:00:00+08:00", *arguments,
    ).start()
    private val stopAtExit = Thread { stop() }

    val address: String
    private val controlAddress: String

    init {
        val line = checkNotNull(process.inputStream.bufferedReader().readLine()) { "the publisher did not start" }
        val addresses = JSONObject(line)
        address = addresses.getString("public")
        controlAddress = addresses.getString("control")
        Runtime.getRuntime().addShutdownHook(stopAtExit)
    }

    fun control(path: String, json: String) {
        val connection = URI(controlAddress + path).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.doOutput = true
        connection.outputStream.use { it.write(json.toByteArray()) }
        check(connection.responseCode == 200) { connection.errorStream.bufferedReader().readText() }
    }

    /** What the control port tells. */
    fun ask(path: String): JSONObject = JSONObject(URI(controlAddress + path).toURL().readText())

    /** Sends the form of the login page as a browser does, with the sample password, and returns where the browser is sent. */
    fun logIn(page: String, name: String): String {
        val connection = URI(page).toURL().openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.instanceFollowRedirects = false
        connection.doOutput = true
        connection.setRequestProperty("content-type", "application/x-www-form-urlencoded")
        connection.outputStream.use { it.write("name=$name&password=$name-2026".toByteArray()) }
        check(connection.responseCode == 303) { connection.inputStream.bufferedReader().readText() }
        return connection.getHeaderField("location")
    }

    fun stop() {
        process.destroy()
        process.waitFor(5, TimeUnit.SECONDS)
    }
}
