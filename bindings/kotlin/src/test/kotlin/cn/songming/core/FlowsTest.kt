package cn.songming.core

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class FlowsTest : ClientTest("--synthetic", "130", "--page-size", "30") {
    @Test
    fun `changes arrive as a flow`() = runWithTimeout {
        val client = openSynced()
        val received = Channel<Change>(Channel.UNLIMITED)
        val collector = launch { client.changes().collect { received.send(it) } }
        assertEquals(Change.ALL, received.receive())
        publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        val kinds = mutableSetOf<Change>()
        while (!kinds.containsAll(listOf(Change.ITEMS, Change.SYNC))) kinds += received.receive()
        client.privacy().withdraw("2026-11")
        received.receiveUntil { it == Change.CONSENT }
        collector.cancelAndJoin()
    }

    @Test
    fun `a slow collector gets each kind of change once and loses none`() = runWithTimeout {
        val fake = FakeClient(open())
        val gate = CompletableDeferred<Unit>()
        val received = mutableListOf<Change>()
        val collector = launch {
            fake.changes().take(4).collect {
                received += it
                gate.await()
            }
        }
        fake.subscribed.receive()
        listOf(Change.ITEMS, Change.SYNC, Change.ITEMS, Change.CATALOGUE, Change.SYNC).forEach { fake.announce(it) }
        gate.complete(Unit)
        collector.join()
        assertEquals(listOf(Change.ALL, Change.ITEMS, Change.SYNC, Change.CATALOGUE), received)
        assertTrue(fake.cancelled)
    }

    @Test
    fun `the pager reaches the end of the list`() = runWithTimeout {
        val client = openSynced()
        val pager = client.pages(pageSize = 20)
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collector = launch { pager.items.collect { shown.send(it) } }
        assertEquals(20, shown.receive().size)
        var calls = 0
        while (pager.more()) calls += 1
        val rows = shown.receiveUntil { it.size == 130 }
        assertEquals(client.allIds(), rows.map { it.id })
        assertTrue(calls in 4..8, "$calls")
        assertFalse(pager.more())
        collector.cancelAndJoin()
    }

    @Test
    fun `rows that come in above do not move the position`() = runWithTimeout {
        val client = openSynced()
        val pager = client.pages(pageSize = 20)
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collector = launch { pager.items.collect { shown.send(it) } }
        val first = shown.receive()
        val new = publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        val rows = shown.receiveUntil { it.first().id == new }
        assertEquals(listOf(new) + first.map { it.id }, rows.map { it.id })
        collector.cancelAndJoin()
        assertEquals(rows, pager.items.take(1).toList().single())
    }

    @Test
    fun `the pager fails while the publisher is down, and succeeds later`() = runWithTimeout {
        val client = openSynced()
        val pager = client.pages(pageSize = 30)
        assertTrue(pager.more())
        publisher.fault("down")
        assertClientError<ClientException.Offline>("cut", "unreachable") { pager.more() }
        publisher.fault("none")
        assertTrue(pager.more())
        assertEquals(60, pager.items.first { it.size > 30 }.size)
    }

    @Test
    fun `a list in the order of marks keeps its position`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        suspend fun favour(index: Int, on: Boolean = true) =
            client.items().mark(ids[index], MarkAction.Favourite(on))
        listOf(5, 20, 1, 9, 3).forEach { favour(it) }
        val pager = client.pages(Scope.Favourites, pageSize = 2)
        val shown = Channel<List<String>>(Channel.CONFLATED)
        val collector = launch { pager.items.collect { rows -> shown.send(rows.map { it.id }) } }
        suspend fun shows(vararg indices: Int) = shown.receiveUntil { it == indices.map(ids::get) }
        shows(3, 9)
        assertTrue(pager.more())
        shows(3, 9, 1, 20)
        favour(25)
        shows(25, 3, 9, 1, 20)
        favour(20, on = false)
        shows(25, 3, 9, 1)
        listOf(11, 12, 13, 14, 15, 16).forEach { favour(it) }
        shows(16, 15, 14, 13, 12, 11, 25, 3, 9, 1)
        assertFalse(pager.more())
        shows(16, 15, 14, 13, 12, 11, 25, 3, 9, 1, 5)
        collector.cancelAndJoin()
    }

    @Test
    fun `a list in the order of marks keeps its position when rows move up`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        suspend fun opens(vararg indices: Int) = indices.forEach { client.items().mark(ids[it], MarkAction.Open) }
        val pager = client.pages(Scope.History, pageSize = 2)
        suspend fun shows(vararg indices: Int) = pager.items.first { rows -> rows.map { it.id } == indices.map(ids::get) }
        opens(0, 1, 2, 3, 4)
        shows(4, 3)
        assertTrue(pager.more())
        shows(4, 3, 2, 1)
        opens(10, 11, 12, 13, 14, 1)
        shows(1, 14, 13, 12, 11, 10, 4, 3, 2)
        opens(20, 21, 22, 23, 24, 25)
        shows(25, 24, 23, 22, 21, 20, 1, 14, 13, 12, 11, 10, 4, 3, 2)
        assertFalse(pager.more())
        shows(25, 24, 23, 22, 21, 20, 1, 14, 13, 12, 11, 10, 4, 3, 2, 0)
    }

    @Test
    fun `a marked row is shown with its marks`() = runWithTimeout {
        val client = openSynced()
        val pager = client.pages()
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collector = launch { pager.items.collect { shown.send(it) } }
        val (first, second) = shown.receive().map { it.id }
        client.items().mark(first, MarkAction.Open)
        assertEquals(first, shown.receiveUntil { it.first().read }.first().id)
        client.items().mark(second, MarkAction.Hide(true))
        shown.receiveUntil { rows -> rows.none { it.id == second } }
        collector.cancelAndJoin()
    }
}
