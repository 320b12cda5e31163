package cn.songming.core

import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.fail
import org.junit.jupiter.api.io.TempDir

/** The publisher's options for the sample content. */
val sample: Array<String> = arrayOf("--content", System.getProperty("songming.content"))

/** One publisher and one client folder for each test. */
abstract class ClientTest(vararg options: String = sample) {
    @TempDir
    lateinit var folder: Path

    protected val publisher = TestPublisher(*options)
    private val opened = mutableListOf<Client>()

    @AfterEach
    fun tearDown() = runBlocking {
        opened.forEach {
            it.shutDown()
            it.destroy()
        }
        publisher.close()
    }

    /** Opens a client in the test's folder, again after a restart. On a metered network a sync fetches no pictures. */
    protected suspend fun open(
        limits: TimeLimits? = null,
        network: NetworkClass = NetworkClass.METERED,
    ): Client = Client.open(OpenRequest(folder.toString(), publisher.address, limits)).also {
        opened += it
        it.setNetwork(network)
    }

    /** A client with consent. */
    protected suspend fun openWithConsent(network: NetworkClass = NetworkClass.METERED): Client =
        open(network = network).also { it.privacy().accept("2026-11") }

    /** A client with consent and the newest page. */
    protected suspend fun openSynced(): Client = openWithConsent().also { it.sync() }

    /** A client with consent and all pages. */
    protected suspend fun openWithAllPages(): Client = openSynced().also { while (it.items().loadOlder()) Unit }
}

/** Runs a test, for at most a minute. */
fun runWithTimeout(block: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(60.seconds, block) }

/** Asserts that the call fails with this class and one of these codes, and that its explanation is a sentence. */
suspend inline fun <reified E : ClientException> assertClientError(vararg codes: String, call: () -> Any?): E {
    val thrown = try {
        fail("did not fail: ${call()}")
    } catch (error: ClientException) {
        error
    }
    assertEquals(E::class, thrown::class, thrown.message)
    assertTrue(thrown.code in codes, thrown.code)
    assertTrue(thrown.explanation.endsWith("。"), thrown.explanation)
    return thrown as E
}

/** Receives until an element meets the condition, and returns it. */
suspend fun <T> ReceiveChannel<T>.receiveUntil(condition: (T) -> Boolean): T {
    while (true) receive().let { if (condition(it)) return it }
}

val SyncReport.outcome: SyncOutcome get() = sources.single().outcome

suspend fun Items.mark(id: String, vararg actions: MarkAction) = mark(actions.map { MarkRequest(id, it) })

/** All ids of a list, read page by page. */
suspend fun Client.allIds(scope: Scope = Scope.All, page: UInt = 7u): List<String> {
    val items = items()
    val ids = mutableListOf<String>()
    var key: String? = null
    do {
        val next = items.list(scope, key, page)
        assertTrue(next.items.size <= page.toInt())
        ids += next.items.map { it.id }
        key = next.next
    } while (key != null)
    return ids
}
