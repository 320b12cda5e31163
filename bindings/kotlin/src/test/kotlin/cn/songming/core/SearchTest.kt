package cn.songming.core

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val WORD = "园区"

class SearchTest : ClientTest() {
    /** A client with the newest page, all of it indexed. */
    private suspend fun openIndexed(): Client = openSynced().also { it.search().warmUp() }

    private suspend fun Client.find(
        words: String,
        filter: SearchFilter = SearchFilter(),
        order: SearchOrder = SearchOrder.TITLE_FIRST,
        after: String? = null,
        limit: UInt = 100u,
    ): SearchPage = search().find(SearchRequest(words, filter, order, after, limit))

    private val SearchPage.ids: List<String> get() = items.map { it.row.id }

    private fun String.slices(ranges: List<TextRange>): List<String> = ranges.map {
        val slice = substring(it.start.toInt(), it.end.toInt())
        assertEquals(slice, substring(it.indices))
        slice
    }

    private val SearchHit.titleSlices: List<String> get() = row.title.slices(titleHighlights)
    private val SearchHit.snippetSlices: List<String> get() = snippet.slices(snippetHighlights)

    /** The result; `null` if a later call superseded this one. */
    private suspend fun <T> unlessSuperseded(call: suspend () -> T): T? = try {
        call()
    } catch (error: ClientException.Rejected) {
        assertEquals("superseded", error.code)
        null
    }

    @Test
    fun `a word of two characters is found, in titles first`() = runWithTimeout {
        val client = openIndexed()
        val page = client.find(WORD)
        assertTrue(page.complete)
        val titled = client.items().list(Scope.All, limit = 200u).items.filter { WORD in it.title }.map { it.id }
        assertTrue(titled.size in 1 until page.items.size)
        assertEquals(titled, page.ids.take(titled.size))
        for (found in page.items) {
            val slices = found.titleSlices + found.snippetSlices
            assertTrue(slices.isNotEmpty())
            assertTrue(slices.all { it == WORD }, "$found")
        }
        assertEquals(emptyList<SearchHit>(), client.find("\"* NEAR(").items)
        assertEquals(emptyList<SearchHit>(), client.find("").items)
    }

    @Test
    fun `highlights count in UTF-16 as Kotlin does`() = runWithTimeout {
        val html = "<p>${"😀字".repeat(40)}，AI 产业园 二期，𠮷野家，ai產業園。</p>"
        val id = publisher.publish("😀ＡＩ產業園开工，𠮷野家也来", html)
        val client = openIndexed()
        val park = client.find("AI产业园").items.single()
        assertEquals(id, park.row.id)
        assertEquals(listOf("ＡＩ產業園"), park.titleSlices)
        assertEquals(listOf("AI 产业园", "ai產業園"), park.snippetSlices)
        assertTrue(park.snippet.startsWith("…"), park.snippet)
        val both = client.find("𠮷野 开工").items.single()
        assertEquals(listOf("开工", "𠮷野"), both.titleSlices)
        assertEquals(listOf("𠮷野"), both.snippetSlices)
    }

    @Test
    fun `pages show everything once`() = runWithTimeout {
        val client = openIndexed()
        for (order in SearchOrder.entries) {
            val whole = client.find(WORD, order = order)
            assertTrue(whole.items.size > 6)
            assertNull(whole.next)
            val ids = mutableListOf<String>()
            var key: String? = null
            do {
                val page = client.find(WORD, order = order, after = key, limit = 3u)
                assertTrue(page.items.size in 1..3)
                ids += page.ids
                key = page.next
            } while (key != null)
            assertEquals(whole.ids, ids)
            assertEquals(ids.size, ids.toSet().size)
        }
        val times = client.find(WORD, order = SearchOrder.NEWEST).items.map { it.row.published }
        assertEquals(times.sortedDescending(), times)
    }

    @Test
    fun `a filter leaves out all other items`() = runWithTimeout {
        val client = openIndexed()
        val whole = client.find(WORD).items.map { it.row }
        val channel = checkNotNull(whole.first().channel)
        val rows = client.find(WORD, SearchFilter(channel = channel)).items.map { it.row }
        assertTrue(rows.size < whole.size)
        assertTrue(rows.all { it.channel == channel })
        assertEquals(whole.filter { it.channel == channel }.map { it.id }, rows.map { it.id })
        assertEquals(emptyList<SearchHit>(), client.find(WORD, SearchFilter(channel = "no-such")).items)

        val (read, kept) = whole.map { it.id }
        client.items().mark(read, MarkAction.Open)
        client.items().mark(kept, MarkAction.Favourite(true))
        assertEquals(whole.map { it.id } - read, client.find(WORD, SearchFilter(unread = true)).ids)
        assertEquals(listOf(kept), client.find(WORD, SearchFilter(favourite = true)).ids)
    }

    @Test
    fun `a later search ends earlier ones`() = runWithTimeout {
        val client = openIndexed()
        val words = listOf(WORD, "秋收", "公交", "水")
        val alone = words.associateWith { client.find(it).ids }
        repeat(10) {
            // Each call begins before the next one.
            val answers = List(40) { turn ->
                async(start = CoroutineStart.UNDISPATCHED) { unlessSuperseded { client.find(words[turn % 4]).ids } }
            }.awaitAll()
            answers.forEachIndexed { turn, ids -> assertTrue(ids == null || ids == alone[words[turn % 4]]) }
            assertNotNull(answers.last())
        }
        // Which of these is the last is not determined.
        val answers = withContext(Dispatchers.Default) {
            List(40) { async { unlessSuperseded { client.find(WORD).ids } } }.awaitAll()
        }.filterNotNull()
        assertTrue(answers.isNotEmpty() && answers.all { it == alone[WORD] })
    }

