package cn.songming.core

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val CALLERS = 50

/** Many callers at once, and listeners that throw, block or call back. */
class ConcurrencyTest : ClientTest() {
    private fun listener(onChange: (Change) -> Unit) = object : ChangeListener {
        override fun changed(change: Change) = onChange(change)
    }

    @Test
    fun `a listener that throws does not affect other listeners`() = runWithTimeout {
        val client = openSynced()
        val thrown = AtomicInteger()
        val received = Channel<Change>(Channel.UNLIMITED)
        val bad = client.subscribe(
            listener {
                if (thrown.incrementAndGet() % 2 == 0) throw ListenerException.Failed() else error("a broken listener")
            },
        )
        val good = client.subscribe(listener { received.trySend(it) })
        assertEquals(1, thrown.get())
        assertEquals(Change.ALL, received.receive())
        repeat(2) { round ->
            publisher.publish("第 $round 条", "<p>正文。</p>")
            assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
            received.receiveUntil { it == Change.ITEMS }
        }
        assertTrue(thrown.get() > 1)
        bad.cancel()
        good.cancel()
    }

    @Test
    fun `a listener may call the client`() = runWithTimeout {
        val client = openSynced()
        val counted = Channel<ULong>(Channel.UNLIMITED)
        val subscription = client.subscribe(listener { counted.trySend(client.storage().traffic().requests) })
        val before = counted.receive()
        client.sync(null)
        counted.receiveUntil { it != before }
        subscription.cancel()
    }

    @Test
    fun `no call begins after a subscription was cancelled`() = runWithTimeout {
        val client = openSynced()
        val calls = AtomicInteger()
        val subscription = client.subscribe(listener { calls.incrementAndGet() })
        subscription.cancel()
        val before = calls.get()
        val others = Channel<Change>(Channel.UNLIMITED)
        val other = client.subscribe(listener { others.trySend(it) })
        publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        others.receiveUntil { it == Change.ITEMS }
        assertEquals(before, calls.get())
        other.cancel()
    }

    @Test
    fun `a cancelled wait does not cancel the sync`() = runWithTimeout {
        val client = openSynced()
        publisher.publish("新消息", "<p>正文。</p>")
        publisher.fault("slow") {
            put("milliseconds", 2000)
            put("times", 1)
        }
        publisher.resetTraffic()
        val wait = launch(Dispatchers.Default) { client.sync(null) }
        client.changes().first { client.syncing() }
        wait.cancelAndJoin()
        assertTrue(client.syncing())

        assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
        assertFalse(client.syncing())
        assertEquals(1, publisher.requests().size)
        assertEquals("新消息", client.home().latest.first().title)
    }

    @Test
    fun `the background closes the files, and every call works after it`() = runWithTimeout {
        val client = openSynced()
        assertTrue(client.setForeground(false))
        publisher.publish("新消息", "<p>正文。</p>")
        assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
        assertTrue(client.setForeground(false))
        assertEquals("新消息", client.items().list(Scope.All, limit = 1u).items.single().title)
        assertTrue(client.setForeground(true))
        assertEquals(SyncOutcome.Unchanged, client.sync(null).outcome)
    }

    @Test
    fun `fifty concurrent callers`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        val answers = withContext(Dispatchers.Default) {
            (0 until CALLERS).map { caller ->
                async {
                    repeat(4) {
                        when (caller % 5) {
                            0 -> client.sync(null)
                            1 -> assertEquals(10, client.home().latest.size)
                            2 -> assertTrue(client.allIds().containsAll(ids))
                            3 -> assertTrue(client.items().get(ids[caller % ids.size]).article.blocks.isNotEmpty())
                            else -> {
                                publisher.publish("第 $caller-$it 条", "<p>正文。</p>")
                                assertTrue(client.privacy().consent().given)
                                assertEquals(7, client.items().catalogue().channels.size)
                            }
                        }
                    }
                    caller
                }
            }.awaitAll()
        }
        assertEquals((0 until CALLERS).toList(), answers)
        client.sync(null)
        val after = client.allIds()
        assertEquals(ids.size + CALLERS / 5 * 4, after.size)
        assertEquals(after.size, after.toSet().size)
    }
}
