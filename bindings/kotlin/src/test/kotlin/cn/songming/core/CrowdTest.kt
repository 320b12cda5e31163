package cn.songming.core

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val CALLERS = 50

/** Many at once, some of them badly behaved. */
class CrowdTest : Scenario() {
    private fun listener(hear: (Change) -> Unit) = object : ChangeListener {
        override fun changed(change: Change) = hear(change)
    }

    @Test
    fun `a listener that throws harms nobody`() = scenario {
        val client = ready()
        val thrown = AtomicInteger()
        val heard = Channel<Change>(Channel.UNLIMITED)
        val bad = client.subscribe(
            listener {
                if (thrown.incrementAndGet() % 2 == 0) throw ListenerException.Failed() else error("a broken listener")
            },
        )
        val good = client.subscribe(listener { heard.trySend(it) })
        assertEquals(1, thrown.get())
        assertEquals(Change.ALL, heard.receive())
        repeat(2) { round ->
            publisher.publish("第 $round 条", "<p>正文。</p>")
            assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
            heard.until { it == Change.ITEMS }
        }
        assertTrue(thrown.get() > 1)
        bad.cancel()
        good.cancel()
    }

    @Test
    fun `a listener may call the client`() = scenario {
        val client = ready()
        val counted = Channel<ULong>(Channel.UNLIMITED)
        val subscription = client.subscribe(listener { counted.trySend(client.traffic().requests) })
        val before = counted.receive()
        client.sync(null)
        counted.until { it != before }
        subscription.cancel()
    }

    @Test
    fun `no call begins after a subscription was cancelled`() = scenario {
        val client = ready()
        val left = AtomicInteger()
        val subscription = client.subscribe(listener { left.incrementAndGet() })
        subscription.cancel()
        val calls = left.get()
        val stayed = Channel<Change>(Channel.UNLIMITED)
        val other = client.subscribe(listener { stayed.trySend(it) })
        publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        stayed.until { it == Change.ITEMS }
        assertEquals(calls, left.get())
        other.cancel()
    }

    @Test
    fun `a cancelled wait does not cancel the sync`() = scenario {
        val client = ready()
        publisher.publish("新消息", "<p>正文。</p>")
        publisher.fault("slow") {
            put("milliseconds", 2000)
            put("times", 1)
        }
        publisher.forgetTraffic()
        val wait = launch(Dispatchers.Default) { client.sync(null) }
        client.changes().until { client.syncing() }
        wait.cancelAndJoin()
        assertTrue(client.syncing())

        assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
        assertFalse(client.syncing())
        assertEquals(1, publisher.requests().size)
        assertEquals("新消息", client.home().latest.first().title)
    }

    @Test
    fun `fifty callers at once`() = scenario {
        val client = ready()
        val ids = client.everything()
        val answers = withContext(Dispatchers.Default) {
            (0 until CALLERS).map { caller ->
                async {
                    repeat(4) {
                        when (caller % 5) {
                            0 -> client.sync(null)
                            1 -> assertEquals(10, client.home().latest.size)
                            2 -> assertTrue(client.everything().containsAll(ids))
                            3 -> assertTrue(client.article(ids[caller % ids.size]).blocks.isNotEmpty())
                            else -> {
                                publisher.publish("第 $caller-$it 条", "<p>正文。</p>")
                                assertTrue(client.consent().given)
                                assertEquals(7, client.catalogue().channels.size)
                            }
                        }
                    }
                    caller
                }
            }.awaitAll()
        }
        assertEquals((0 until CALLERS).toList(), answers)
        client.sync(null)
        val after = client.everything()
        assertEquals(ids.size + CALLERS / 5 * 4, after.size)
        assertEquals(after.size, after.toSet().size)
    }
}
