package cn.songming.core

import java.nio.file.Path
import kotlin.reflect.KClass
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.fail
import org.junit.jupiter.api.io.TempDir

val sample: Array<String> = arrayOf("--content", System.getProperty("songming.content"))

/** One publisher and one phone for each test. */
abstract class Scenario(vararg options: String = sample) {
    @TempDir
    lateinit var folder: Path

    protected val publisher = Publisher(*options)
    private val opened = mutableListOf<Client>()

    @AfterEach
    fun end() = runBlocking {
        opened.forEach {
            it.shutDown()
            it.destroy()
        }
        publisher.close()
    }

    /** Opens the phone's folder; again, after a restart. On a metered network only what is asked for comes. */
    protected suspend fun open(
        limits: TimeLimits? = null,
        network: NetworkClass = NetworkClass.METERED,
    ): Client = Client.open(OpenRequest(folder.toString(), publisher.address, limits)).also {
        opened += it
        it.setNetwork(network)
    }

    /** A phone whose person agreed. */
    protected suspend fun phone(network: NetworkClass = NetworkClass.METERED): Client =
        open(network = network).also { it.acceptConsent("2026-11") }

    /** The same with the newest page. */
    protected suspend fun ready(): Client = phone().also { it.sync() }

    /** The same with every older page. */
    protected suspend fun whole(): Client = ready().also { while (it.loadOlder()) Unit }
}

/** A test that waits, but not for ever. */
fun scenario(block: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(60.seconds, block) }

/** The call fails in this way, for this reason, with a sentence that may be shown. */
suspend fun <E : ClientException> refused(kind: KClass<E>, vararg codes: String, call: suspend () -> Any?): E {
    val thrown = try {
        fail("not refused: ${call()}")
    } catch (error: ClientException) {
        error
    }
    assertEquals(kind, thrown::class, thrown.message)
    assertTrue(thrown.code in codes, thrown.code)
    assertTrue(thrown.explanation.endsWith("。"), thrown.explanation)
    @Suppress("UNCHECKED_CAST")
    return thrown as E
}

suspend fun <T> Flow<T>.until(condition: suspend (T) -> Boolean): T = first(condition)

suspend fun <T> ReceiveChannel<T>.until(condition: (T) -> Boolean): T {
    while (true) receive().let { if (condition(it)) return it }
}

val SyncReport.outcome: SyncOutcome get() = sources.single().outcome

suspend fun Client.mark(id: String, vararg actions: MarkAction) = mark(actions.map { MarkRequest(id, it) })

/** All ids of a list, page by page. */
suspend fun Client.everything(scope: Scope = Scope.All, page: UInt = 7u): List<String> {
    val ids = mutableListOf<String>()
    var key: String? = null
    do {
        val next = list(scope, key, page)
        assertTrue(next.items.size <= page.toInt())
        ids += next.items.map { it.id }
        key = next.next
    } while (key != null)
    return ids
}
