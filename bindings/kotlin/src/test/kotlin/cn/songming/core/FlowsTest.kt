package cn.songming.core

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class FlowsTest : Scenario("--synthetic", "130", "--page-size", "30") {
    @Test
    fun `changes arrive as a flow`() = scenario {
        val client = ready()
        val heard = Channel<Change>(Channel.UNLIMITED)
        val collecting = launch { client.changes().collect { heard.send(it) } }
        assertEquals(Change.ALL, heard.receive())
        publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        val kinds = mutableSetOf<Change>()
        while (!kinds.containsAll(listOf(Change.ITEMS, Change.SYNC))) kinds += heard.receive()
        client.withdrawConsent("2026-11")
        heard.until { it == Change.CONSENT }
        collecting.cancelAndJoin()
    }

    @Test
    fun `a slow collector finds each kind once and loses none`() = scenario {
        val fake = FakeClient(open())
        val gate = CompletableDeferred<Unit>()
        val heard = mutableListOf<Change>()
        val collecting = launch {
            fake.changes().take(4).collect {
                heard += it
                gate.await()
            }
        }
        fake.subscribed.receive()
        listOf(Change.ITEMS, Change.SYNC, Change.ITEMS, Change.CATALOGUE, Change.SYNC).forEach { fake.tell(it) }
        gate.complete(Unit)
        collecting.join()
        assertEquals(listOf(Change.ALL, Change.ITEMS, Change.SYNC, Change.CATALOGUE), heard)
        assertTrue(fake.cancelled)
    }

    @Test
    fun `the pager goes to the very end`() = scenario {
        val client = ready()
        val pager = client.pages(pageSize = 20)
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collecting = launch { pager.items.collect { shown.send(it) } }
        assertEquals(20, shown.receive().size)
        var calls = 0
        while (pager.more()) calls += 1
        val rows = shown.until { it.size == 130 }
        assertEquals(client.everything(), rows.map { it.id })
        assertTrue(calls in 4..8, "$calls")
        assertFalse(pager.more())
        collecting.cancelAndJoin()
    }

    @Test
    fun `what comes in above does not move the place`() = scenario {
        val client = ready()
        val pager = client.pages(pageSize = 20)
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collecting = launch { pager.items.collect { shown.send(it) } }
        val first = shown.receive()
        val new = publisher.publish("新消息", "<p>正文。</p>")
        client.sync(null)
        val rows = shown.until { it.first().id == new }
        assertEquals(listOf(new) + first.map { it.id }, rows.map { it.id })
        collecting.cancelAndJoin()
        assertEquals(rows, pager.items.take(1).toList().single())
    }

    @Test
    fun `the pager says why it cannot go on, and goes on later`() = scenario {
        val client = ready()
        val pager = client.pages(pageSize = 30)
        assertTrue(pager.more())
        publisher.fault("down")
        refused(ClientException.Offline::class, "cut", "unreachable") { pager.more() }
        publisher.fault("none")
        assertTrue(pager.more())
        assertEquals(60, pager.items.until { it.size > 30 }.size)
    }

    @Test
    fun `a list in the order of marks keeps its place too`() = scenario {
        val client = ready()
        val ids = client.everything()
        suspend fun favour(place: Int, on: Boolean = true) =
            client.mark(ids[place], MarkAction.Favourite(on))
        listOf(5, 20, 1, 9, 3).forEach { favour(it) }
        val pager = client.pages(Scope.Favourites, pageSize = 2)
        val shown = Channel<List<String>>(Channel.CONFLATED)
        val collecting = launch { pager.items.collect { rows -> shown.send(rows.map { it.id }) } }
        suspend fun shows(vararg places: Int) = shown.until { it == places.map(ids::get) }
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
        collecting.cancelAndJoin()
    }

    @Test
    fun `a list in the order of marks keeps its place when rows move up`() = scenario {
        val client = ready()
        val ids = client.everything()
        suspend fun opens(vararg places: Int) = places.forEach { client.mark(ids[it], MarkAction.Open) }
        val pager = client.pages(Scope.History, pageSize = 2)
        suspend fun shows(vararg places: Int) = pager.items.until { rows -> rows.map { it.id } == places.map(ids::get) }
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
    fun `a row is shown as the person left it`() = scenario {
        val client = ready()
        val pager = client.pages()
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collecting = launch { pager.items.collect { shown.send(it) } }
        val (first, second) = shown.receive().map { it.id }
        client.mark(first, MarkAction.Open)
        assertEquals(first, shown.until { it.first().read }.first().id)
        client.mark(second, MarkAction.Hide(true))
        shown.until { rows -> rows.none { it.id == second } }
        collecting.cancelAndJoin()
    }
}
