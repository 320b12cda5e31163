package cn.songming.core

import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ListeningTest : Scenario() {
    private val Listening.ids: List<String> get() = items.map { it.id }

    /** The words of a block that is read as one text; none for the others. */
    private val Block.words: String?
        get() = when (this) {
            is Block.Paragraph -> spans
            is Block.Heading -> spans
            is Block.Image -> caption
            else -> null
        }?.joinToString("") { it.text }

    @Test
    fun `every sentence names its block`() = scenario {
        val client = ready()
        for (row in client.list(Scope.All, limit = 200u).items) {
            val blocks = client.article(row.id).blocks
            val speech = client.speech(row.id)
            val body = speech.dropWhile { it.block == null }
            assertEquals(row.title, speech.takeWhile { it.block == null }.joinToString("") { it.text })
            assertTrue(body.isNotEmpty(), row.title)
            val places = body.map { checkNotNull(it.block).toInt() }
            assertEquals(places.sorted(), places)
            for ((sentence, place) in body.zip(places)) {
                assertTrue(sentence.text.isNotBlank() && sentence.spoken.isNotBlank())
                val block = blocks[place]
                assertFalse(block is Block.Code || block is Block.Rule)
                block.words?.let { assertTrue(sentence.text in it, "${sentence.text} in $it") }
            }
        }
    }

    @Test
    fun `numbers and units are said as they are read aloud`() = scenario {
        val id = publisher.publish("秋收过半", "<p>今年3月，杨林镇收割1200亩。</p><hr><p>增长12.5%。</p>")
        val (title, first, second) = ready().speech(id)
        assertEquals(Sentence(block = null, text = "秋收过半", spoken = "秋收过半"), title)
        assertEquals(0u, first.block)
        assertEquals("今年3月，杨林镇收割1200亩。", first.text)
        assertEquals(2u, second.block)
        assertEquals("增长百分之十二点五。", second.spoken)
    }

    @Test
    fun `the queue and the place in it are there after a restart and without a network`() = scenario {
        val client = ready()
        assertEquals(Listening(emptyList(), null, 0u), client.listening())
        val (first, second, third) = client.everything().filter { client.speech(it).size > 5 }
        client.setListening(listOf(third, first, second, first))
        assertEquals(listOf(third, first, second), client.listening().ids)
        assertNull(client.listening().current)
        client.setListeningPlace(first, 4u)
        val sentence = client.speech(first)[4]
        client.shutDown()
        publisher.fault("down")

        val again = open(network = NetworkClass.OFFLINE)
        val place = again.listening()
        assertEquals(listOf(third, first, second), place.ids)
        assertEquals(first, place.current)
        assertEquals(4u, place.sentence)
        assertEquals(sentence, again.speech(first)[place.sentence.toInt()])
        assertTrue(place.items.all { it.title.isNotEmpty() && it.source.isNotEmpty() })

        again.setListening(listOf(second, first))
        assertEquals(first to 4u, again.listening().let { it.current to it.sentence })
        again.setListening(listOf(second, third))
        assertEquals(null to 0u, again.listening().let { it.current to it.sentence })
        refused(ClientException.Rejected::class, "bad-request") { again.setListening(List(501) { "item-$it" }) }
        refused(ClientException.Rejected::class, "not-found") { again.setListeningPlace("no-such-item", 0u) }
        assertEquals(listOf(second, third), again.listening().ids)
    }

    @Test
    fun `the place is found again in an edited text`() = scenario {
        val id = publisher.publish("水库蓄水", "<p>入秋以来雨水多。水库蓄水六成。下月检修。</p>")
        val client = ready()
        client.setListening(listOf(id))
        client.setListeningPlace(id, 3u)
        assertEquals("下月检修。", client.speech(id)[3].text)
        publisher.revise(id, "<p>入秋以来雨水多。北边尤其多。水库蓄水七成。下月检修。</p>", "数据有误")
        client.sync()
        assertEquals(4u, client.listening().sentence)
        assertEquals("下月检修。", client.speech(id)[4].text)
    }

    @Test
    fun `the queue is followed`() = scenario {
        val gone = publisher.publish("停水通知", "<p>全城停水。</p>")
        val client = ready()
        val other = client.everything().first { it != gone }
        val heard = Channel<Listening>(Channel.UNLIMITED)
        val collecting = launch { client.listeningQueue().collect { heard.send(it) } }
        assertEquals(emptyList<String>(), heard.receive().ids)
        client.setListening(listOf(gone, other))
        heard.until { it.ids == listOf(gone, other) }
        client.setListeningPlace(gone, 1u)
        heard.until { it.current == gone && it.sentence == 1u }
        client.mark(other, MarkAction.Like(true))
        heard.until { it.items.last().liked }
        publisher.withdraw(gone, "内容不实")
        client.sync()
        heard.until { it.ids == listOf(other) && it.current == null }
        collecting.cancelAndJoin()
    }
}
