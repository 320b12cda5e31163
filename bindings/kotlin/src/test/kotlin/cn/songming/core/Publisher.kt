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

/** A publisher in a process of its own. It ends when its standard input closes, so also when the tests are killed. */
class Publisher(vararg options: String) : AutoCloseable {
    private val process =
        ProcessBuilder(System.getProperty("songming.publisher"), "--until-stdin-closes", *options)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val http = HttpClient.newHttpClient()
    private val control: String

    /** What a client is opened with. */
    val address: String

    init {
        val line = checkNotNull(process.inputReader().readLine()) { "the publisher ended at once" }
        val addresses = Json.parseToJsonElement(line).jsonObject
        address = addresses.text("public")
        control = addresses.text("control")
    }

    fun publish(title: String, html: String, more: JsonObjectBuilder.() -> Unit = {}): String = order("publish") {
        put("title", title)
        put("content_html", html)
        more()
    }.text("id")

    fun revise(id: String, html: String, reason: String) {
        order("revise") {
            put("id", id)
            put("content_html", html)
            putJsonObject("correction") { put("reason", reason) }
        }
    }

    fun withdraw(id: String, reason: String) {
        order("withdraw") {
            put("id", id)
            put("reason", reason)
        }
    }

    /** From now on requests meet this; see the publisher's documentation for what there is. */
    fun fault(mode: String, more: JsonObjectBuilder.() -> Unit = {}) {
        order("fault") {
            put("mode", mode)
            more()
        }
    }

    /** The paths that were asked for since [forgetTraffic]. */
    fun requests(): List<String> =
        ask(HttpRequest.newBuilder(URI("$control/traffic"))).getValue("requests").jsonArray
            .map { it.jsonObject.text("path") }

    fun forgetTraffic() {
        order("traffic/reset") {}
    }

    /** The ids of the newest page, as the publisher orders them. */
    fun newest(): List<String> =
        ask(HttpRequest.newBuilder(URI("$address/v1/feed.json"))).getValue("items").jsonArray
            .map { it.jsonObject.text("id") }

    /** An order to the control port that has no function of its own. */
    fun order(path: String, body: JsonObjectBuilder.() -> Unit): JsonObject {
        val json = BodyPublishers.ofString(buildJsonObject(body).toString())
        return ask(HttpRequest.newBuilder(URI("$control/$path")).POST(json))
    }

    private fun ask(request: HttpRequest.Builder): JsonObject {
        val answer = http.send(request.build(), BodyHandlers.ofString())
        check(answer.statusCode() == 200) { answer.body() }
        return Json.parseToJsonElement(answer.body()).jsonObject
    }

    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content
