package cn.songming.core

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.TimeUnit
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonObject

/** A publisher as a separate process. It ends when its standard input closes, so also when the tests are killed. */
class TestPublisher(vararg options: String) : AutoCloseable {
    private val process =
        ProcessBuilder(System.getProperty("songming.publisher"), "--until-stdin-closes", *options)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val http = HttpClient.newHttpClient()
    private val control: String

    /** The address that a client is opened with. */
    val address: String

    init {
        val line = checkNotNull(process.inputReader().readLine()) { "the publisher ended at once" }
        val addresses = Json.parseToJsonElement(line).jsonObject
        address = addresses.text("public")
        control = addresses.text("control")
    }

    fun publish(title: String, html: String, more: JsonObjectBuilder.() -> Unit = {}): String = post("publish") {
        put("title", title)
        put("content_html", html)
        more()
    }.text("id")

    fun revise(id: String, html: String, reason: String) {
        post("revise") {
            put("id", id)
            put("content_html", html)
            putJsonObject("correction") { put("reason", reason) }
        }
    }

    fun withdraw(id: String, reason: String) {
        post("withdraw") {
            put("id", id)
            put("reason", reason)
        }
    }

    /** How the publisher misbehaves from now on; its README lists the modes. */
    fun fault(mode: String, more: JsonObjectBuilder.() -> Unit = {}) {
        post("fault") {
            put("mode", mode)
            more()
        }
    }

    /** The paths of the requests since [resetTraffic]. */
    fun requests(): List<String> =
        send(HttpRequest.newBuilder(URI("$control/traffic"))).getValue("requests").jsonArray
            .map { it.jsonObject.text("path") }

    /** A list that the control port tells: `submissions`, `uploads`. */
    fun list(name: String): List<JsonObject> =
        send(HttpRequest.newBuilder(URI("$control/$name"))).getValue(name).jsonArray.map { it.jsonObject }

    fun resetTraffic() {
        post("traffic/reset") {}
    }

    /** The ids of the newest page in the publisher's order. */
    fun newestIds(): List<String> =
        send(HttpRequest.newBuilder(URI("$address/v1/feed.json"))).getValue("items").jsonArray
            .map { it.jsonObject.text("id") }

    /** Posts a command to the control port. */
    fun post(path: String, body: JsonObjectBuilder.() -> Unit): JsonObject {
        val json = BodyPublishers.ofString(buildJsonObject(body).toString())
        return send(HttpRequest.newBuilder(URI("$control/$path")).POST(json))
    }

    private fun send(request: HttpRequest.Builder): JsonObject {
        val response = http.send(request.build(), BodyHandlers.ofString())
        check(response.statusCode() == 200) { response.body() }
        return Json.parseToJsonElement(response.body()).jsonObject
    }

    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content
