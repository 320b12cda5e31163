package cn.songming.core

import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val HARVEST = """
    <p>今年的<strong>秋粮</strong>，<a href="/items/harvest">收割过半</a>。</p>
    <h2>各镇进度</h2>
    <ol><li>杨林</li><li>小街</li></ol>
    <table><tr><th>镇</th><th>亩</th></tr><tr><td>杨林</td><td>1200</td></tr></table>
    <figure><img src="/media/flower-fields.jpg" alt="花田"><figcaption>花田</figcaption></figure>
"""

class ReaderTest : ClientTest() {
    @Test
    fun `nothing is sent before consent, nor after it was withdrawn`() = runWithTimeout {
        val client = open()
        assertEquals(Consent(given = false, decided = null, statement = null), client.privacy().consent())
        assertClientError<ClientException.Rejected>("no-consent") { client.sync(null) }
        assertClientError<ClientException.Rejected>("no-consent") { client.items().loadOlder() }
        assertClientError<ClientException.Rejected>("no-consent") {
            client.sources().add("${publisher.address}/rss.xml")
        }
        assertEquals(emptyList<String>(), publisher.requests())
        assertEquals(Traffic(0u, 0u, 0u), client.storage().traffic())

        assertTrue(client.privacy().accept("2026-11").given)
        client.sync(null)
        assertTrue(publisher.requests().isNotEmpty())

        assertFalse(client.privacy().withdraw("2026-11").given)
        publisher.resetTraffic()
        assertClientError<ClientException.Rejected>("no-consent") { client.sync(null) }
        assertEquals(emptyList<String>(), publisher.requests())
        assertEquals(10, client.home().latest.size)
    }

    @Test
    fun `one sync brings the newest page, and the next sends one request`() = runWithTimeout {
        val client = openSynced()
        val all = client.items().list(Scope.All, limit = 200u)
        assertTrue(all.older)
        val ids = all.items.map { it.id }
        assertEquals(ids, client.allIds())
        // A list shows one version of each story.
        val newest = publisher.newestIds()
        assertEquals(newest.filter { it in ids }, ids)
        assertEquals(newest.toSet(), all.items.flatMap { client.versions(it) }.toSet())
        assertEquals(7, client.items().catalogue().channels.size)
        val home = client.home()
        assertEquals(ids.take(10), home.latest.map { it.id })
        assertTrue(home.sections.size >= 3)
        home.sections.forEach { section -> assertTrue(section.items.all { it.module == section.module.code }) }

        val channels = client.items().catalogue().channels
        val channel = channels.first { term -> home.latest.any { it.channel == term.code } }
        val rows = client.items().list(Scope.Channel(channel.code), null, 50u).items
        assertTrue(rows.isNotEmpty() && rows.all { it.channel == channel.code && it.source == channel.name })

        publisher.resetTraffic()
        val report = client.sync(null)
        assertEquals(SyncOutcome.Unchanged, report.outcome)
        assertEquals(1, publisher.requests().size)
        assertEquals(1uL, report.traffic.requests)
    }

    private suspend fun Client.versions(row: ItemRow): List<String> =
        listOf(row.id) + row.story?.let { allIds(Scope.Story(it)) }.orEmpty()

    @Test
    fun `a story is one card, with its sources and its timeline`() = runWithTimeout {
        val (flash, full, later) = listOf("sm-20261109-545", "sm-20261110-546", "sm-20261116-547")
        val client = openSynced()
        val rows = client.items().list(Scope.All, limit = 200u).items.associateBy { it.id }
        val card = rows.getValue(full)
        assertFalse(flash in rows || later in rows)
        assertEquals(3u, card.versions)
        assertEquals(listOf("嵩明头条号", "嵩明手机报"), card.alsoIn)
        assertEquals(listOf(later, full, flash), client.allIds(Scope.Story(checkNotNull(card.story))))
        assertEquals(listOf(later, flash), client.items().get(full).article.versions.map { it.id })

        val story = client.items().story(later)
        assertEquals(story, client.items().story(flash))
        assertEquals(card, story.front)
        assertEquals(listOf("嵩明头条号", "悦读嵩明", "嵩明手机报"), story.sources)
        assertEquals(listOf(flash, full, later), story.timeline.map { it.row.id })
        assertEquals(listOf(StoryStage.FLASH, StoryStage.FULL, StoryStage.FULL), story.timeline.map { it.stage })
        assertTrue(story.timeline.all { it.time == it.row.published && it.timeText != "" && it.reason == "" })

        publisher.revise(full, "<p>第一锅汤不咸。</p>", "尝错了锅")
        client.sync()
        val corrected = client.items().story(later).timeline.last()
        assertEquals(StoryStage.CORRECTION, corrected.stage)
        assertEquals(full, corrected.row.id)
        assertEquals("尝错了锅", corrected.reason)
        assertEquals(client.items().get(full).article.correction?.time, corrected.time)
    }

