package cn.songming.core

import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CancellationException
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.io.path.isRegularFile
import kotlin.io.path.readBytes
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.addJsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private val FIELDS = listOf(
    "title" to "联络站样稿：新生产线投产",
    "text" to "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。",
    "category" to "enterprise",
    "author" to "张三",
    "contact" to "13800000000",
    "sign_off" to "李站长",
    "sign_off_date" to "2026-11-20",
    "ai" to "none",
    "consent" to "true",
)

private fun values(vararg fields: Pair<String, String>) = fields.map { (code, value) -> FieldValue(code, value) }

/** 联络站: a clerk, whose phone keeps secrets and signs as this test does it. */
class StationTest : ClientTest() {
    private val secrets = MemorySecrets()
    private val signer = MemorySigner()

    private suspend fun openAsClerk(network: NetworkClass = NetworkClass.METERED): Client =
        openWithConsent(network).also { it.account().usePlatform(secrets, signer) }

    /** A client whose clerk is logged in, with the catalogue. */
    private suspend fun openLoggedIn(): Client = openAsClerk().also {
        it.sync()
        it.logIn()
    }

    /** Two photos of one name. */
    private fun photos(): List<NewFile> = listOf("auto-line.jpg", "ev-battery.jpg").map {
        NewFile("IMG_1.jpg", FileSource.Path(Path.of(System.getProperty("songming.content"), "media", it).toString()))
    }

    /** The versions that arrived. */
    private fun arrived(): List<JsonObject> = publisher.list("submissions")

    private fun review(id: String, state: String, more: JsonObjectBuilder.() -> Unit = {}) {
        publisher.post("review") {
            put("submission", id)
            put("state", state)
            more()
        }
    }

    @Test
    fun `a clerk's afternoon`() = runWithTimeout {
        var client = openLoggedIn()
        assertEquals("张三", client.accountState().first().name)
        assertEquals("songming: does the key of this device sign?", signer.signed.single().decodeToString())

        // In the basement: no network.
        client.setNetwork(NetworkClass.OFFLINE)
        val id = client.drafts().save(null, values(*FIELDS.toTypedArray()))
        val added = client.drafts().addFiles(id, photos())
        assertEquals(2, added.mapNotNull { it.id }.toSet().size, "$added")
        client.shutDown()

        // The app was closed; the draft is there, and is queued.
        client = openAsClerk(NetworkClass.OFFLINE)
        assertEquals(listOf(id to 2u), client.draftList().first().map { it.id to it.files })
        val form = client.drafts().form(id)
        assertEquals(emptyList<FieldProblem>(), form.problems)
        assertEquals(listOf("IMG_1.jpg", "IMG_1.jpg"), form.files.map { it.name })
        client.drafts().send(id)
        assertEquals(SubmissionPhase.QUEUED, client.submission(id).first().phase)
        assertEquals(emptyList<JsonObject>(), arrived())

        // The network is back. The answer to the text is lost, and the first upload is cut.
        publisher.post("fault") {
            putJsonArray("faults") {
                addJsonObject {
                    put("mode", "drop")
                    put("method", "PUT")
                    put("path", "/v1/station/submissions")
                    put("times", 1)
                }
                addJsonObject {
                    put("mode", "cut-request")
                    put("after_bytes", 100_000)
                    put("method", "PATCH")
                    put("path", "/v1/station/media")
                    put("times", 1)
                }
            }
        }
        val seen = CopyOnWriteArrayList<Submission>()
        val observed = client.submission(id).transformWhile {
            emit(it)
            it.phase != SubmissionPhase.DELIVERED
        }
        val observer = launch { observed.toList(seen) }
        client.setNetwork(NetworkClass.METERED)
        assertEquals(0u, client.submissions().send(60u).left)
        observer.join()
        assertTrue(seen.zipWithNext().all { (before, after) -> before.sent <= after.sent }, "$seen")
        assertTrue(
            seen.zipWithNext().all { (before, after) ->
                before.files.zip(after.files).all { (file, later) -> file.id == later.id && file.sent <= later.sent }
            },
        )
        assertTrue(seen.last().sent == seen.last().size && seen.last().sent > 0u)
        val text = arrived().single().getValue("body").jsonObject.getValue("fields").jsonObject
        assertEquals(FIELDS[0].second, text.getValue("title").jsonPrimitive.content)
        val uploads = publisher.list("uploads")
        assertEquals(2, uploads.map { it.getValue("media") }.toSet().size)
        for (upload in uploads) {
            assertTrue(upload.getValue("complete").jsonPrimitive.boolean)
            assertEquals(1, upload.getValue("creations").jsonPrimitive.int)
        }

        // 退改, with a passage and a reason.
        review(id, "first-review")
        review(id, "returned") {
            put("reason", "请写明投产时间")
            putJsonArray("marks") {
                addJsonObject {
                    put("field", "text")
                    put("start", 0)
                    put("end", 2)
                    put("note", "写明园区")
                }
            }
        }
        client.submissions().refresh()
        val returned = client.submission(id).first { it.state == "returned" }
        assertTrue(returned.unseen)
        client.submissions().markSeen(id)
        assertFalse(client.submission(id).first().unseen)

        // The second version.
        assertEquals(id, client.drafts().edit(id))
        val again = client.drafts().form(id)
        assertEquals("请写明投产时间" to "园区", again.returned?.reason to again.returned?.marks?.single()?.passage)
        assertEquals(2u to 2, again.version to again.files.size)
        client.drafts().save(id, values("text" to "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。"))
        val difference = client.drafts().differences(id, 1u, 2u).single()
        assertEquals("text", difference.code)
        assertTrue(difference.spans.any { it.kind == DifferenceKind.ADDED && "20" in it.text }, "$difference")
        client.drafts().send(id)
        assertEquals(0u, client.submissions().send(60u).left)
        assertEquals(2, arrived().size)

        // Adopted, published, and read by a resident.
        listOf("first-review", "second-review", "final-review", "adopted", "published").forEach { review(id, it) }
        val published = client.submissions().refresh().single()
        assertEquals("published" to 2L, published.state to published.version)
        assertEquals(1u, client.submissions().ledger(12u).sumOf { it.published })
        val phone = Files.createDirectory(folder.resolve("resident")).toString()
        val resident = Client.open(OpenRequest(phone, publisher.address))
        try {
            resident.setNetwork(NetworkClass.METERED)
            resident.privacy().accept("2026-11")
            resident.sync()
            assertTrue(published.item in resident.items().list(Scope.All, null, 20u).items.map { it.id })
        } finally {
            resident.shutDown()
            resident.destroy()
        }
    }

