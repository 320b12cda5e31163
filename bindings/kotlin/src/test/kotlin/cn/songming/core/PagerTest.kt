package cn.songming.core

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What a pager shows after rows came and went. The numbers are ids; higher ones are newer. */
class PagerTest : ClientTest("--synthetic", "1") {
    private fun rows(vararg numbers: IntRange) =
        numbers.flatMap { range -> range.reversed().map { "%04d".format(it) to it.toLong() * 1000 } }

    private fun ids(vararg numbers: IntRange) = rows(*numbers).map { it.first }

    private suspend fun pager(pageSize: Int, initialRows: Int = 0, check: suspend Screen.() -> Unit) {
        val fake = FakeClient(open())
        val pager = fake.pages(pageSize = pageSize, initialRows = initialRows)
        coroutineScope {
            val shown = Channel<List<String>>(Channel.CONFLATED)
            val collector = launch { pager.items.collect { rows -> shown.send(rows.map { it.id }) } }
            Screen(fake, fake.items(), pager, shown).check()
            collector.cancel()
        }
    }

    private class Screen(
        val client: FakeClient,
        val phone: FakeItems,
        val pager: Pager,
        val shown: ReceiveChannel<List<String>>,
    ) {
        suspend fun shows(vararg expected: List<String>) {
            expected.forEach { assertEquals(it, shown.receive()) }
        }
    }

    @Test
    fun `a page at a time`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            assertTrue(pager.more())
            shows(ids(3..8))
            assertFalse(pager.more())
            shows(ids(1..8))
            assertFalse(pager.more())
        }
    }

    @Test
    fun `a list begins with the initial rows that the phone has, without the publisher`() = runWithTimeout {
        pager(3, initialRows = 7) {
            phone.stored = rows(1..8)
            shows(ids(2..8))
            assertFalse(pager.more())
            shows(ids(1..8))
        }
        pager(20, initialRows = 450) {
            phone.stored = rows(1..500)
            phone.olderPages += rows(0..0)
            shows(ids(51..500))
        }
        pager(3, initialRows = 9) {
            phone.stored = rows(5..8)
            phone.olderPages += rows(1..4)
            shows(ids(5..8))
        }
    }

    @Test
    fun `rows above remove nothing below, and the position does not move`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            for (newest in 9..12) {
                phone.stored = rows(1..newest)
                client.announce(Change.ITEMS)
                shows(ids(6..newest))
            }
            pager.more()
            shows(ids(3..12))
        }
    }

    @Test
    fun `a withdrawn last row leaves the position to the row above it`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            phone.stored = rows(7..9) + rows(1..5)
            client.announce(Change.ITEMS)
            shows(ids(7..9))
            pager.more()
            shows(ids(7..9, 3..5))
        }
    }

    @Test
    fun `a row that arrives while the list is read is shown and removes nothing`() = runWithTimeout {
        pager(2) {
            phone.stored = rows(1..8)
            shows(ids(7..8))
            pager.more()
            shows(ids(5..8))
            phone.stored = rows(1..7)
            phone.beforeReturn = {
                phone.stored = rows(9..9, 1..7)
                client.announce(Change.ITEMS)
            }
            client.announce(Change.ITEMS)
            assertEquals(ids(9..9, 5..7), shown.receiveUntil { "0009" in it })
        }
    }

    @Test
    fun `a change shows while more waits for the publisher, and older rows do not replace it`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(4..8)
            phone.olderPages += rows(1..3)
            shows(ids(6..8))
            pager.more()
            shows(ids(4..8))
            val answer = CompletableDeferred<Unit>()
            val waiting = CompletableDeferred<Unit>()
            phone.beforeReturn = {
                waiting.complete(Unit)
                answer.await()
            }
            coroutineScope {
                val more = async { pager.more() }
                waiting.await()
                phone.stored = rows(1..5, 7..9).sortedByDescending { it.first }
                client.announce(Change.ITEMS)
                shows(ids(7..9, 4..5))
                answer.complete(Unit)
                assertFalse(more.await())
            }
            shows(ids(7..9, 1..5))
        }
    }

    @Test
    fun `when all shown rows are withdrawn, the list starts over`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            phone.stored = rows(1..5)
            client.announce(Change.ITEMS)
            shows(ids(3..5))
            phone.stored = emptyList()
            client.announce(Change.ITEMS)
            shows(emptyList())
        }
    }

    @Test
    fun `an empty list fills up to a page`() = runWithTimeout {
        pager(3) {
            shows(emptyList())
            phone.stored = rows(7..8)
            client.announce(Change.ITEMS)
            shows(ids(7..8))
            phone.stored = rows(1..8)
            client.announce(Change.ITEMS)
            shows(ids(6..8))
        }
    }

    @Test
    fun `a position among rows of the same moment`() = runWithTimeout {
        pager(3) {
            phone.stored = listOf("e" to 9, "d" to 5, "c" to 5, "b" to 5, "a" to 1)
            shows(listOf("e", "d", "c"))
            phone.stored = listOf("f" to 10L) + phone.stored
            client.announce(Change.ITEMS)
            shows(listOf("f", "e", "d", "c"))
            assertFalse(pager.more())
            shows(listOf("f", "e", "d", "c", "b", "a"))
        }
    }

    @Test
    fun `a long list is read again in one call`() = runWithTimeout {
        pager(200) {
            phone.stored = rows(1..1000)
            shows(ids(801..1000))
            repeat(3) { pager.more() }
            shown.receiveUntil { it.size == 800 }
            phone.loads.clear()
            phone.stored = rows(1..1001)
            client.announce(Change.ITEMS)
            shown.receiveUntil { it.size == 801 }
            assertEquals(listOf(801), phone.loads)
        }
    }

    @Test
    fun `older pages are fetched until one has rows, but not the whole archive`() = runWithTimeout {
        pager(3) {
            phone.stored = rows(11..12)
            repeat(6) { phone.olderPages += emptyList<Pair<String, Long>>() }
            phone.olderPages += rows(1..9)
            shows(ids(11..12))
            assertTrue(pager.more())
            assertEquals(3, phone.olderPages.size)
            assertTrue(pager.more())
            shows(ids(11..12, 7..9))
        }
    }

    @Test
    fun `the list is read again only after changes that affect rows`() = runWithTimeout {
        pager(200) {
            phone.stored = rows(1..1)
            shows(ids(1..1))
            val besides = setOf(
                Change.LISTENING, Change.SEARCH, Change.SETTINGS, Change.ACCOUNT, Change.SUBMISSIONS, Change.CONSENT, Change.SYNC,
            )
            for ((at, change) in (Change.entries - besides).withIndex()) {
                phone.loads.clear()
                besides.forEach { client.announce(it) }
                phone.stored = rows(1..2 + at)
                client.announce(change)
                shows(ids(1..2 + at))
                assertEquals(listOf(2 + at), phone.loads, "$change")
            }
        }
    }

    @Test
    fun `a page size out of range is refused`() = runWithTimeout {
        val client = open()
        for (size in listOf(0, 201)) {
            assertThrows(IllegalArgumentException::class.java) { client.pages(pageSize = size) }
        }
    }
}