    @Test
    fun `a suggestion that began earlier does not end a search`() = runWithTimeout {
        val client = openIndexed()
        repeat(50) {
            val typed = async(start = CoroutineStart.UNDISPATCHED) {
                unlessSuperseded { client.search().suggest("园", 10u) }
            }
            val meant = async(start = CoroutineStart.UNDISPATCHED) { unlessSuperseded { client.find(WORD) } }
            typed.await()
            assertNotNull(meant.await())
        }
    }

    @Test
    fun `searches do not disturb indexing`() = runWithTimeout {
        val client = openSynced()
        repeat(10) { round ->
            publisher.publish("第 $round 号园区", "<p>正文。</p>")
            client.sync()
            val preparing = async(Dispatchers.Default) { client.search().warmUp() }
            List(40) { async(Dispatchers.Default) { unlessSuperseded { client.find("水") } } }.awaitAll()
            preparing.await()
            assertTrue(client.find("第${round}号园区").run { complete && items.size == 1 })
        }
    }

    @Test
    fun `the name of 长辈版 offers the action that opens it`() = runWithTimeout {
        val client = openIndexed()
        assertEquals(SearchAction.OPEN_ELDER_MODE, client.find("长辈版").action)
        assertNull(client.find(WORD).action)
        val offered = client.search().suggest("长辈", 5u).first()
        assertEquals("打开长辈版", offered.text)
        assertEquals(SuggestionTarget.Act(SearchAction.OPEN_ELDER_MODE), offered.target)
    }

    @Test
    fun `recent searches, names and titles are suggested`() = runWithTimeout {
        val title = "😀石磨豆腐出锅"
        val id = publisher.publish(title, "<p>正文。</p>")
        val client = openIndexed()
        assertEquals(emptyList<Suggestion>(), client.search().suggest("", 10u))
        listOf("豆腐 热", " 豆腐  ", "水库", "豆腐").forEach { client.search().remember(it) }
        assertEquals(listOf("豆腐", "水库", "豆腐 热"), client.search().recent())
        assertEquals(client.search().recent(), client.search().suggest("", 10u).map { it.text })

        val offered = client.search().suggest("豆腐", 10u)
        val expected = listOf(
            "豆腐" to SuggestionTarget.Search, "豆腐 热" to SuggestionTarget.Search, title to SuggestionTarget.Item(id),
        )
        assertEquals(expected, offered.map { it.text to it.target })
        offered.forEach { assertEquals(listOf("豆腐"), it.text.slices(it.highlights)) }
        assertEquals(offered.take(1), client.search().suggest("豆腐", 1u))
        val channel = client.items().catalogue().channels.first()
        val named = client.search().suggest(channel.name, 10u).first { it.text == channel.name }
        assertEquals(SuggestionTarget.Term(TermFamily.CHANNEL, channel.code), named.target)

        client.search().clearHistory("水库")
        assertEquals(listOf("豆腐", "豆腐 热"), client.search().recent())
        client.search().clearHistory()
        assertEquals(emptyList<String>(), client.search().recent())
        assertEquals(emptyList<Suggestion>(), client.search().suggest("", 10u))
    }

    @Test
    fun `search works without a network and after a restart`() = runWithTimeout {
        val client = openIndexed()
        val ids = client.find(WORD).ids
        client.search().remember(WORD)
        client.shutDown()
        publisher.fault("down")

        val again = open(network = NetworkClass.OFFLINE)
        val page = again.find(WORD)
        assertEquals(ids, page.ids)
        assertTrue(page.complete)
        assertEquals(listOf(WORD), again.search().recent())
        assertTrue(again.storage().usage().searchBytes > 0u)
    }

    @Test
    fun `a change announces that more can be found`() = runWithTimeout {
        val client = openWithConsent()
        val received = Channel<Change>(Channel.UNLIMITED)
        val collector = launch { client.changes().collect { received.send(it) } }
        assertEquals(Change.ALL, received.receive())
        client.sync()
        client.search().warmUp()
        received.receiveUntil { it == Change.SEARCH }
        assertTrue(client.find(WORD).complete)

        // This time without a call of `warmUp`: the background indexer does it.
        val id = publisher.publish("园区新消息", "<p>正文。</p>")
        client.sync()
        while (!client.find(WORD).complete) received.receiveUntil { it == Change.SEARCH }
        assertTrue(id in client.find(WORD).ids)
        collector.cancelAndJoin()
    }

    @Test
    fun `a withdrawn item is not found, a revised one is found by its new text`() = runWithTimeout {
        val gone = publisher.publish("石磨坊停水", "<p>全城停水。</p>")
        val kept = publisher.publish("石磨坊开门", "<p>豆浆五毛。</p>")
        val client = openIndexed()
        assertEquals(listOf(kept, gone), client.find("石磨坊").ids)
        publisher.withdraw(gone, "内容不实")
        publisher.revise(kept, "<p>米浆六毛。</p>", "数据有误")
        client.sync()
        assertEquals(listOf(kept), client.find("石磨坊").ids)
        client.search().warmUp()
        assertEquals(emptyList<String>(), client.find("豆浆五毛").ids)
        assertEquals(listOf("米浆六毛"), client.find("米浆六毛").items.single().snippetSlices)
    }

    @Test
    fun `limits and keys that are out of range are refused`() = runWithTimeout {
        val client = openIndexed()
        for (limit in listOf(0u, 101u)) {
            assertClientError<ClientException.Rejected>("bad-request") { client.find(WORD, limit = limit) }
            assertClientError<ClientException.Rejected>("bad-request") { client.search().suggest(WORD, limit) }
        }
        assertClientError<ClientException.Rejected>("bad-request") { client.find(WORD, after = "no key") }
        assertFalse(client.find(WORD).items.isEmpty())
    }
}