    @Test
    fun `a secret store that throws is a storage error, and nobody is logged out`() = runWithTimeout {
        openLoggedIn().shutDown()
        // Without tokens in memory.
        var client = openAsClerk(NetworkClass.OFFLINE)
        val id = client.drafts().save(null, values(*FIELDS.toTypedArray()))
        client.drafts().send(id)
        for (failure in failures()) {
            secrets.failure = failure
            client.setNetwork(NetworkClass.METERED)
            assertClientError<ClientException.Storage>("secret-store") { client.submissions().send(10u) }
            assertClientError<ClientException.Storage>("secret-store") { client.account().beginLogin(REDIRECT) }
            assertClientError<ClientException.Storage>("secret-store") { client.account().logOut() }
            assertEquals(AccountPhase.LOGGED_IN, client.account().current().phase)
            assertEquals(listOf(id), client.submissions().list().map { it.id })
            client.shutDown()
            client = openAsClerk(NetworkClass.OFFLINE)
        }
        secrets.failure = null
        client.setNetwork(NetworkClass.METERED)
        assertEquals(0u, client.submissions().send(60u).left)
        assertEquals(AccountPhase.LOGGED_IN, client.account().current().phase)
        assertEquals(1, arrived().size)
    }

    @Test
    fun `logging out erases the secrets and keeps the drafts`() = runWithTimeout {
        val client = openLoggedIn()
        val id = client.drafts().save(null, values("title" to "写了一半"))
        client.drafts().addFiles(id, photos())
        val session = secrets.values.values.toList()
        assertNotEquals(emptyList<String>(), session)
        client.account().logOut()
        client.sync()
        assertEquals(emptyMap<String, String>(), secrets.values.toMap())
        assertEquals(AccountPhase.LOGGED_OUT, client.accountState().first().phase)
        assertEquals(emptyList<DraftRow>(), client.draftList().first())
        assertEquals(emptyList<Submission>(), client.submission(id).toList())
        assertClientError<ClientException.SignedOut>("signed-out") { client.drafts().form(id) }

        client.logIn()
        assertEquals(listOf("写了一半" to 2u), client.draftList().first().map { it.title to it.files })
        client.shutDown()
        // Nothing of a session is in a file.
        val word = Regex("[A-Za-z0-9_-]{20,}")
        val tokens = (session + secrets.values.values).flatMap { text -> word.findAll(text).map { it.value } }
        assertNotEquals(emptyList<String>(), tokens)
        val paths = Files.walk(folder).filter { it.isRegularFile() }.toList()
        val files = paths.map { String(it.readBytes(), Charsets.ISO_8859_1) }
        assertTrue(files.isNotEmpty() && tokens.none { token -> files.any { token in it } })
    }

    @Test
    fun `a callback that throws anything does not end the app`() = runWithTimeout {
        val client = openAsClerk()
        client.sync()
        for (failure in failures()) {
            val thrower = object : Signer {
                override fun publicKey(): ByteArray = throw failure()

                override fun sign(bytes: ByteArray): ByteArray = throw failure()
            }
            client.account().usePlatform(secrets, thrower)
            val listener = object : ChangeListener {
                override fun changed(change: Change) = throw failure()
            }
            val subscription = client.subscribe(listener)
            assertEquals(AccountPhase.LOGGED_IN, client.logIn().phase)
            secrets.failure = failure
            assertClientError<ClientException.Storage>("secret-store") { client.account().logOut() }
            secrets.failure = null
            client.account().logOut()
            client.sync()
            assertEquals(emptyMap<String, String>(), secrets.values.toMap())
            subscription.cancel()
        }
        assertNotNull(client.home())
    }

    /** What a callback may throw, errors that are no exceptions among them. */
    private fun failures(): List<() -> Throwable> = listOf(
        { SecretStoreException.Failed() },
        { IllegalStateException("the key store is locked") },
        { IOException("no file") },
        { CancellationException("cancelled") },
        { NoClassDefFoundError("android/security/keystore") },
        { OutOfMemoryError("in a test") },
        { object : Throwable("neither") {} },
    )
}
