package cn.songming.core

import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ListeningTest : ClientTest() {
    private val ListeningQueue.ids: List<String> get() = items.map { it.id }

    /** The text of a block that is spoken as a whole; `null` for other blocks. */
    private val Block.words: String?
        get() = when (this) {
            is Block.Paragraph -> spans
            is Block.Heading -> spans
            is Block.Image -> caption
            else -> null
        }?.joinToString("") { it.text }

    @Test
    fun `every sentence names its block`() = runWithTimeout {
        val client = openSynced()
        for (row in client.items().list(Scope.All, limit = 200u).items) {
            val blocks = client.items().get(row.id).article.blocks
            val speech = client.listening().speech(row.id)
            val body = speech.dropWhile { it.block == null }
            assertEquals(row.title, speech.takeWhile { it.block == null }.joinToString("") { it.text })
            assertTrue(body.isNotEmpty(), row.title)
            val indices = body.map { checkNotNull(it.block).toInt() }
            assertEquals(indices.sorted(), indices)
            for ((sentence, index) in body.zip(indices)) {
                assertTrue(sentence.text.isNotBlank() && sentence.spoken.isNotBlank())
                val block = blocks[index]
                assertFalse(block is Block.Code || block is Block.Rule)
                block.words?.let { assertTrue(sentence.text in it, "${sentence.text} in $it") }
            }
        }
    }

    @Test
    fun `numbers and units are spelled as they are spoken`() = runWithTimeout {
        val id = publisher.publish("秋收过半", "<p>今年3月，杨林镇收割1200亩。</p><hr><p>增长12.5%。</p>")
        val (title, first, second) = openSynced().listening().speech(id)
        assertEquals(Sentence(block = null, text = "秋收过半", spoken = "秋收过半"), title)
        assertEquals(0u, first.block)
        assertEquals("今年3月，杨林镇收割1200亩。", first.text)
        assertEquals(2u, second.block)
        assertEquals("增长百分之十二点五。", second.spoken)
    }

    @Test
    fun `the queue and the position in it survive a restart without a network`() = runWithTimeout {
        val client = openSynced()
        assertEquals(ListeningQueue(emptyList(), null, 0u), client.listening().queue())
        val (first, second, third) = client.allIds().filter { client.listening().speech(it).size > 5 }
        client.listening().set(listOf(third, first, second, first))
        assertEquals(listOf(third, first, second), client.listening().queue().ids)
        assertNull(client.listening().queue().current)
        client.listening().setPosition(first, 4u)
        val sentence = client.listening().speech(first)[4]
        client.shutDown()
        publisher.fault("down")

        val again = open(network = NetworkClass.OFFLINE)
        val queue = again.listening().queue()
        assertEquals(listOf(third, first, second), queue.ids)
        assertEquals(first, queue.current)
        assertEquals(4u, queue.sentence)
        assertEquals(sentence, again.listening().speech(first)[queue.sentence.toInt()])
        assertTrue(queue.items.all { it.title.isNotEmpty() && it.source.isNotEmpty() })

        again.listening().set(listOf(second, first))
        assertEquals(first to 4u, again.listening().queue().let { it.current to it.sentence })
        again.listening().set(listOf(second, third))
        assertEquals(null to 0u, again.listening().queue().let { it.current to it.sentence })
        assertClientError<ClientException.Rejected>("bad-request") { again.listening().set(List(501) { "item-$it" }) }
        assertClientError<ClientException.Rejected>("not-found") { again.listening().setPosition("no-such-item", 0u) }
        assertEquals(listOf(second, third), again.listening().queue().ids)
    }

    @Test
    fun `the position is found again in an edited text`() = runWithTimeout {
        val id = publisher.publish("水库蓄水", "<p>入秋以来雨水多。水库蓄水六成。下月检修。</p>")
        val client = openSynced()
        client.listening().set(listOf(id))
        client.listening().setPosition(id, 3u)
        assertEquals("下月检修。", client.listening().speech(id)[3].text)
        publisher.revise(id, "<p>入秋以来雨水多。北边尤其多。水库蓄水七成。下月检修。</p>", "数据有误")
        client.sync()
        assertEquals(4u, client.listening().queue().sentence)
        assertEquals("下月检修。", client.listening().speech(id)[4].text)
    }

    @Test
    fun `the queue is observed`() = runWithTimeout {
        val gone = publisher.publish("停水通知", "<p>全城停水。</p>")
        val client = openSynced()
        val other = client.allIds().first { it != gone }
        val received = Channel<ListeningQueue>(Channel.UNLIMITED)
        val collector = launch { client.listeningQueue().collect { received.send(it) } }
        assertEquals(emptyList<String>(), received.receive().ids)
        client.listening().set(listOf(gone, other))
        received.receiveUntil { it.ids == listOf(gone, other) }
        client.listening().setPosition(gone, 1u)
        received.receiveUntil { it.current == gone && it.sentence == 1u }
        client.items().mark(other, MarkAction.Like(true))
        received.receiveUntil { it.items.last().liked }
        publisher.withdraw(gone, "内容不实")
        client.sync()
        received.receiveUntil { it.ids == listOf(other) && it.current == null }
        collector.cancelAndJoin()
    }
}
