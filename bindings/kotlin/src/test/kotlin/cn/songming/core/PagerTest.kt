package cn.songming.core

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Where a list is after rows came and went; each list is what the phone has at that moment. */
class PagerTest : Scenario("--synthetic", "1") {
    private fun rows(vararg numbers: IntRange) =
        numbers.flatMap { range -> range.reversed().map { "%04d".format(it) to it.toLong() * 1000 } }

    private fun ids(vararg numbers: IntRange) = rows(*numbers).map { it.first }

    private suspend fun pager(pageSize: Int, scope: Scope = Scope.All, reach: Int = 0, check: suspend Screen.() -> Unit) {
        val fake = FakeClient(open())
        val pager = fake.pages(scope, pageSize, reach)
        coroutineScope {
            val shown = Channel<List<String>>(Channel.CONFLATED)
            val collecting = launch { pager.items.collect { rows -> shown.send(rows.map { it.id }) } }
            Screen(fake, pager, shown).check()
            collecting.cancel()
        }
    }

    private class Screen(val phone: FakeClient, val pager: Pager, val shown: ReceiveChannel<List<String>>) {
        suspend fun shows(vararg expected: List<String>) {
            expected.forEach { assertEquals(it, shown.receive()) }
        }
    }

    @Test
    fun `a page at a time`() = scenario {
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
    fun `what was read down before begins as far down, without the publisher`() = scenario {
        pager(3, reach = 7) {
            phone.stored = rows(1..8)
            shows(ids(2..8))
            assertFalse(pager.more())
            shows(ids(1..8))
        }
        pager(20, reach = 450) {
            phone.stored = rows(1..500)
            phone.beyond += rows(0..0)
            shows(ids(51..500))
        }
        pager(3, reach = 9) {
            phone.stored = rows(5..8)
            phone.beyond += rows(1..4)
            shows(ids(5..8))
        }
    }

    @Test
    fun `rows above push nothing out, and the place does not creep`() = scenario {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            for (newest in 9..12) {
                phone.stored = rows(1..newest)
                phone.tell(Change.ITEMS)
                shows(ids(6..newest))
            }
            pager.more()
            shows(ids(3..12))
        }
    }

    @Test
    fun `a place that is withdrawn is taken by its neighbour`() = scenario {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            phone.stored = rows(7..9) + rows(1..5)
            phone.tell(Change.ITEMS)
            shows(ids(7..9))
            pager.more()
            shows(ids(7..9, 3..5))
        }
    }

    @Test
    fun `a row that comes between two looks at a page pushes nothing out`() = scenario {
        pager(2, Scope.History) {
            phone.stored = rows(1..8)
            shows(ids(7..8))
            pager.more()
            shows(ids(5..8))
            phone.stored = rows(1..7)
            phone.afterPage = { phone.stored = rows(9..9, 1..7) }
            phone.tell(Change.ITEMS)
            shows(ids(9..9, 5..7))
        }
    }

    @Test
    fun `when all that was shown is withdrawn, the list begins anew`() = scenario {
        pager(3) {
            phone.stored = rows(1..8)
            shows(ids(6..8))
            phone.stored = rows(1..5)
            phone.tell(Change.ITEMS)
            shows(ids(3..5))
            phone.stored = emptyList()
            phone.tell(Change.ITEMS)
            shows(emptyList())
        }
    }

    @Test
    fun `an empty phone fills up to a page`() = scenario {
        pager(3) {
            shows(emptyList())
            phone.stored = rows(7..8)
            phone.tell(Change.ITEMS)
            shows(ids(7..8))
            phone.stored = rows(1..8)
            phone.tell(Change.ITEMS)
            shows(ids(6..8))
        }
    }

    @Test
    fun `a place in the middle of rows of the same moment`() = scenario {
        pager(3) {
            phone.stored = listOf("e" to 9, "d" to 5, "c" to 5, "b" to 5, "a" to 1)
            shows(listOf("e", "d", "c"))
            phone.stored = listOf("f" to 10L) + phone.stored
            phone.tell(Change.ITEMS)
            shows(listOf("f", "e", "d", "c", "b"))
            assertFalse(pager.more())
            shows(listOf("f", "e", "d", "c", "b", "a"))
        }
    }

    @Test
    fun `a long list is read again in long pages`() = scenario {
        pager(200) {
            phone.stored = rows(1..1000)
            shows(ids(801..1000))
            repeat(3) { pager.more() }
            shown.until { it.size == 800 }
            phone.reads.clear()
            phone.stored = rows(1..1001)
            phone.tell(Change.ITEMS)
            shown.until { it.size == 801 }
            assertTrue(phone.reads.size <= 8, "${phone.reads}")
        }
    }

    @Test
    fun `older pages are fetched until one has rows, but not the whole archive`() = scenario {
        pager(3) {
            phone.stored = rows(11..12)
            repeat(6) { phone.beyond += emptyList<Pair<String, Long>>() }
            phone.beyond += rows(1..9)
            shows(ids(11..12))
            assertTrue(pager.more())
            assertEquals(3, phone.beyond.size)
            assertTrue(pager.more())
            shows(ids(11..12, 9..9))
        }
    }

    @Test
    fun `whatever may change rows is read again, and nothing else`() = scenario {
        pager(200) {
            phone.stored = rows(1..1)
            shows(ids(1..1))
            val besides = setOf(Change.LISTENING, Change.SEARCH, Change.SETTINGS, Change.CONSENT, Change.SYNC)
            for ((at, change) in (Change.entries - besides).withIndex()) {
                phone.reads.clear()
                besides.forEach { phone.tell(it) }
                phone.stored = rows(1..2 + at)
                phone.tell(change)
                shows(ids(1..2 + at))
                assertEquals(listOf(2 + at), phone.reads, "$change")
            }
        }
    }

    @Test
    fun `a page has a size`() = scenario {
        val client = open()
        for (size in listOf(0, 201)) {
            assertThrows(IllegalArgumentException::class.java) { client.pages(pageSize = size) }
        }
    }
}
