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

class SearchTest : Scenario() {
    /** A phone with the newest page, all of it in the index. */
    private suspend fun searchable(): Client = ready().also { it.prepareSearch() }

    private suspend fun Client.find(
        words: String,
        filter: SearchFilter = SearchFilter(),
        order: SearchOrder = SearchOrder.TITLE_FIRST,
        after: String? = null,
        limit: UInt = 100u,
    ): SearchPage = search(SearchRequest(words, filter, order, after, limit))

    private val SearchPage.ids: List<String> get() = items.map { it.row.id }

    private fun String.slices(ranges: List<TextRange>): List<String> = ranges.map {
        val slice = substring(it.start.toInt(), it.end.toInt())
        assertEquals(slice, substring(it.indices))
        slice
    }

    private val Found.titleSlices: List<String> get() = row.title.slices(titleHighlights)
    private val Found.snippetSlices: List<String> get() = snippet.slices(snippetHighlights)

    /** The answer; none when a later call ended this one. */
    private suspend fun <T> unlessSuperseded(call: suspend () -> T): T? = try {
        call()
    } catch (error: ClientException.Rejected) {
        assertEquals("superseded", error.code)
        null
    }

    @Test
    fun `a word of two characters is found, in titles first`() = scenario {
        val client = searchable()
        val page = client.find(WORD)
        assertTrue(page.complete)
        val titled = client.list(Scope.All, limit = 200u).items.filter { WORD in it.title }.map { it.id }
        assertTrue(titled.size in 1 until page.items.size)
        assertEquals(titled, page.ids.take(titled.size))
        for (found in page.items) {
            val slices = found.titleSlices + found.snippetSlices
            assertTrue(slices.isNotEmpty())
            assertTrue(slices.all { it == WORD }, "$found")
        }
        assertEquals(emptyList<Found>(), client.find("\"* NEAR(").items)
        assertEquals(emptyList<Found>(), client.find("").items)
    }