    @Test
    fun `an article consists of typed blocks`() = runWithTimeout {
        val id = publisher.publish("秋收", HARVEST) {
            put("module", "news")
            put("channel", "website")
        }
        val article = openSynced().items().get(id).article
        assertEquals("秋收", article.row.title)
        assertEquals("嵩明县人民政府网", article.row.source)
        assertEquals("${publisher.address}/items/$id", article.url)
        val (text, heading, list, table, image) = article.blocks
        assertEquals(
            listOf("今年的", "秋粮", "，", "收割过半", "。"),
            (text as Block.Paragraph).spans.map { it.text },
        )
        assertTrue(text.spans[1].bold)
        assertEquals("${publisher.address}/items/harvest", text.spans[3].href)
        assertEquals(2u.toUByte(), (heading as Block.Heading).level)
        assertEquals(listOf(1u, 2u), (list as Block.Listing).items.map { it.number })
        assertEquals("1200", (table as Block.Table).rows[1].cells[1].spans.single().text)
        assertEquals("${publisher.address}/media/flower-fields.jpg", (image as Block.Image).src)
        assertEquals("花田", image.alt)
        assertEquals("花田", image.caption.single().text)
        assertEquals(5, article.blocks.size)
        assertFalse(article.capped)
        assertTrue(article.readingMinutes > 0u)
    }

    @Test
    fun `a correction and a withdrawal arrive`() = runWithTimeout {
        val kept = publisher.publish("水库蓄水", "<p>蓄水六成。</p>")
        val gone = publisher.publish("停水通知", "<p>全城停水。</p>")
        val client = openSynced()
        assertNull(client.items().get(kept).article.correction)

        publisher.revise(kept, "<p>蓄水七成。</p>", "数据有误")
        assertEquals(SyncOutcome.Changed(added = 0u, revised = 1u, withdrawn = 0u), client.sync(null).outcome)
        val corrected = client.items().get(kept).article
        assertEquals("蓄水七成。", (corrected.blocks.single() as Block.Paragraph).spans.single().text)
        assertEquals("数据有误", corrected.correction?.reason)
        assertEquals(listOf(TextChange("蓄水六成。", "蓄水七成。")), corrected.correction?.changes)
        assertTrue(corrected.row.corrected)

        publisher.withdraw(gone, "内容不实")
        assertEquals(SyncOutcome.Changed(added = 0u, revised = 0u, withdrawn = 1u), client.sync(null).outcome)
        assertClientError<ClientException.Rejected>("withdrawn") { client.items().get(gone).article }
        assertFalse(gone in client.allIds())
        assertTrue(kept in client.allIds())
    }

    @Test
    fun `items are readable without a network and after a restart`() = runWithTimeout {
        val client = openSynced()
        val ids = client.allIds()
        val article = client.items().get(ids[3]).article

        publisher.fault("down")
        client.setNetwork(NetworkClass.OFFLINE)
        assertClientError<ClientException.Offline>("no-network") { client.sync(null) }
        assertEquals(ids, client.allIds())
        assertEquals(article.blocks, client.items().get(ids[3]).article.blocks)
        client.shutDown()
        assertClientError<ClientException.Rejected>("closed") { client.home() }

        val again = open()
        assertTrue(again.privacy().consent().given)
        assertClientError<ClientException.Offline>("cut", "unreachable") { again.sync(null) }
        assertEquals(ids, again.allIds())
        assertEquals(article.blocks, again.items().get(ids[3]).article.blocks)
        assertEquals(article.row.id, again.home().latest[3].id)

        publisher.fault("none")
        publisher.resetTraffic()
        assertEquals(SyncOutcome.Unchanged, again.sync(null).outcome)
        assertEquals(1, publisher.requests().size)
    }

    @Test
    fun `a feed is added by its address, read and removed`() = runWithTimeout {
        val client = openSynced()
        val source = client.sources().add("${publisher.address}/rss.xml")
        assertEquals(listOf("publisher", source.id), client.sources().list().map { it.id })
        assertTrue(client.allIds(Scope.Source(source.id)).isNotEmpty())
        client.sources().remove(source.id)
        assertEquals(emptyList<String>(), client.allIds(Scope.Source(source.id)))
        assertClientError<ClientException.Rejected>("unknown-source") { client.sources().remove(source.id) }
    }
}
