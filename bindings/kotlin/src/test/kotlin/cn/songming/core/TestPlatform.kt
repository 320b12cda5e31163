package cn.songming.core

import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue

/** The address that the app waits for. */
const val REDIRECT = "cn.songming.app:/login"

/** A platform's store of secrets, in memory; it outlives a client. */
class MemorySecrets : SecretStore {
    val values = ConcurrentHashMap<String, String>()

    /** What each call throws, if it is set. */
    @Volatile
    var failure: (() -> Throwable)? = null

    override fun get(key: String): String? = with { values[key] }

    override fun set(key: String, value: String) = with { values[key] = value }

    override fun delete(key: String) = with<Unit> { values.remove(key) }

    private fun <T> with(work: () -> T): T {
        failure?.let { throw it() }
        return work()
    }
}

/** A key of the device, in memory. */
class MemorySigner : Signer {
    private val keys =
        KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    /** What was signed. */
    val signed = CopyOnWriteArrayList<ByteArray>()

    override fun publicKey(): ByteArray = keys.public.encoded

    override fun sign(bytes: ByteArray): ByteArray {
        signed += bytes
        return Signature.getInstance("SHA256withECDSA").run {
            initSign(keys.private)
            update(bytes)
            sign()
        }
    }
}

/** The browser of a person who logs in: it opens the publisher's page, sends its form, and is sent back to this address. */
fun sendLoginForm(page: String, name: String, password: String): String {
    val browser = HttpClient.newHttpClient()
    val opened = browser.send(HttpRequest.newBuilder(URI(page)).build(), BodyHandlers.ofString())
    assertTrue(opened.statusCode() == 200 && "name=\"password\"" in opened.body(), opened.body())
    fun encode(text: String) = URLEncoder.encode(text, Charsets.UTF_8)
    val form = BodyPublishers.ofString("name=${encode(name)}&password=${encode(password)}")
    val type = "application/x-www-form-urlencoded"
    val request = HttpRequest.newBuilder(URI(page)).header("Content-Type", type).POST(form).build()
    val answer = browser.send(request, BodyHandlers.ofString())
    assertEquals(303, answer.statusCode(), answer.body())
    return answer.headers().firstValue("Location").get()
}

/** Logs the clerk of the sample content in. */
suspend fun Client.logIn(): AccountState {
    val page = account().beginLogin(REDIRECT).address
    return account().finishLogin(sendLoginForm(page, "zhang", "zhang-2026"))
}