    @Test
    fun `highlights count as Kotlin does`() = scenario {
        val html = "<p>${"😀字".repeat(40)}，AI 产业园 二期，𠮷野家，ai產業園。</p>"
        val id = publisher.publish("😀ＡＩ產業園开工，𠮷野家也来", html)
        val client = searchable()
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
    fun `pages show everything once`() = scenario {
        val client = searchable()
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
    fun `a filter leaves out the rest`() = scenario {
        val client = searchable()
        val whole = client.find(WORD).items.map { it.row }
        val channel = checkNotNull(whole.first().channel)
        val rows = client.find(WORD, SearchFilter(channel = channel)).items.map { it.row }
        assertTrue(rows.size < whole.size)
        assertTrue(rows.all { it.channel == channel })
        assertEquals(whole.filter { it.channel == channel }.map { it.id }, rows.map { it.id })
        assertEquals(emptyList<Found>(), client.find(WORD, SearchFilter(channel = "no-such")).items)

        val (read, kept) = whole.map { it.id }
        client.mark(read, MarkAction.Open)
        client.mark(kept, MarkAction.Favourite(true))
        assertEquals(whole.map { it.id } - read, client.find(WORD, SearchFilter(unread = true)).ids)
        assertEquals(listOf(kept), client.find(WORD, SearchFilter(favourite = true)).ids)
    }

    @Test
    fun `a later search ends those before it`() = scenario {
        val client = searchable()
        val words = listOf(WORD, "秋收", "公交", "水")
        val alone = words.associateWith { client.find(it).ids }
        repeat(10) {
            // Each begins before the next one does.
            val answers = List(40) { turn ->
                async(start = CoroutineStart.UNDISPATCHED) { unlessSuperseded { client.find(words[turn % 4]).ids } }
            }.awaitAll()
            answers.forEachIndexed { turn, ids -> assertTrue(ids == null || ids == alone[words[turn % 4]]) }
            assertNotNull(answers.last())
        }
        // Which of these is the last, nobody knows.
        val answers = withContext(Dispatchers.Default) {
            List(40) { async { unlessSuperseded { client.find(WORD).ids } } }.awaitAll()
        }.filterNotNull()
        assertTrue(answers.isNotEmpty() && answers.all { it == alone[WORD] })
    }

    @Test
    fun `a suggestion that began earlier does not end a search`() = scenario {
        val client = searchable()
        repeat(50) {
            val typed = async(start = CoroutineStart.UNDISPATCHED) { unlessSuperseded { client.suggest("园", 10u) } }
            val meant = async(start = CoroutineStart.UNDISPATCHED) { unlessSuperseded { client.find(WORD) } }
            typed.await()
            assertNotNull(meant.await())
        }
    }

    @Test
    fun `searches do not harm what is done for the index`() = scenario {
        val client = ready()
        repeat(10) { round ->
            publisher.publish("第 $round 号园区", "<p>正文。</p>")
            client.sync()
            val preparing = async(Dispatchers.Default) { client.prepareSearch() }
            List(40) { async(Dispatchers.Default) { unlessSuperseded { client.find("水") } } }.awaitAll()
            preparing.await()
            assertTrue(client.find("第${round}号园区").run { complete && items.size == 1 })
        }
    }

    @Test
    fun `the name of the elder mode offers to open it`() = scenario {
        val client = searchable()
        assertEquals(SearchAction.OPEN_ELDER_MODE, client.find("长辈版").action)
        assertNull(client.find(WORD).action)
        val offered = client.suggest("长辈", 5u).first()
        assertEquals("打开长辈版", offered.text)
        assertEquals(SuggestionTarget.Act(SearchAction.OPEN_ELDER_MODE), offered.target)
    }

    @Test
    fun `what was looked for before, names and titles are suggested`() = scenario {
        val title = "😀石磨豆腐出锅"
        val id = publisher.publish(title, "<p>正文。</p>")
        val client = searchable()
        assertEquals(emptyList<Suggestion>(), client.suggest("", 10u))
        listOf("豆腐 热", " 豆腐  ", "水库", "豆腐").forEach { client.rememberSearch(it) }
        assertEquals(listOf("豆腐", "水库", "豆腐 热"), client.recentSearches())
        assertEquals(client.recentSearches(), client.suggest("", 10u).map { it.text })

        val offered = client.suggest("豆腐", 10u)
        val expected = listOf(
            "豆腐" to SuggestionTarget.Search, "豆腐 热" to SuggestionTarget.Search, title to SuggestionTarget.Item(id),
        )
        assertEquals(expected, offered.map { it.text to it.target })
        offered.forEach { assertEquals(listOf("豆腐"), it.text.slices(it.highlights)) }
        assertEquals(offered.take(1), client.suggest("豆腐", 1u))
        val channel = client.catalogue().channels.first()
        val named = client.suggest(channel.name, 10u).first { it.text == channel.name }
        assertEquals(SuggestionTarget.Term(TermFamily.CHANNEL, channel.code), named.target)

        client.forgetSearches("水库")
        assertEquals(listOf("豆腐", "豆腐 热"), client.recentSearches())
        client.forgetSearches()
        assertEquals(emptyList<String>(), client.recentSearches())
        assertEquals(emptyList<Suggestion>(), client.suggest("", 10u))
    }

    @Test
    fun `everything is found without a network and after a restart`() = scenario {
        val client = searchable()
        val ids = client.find(WORD).ids
        client.rememberSearch(WORD)
        client.shutDown()
        publisher.fault("down")

        val again = open(network = NetworkClass.OFFLINE)
        val page = again.find(WORD)
        assertEquals(ids, page.ids)
        assertTrue(page.complete)
        assertEquals(listOf(WORD), again.recentSearches())
        assertTrue(again.storage().searchBytes > 0u)
    }

    @Test
    fun `a screen hears when more may be found`() = scenario {
        val client = phone()
        val heard = Channel<Change>(Channel.UNLIMITED)
        val collecting = launch { client.changes().collect { heard.send(it) } }
        assertEquals(Change.ALL, heard.receive())
        client.sync()
        client.prepareSearch()
        heard.until { it == Change.SEARCH }
        assertTrue(client.find(WORD).complete)

        // The next time nobody prepares anything.
        val id = publisher.publish("园区新消息", "<p>正文。</p>")
        client.sync()
        while (!client.find(WORD).complete) heard.until { it == Change.SEARCH }
        assertTrue(id in client.find(WORD).ids)
        collecting.cancelAndJoin()
    }

    @Test
    fun `what was withdrawn is not found, what was revised is found as it is now`() = scenario {
        val gone = publisher.publish("石磨坊停水", "<p>全城停水。</p>")
        val kept = publisher.publish("石磨坊开门", "<p>豆浆五毛。</p>")
        val client = searchable()
        assertEquals(listOf(kept, gone), client.find("石磨坊").ids)
        publisher.withdraw(gone, "内容不实")
        publisher.revise(kept, "<p>米浆六毛。</p>", "数据有误")
        client.sync()
        assertEquals(listOf(kept), client.find("石磨坊").ids)
        client.prepareSearch()
        assertEquals(emptyList<String>(), client.find("豆浆五毛").ids)
        assertEquals(listOf("米浆六毛"), client.find("米浆六毛").items.single().snippetSlices)
    }

    @Test
    fun `what cannot be asked is refused`() = scenario {
        val client = searchable()
        for (limit in listOf(0u, 101u)) {
            refused(ClientException.Rejected::class, "bad-request") { client.find(WORD, limit = limit) }
            refused(ClientException.Rejected::class, "bad-request") { client.suggest(WORD, limit) }
        }
        refused(ClientException.Rejected::class, "bad-request") { client.find(WORD, after = "no key") }
        assertFalse(client.find(WORD).items.isEmpty())
    }
}
