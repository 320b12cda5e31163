package cn.songming.core

import java.nio.file.Files
import java.nio.file.Path
import javax.imageio.ImageIO
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

private const val SUNSET = """
    <p>晚霞照着花田，也照着水库。</p>
    <figure><img src="/media/flower-fields.jpg" alt="花田"></figure>
    <figure><img src="/media/reservoir.jpg" alt="水库"></figure>
"""

/** With the sample's media files, and only the items that a test publishes. */
class PicturesTest : ClientTest(*sample, "--synthetic", "1") {
    private fun report(): String = publisher.publish("花田晚霞", SUNSET) { put("image", "greenhouse.webp") }

    private suspend fun Client.row(id: String): ItemRow =
        items().list(Scope.All, limit = 200u).items.single { it.id == id }

    private suspend fun Client.pictures(id: String): List<Block.Image> =
        items().get(id).article.blocks.filterIsInstance<Block.Image>()

    private fun mediaRequests(): List<String> = publisher.requests().filter { it.startsWith("/media/") }

    private fun storedFile(file: String?): Path {
        val path = Path.of(checkNotNull(file))
        assertTrue(path.isAbsolute && path.startsWith(folder.toRealPath()), file)
        assertTrue(Files.size(path) > 0, file)
        return path
    }

    private fun assertDecodes(placeholder: String?) {
        val image = checkNotNull(placeholderImage(checkNotNull(placeholder)))
        assertTrue(image.width in 1u..32u && image.height in 1u..32u)
        assertEquals((image.width * image.height * 4u).toInt(), image.rgba.size)
    }

    @Test
    fun `on an unmetered network a sync brings the pictures too`() = runWithTimeout {
        val id = report()
        val client = openWithConsent(NetworkClass.UNMETERED)
        val pictures = client.sync().pictures
        assertEquals(PictureReport(fetched = 3u, failed = 0u, left = 0u, bytes = pictures.bytes), pictures)
        assertTrue(pictures.bytes > 0u)
        val blocks = client.pictures(id)
        assertEquals(listOf("花田", "水库"), blocks.map { it.alt })
        assertEquals(listOf<Pair<UInt?, UInt?>>(1080u to 675u, 1080u to 608u), blocks.map { it.width to it.height })
        for (block in blocks) {
            assertEquals(1080, ImageIO.read(storedFile(block.file).toFile()).width)
            assertDecodes(block.placeholder)
        }
        assertNotEquals(blocks[0].file, blocks[1].file)
        val image = checkNotNull(client.row(id).image)
        assertEquals("${publisher.address}/media/greenhouse.webp", image.url)
        assertEquals(360u to 203u, image.width to image.height)
        assertEquals(360, ImageIO.read(storedFile(image.file).toFile()).width)
        assertDecodes(image.placeholder)

        val storage = client.storage().usage()
        assertEquals(3u, storage.pictures)
        assertTrue(storage.pictureBytes > 0u)
        publisher.resetTraffic()
        client.sync()
        assertEquals(emptyList<String>(), mediaRequests())
    }

    @Test
    fun `pictures are readable without a network and after a restart`() = runWithTimeout {
        val id = report()
        val client = openWithConsent(NetworkClass.UNMETERED)
        client.sync()
        val (blocks, row) = client.pictures(id) to client.row(id)
        client.shutDown()
        publisher.fault("down")
        val again = openWithConsent(NetworkClass.OFFLINE)
        assertEquals(blocks, again.pictures(id))
        assertEquals(row.image, again.row(id).image)
        blocks.forEach { storedFile(it.file) }
    }

    @Test
    fun `on a metered network pictures are fetched only on request`() = runWithTimeout {
        val id = report()
        val client = openWithConsent(NetworkClass.METERED)
        assertEquals(PictureReport(fetched = 0u, failed = 0u, left = 3u, bytes = 0u), client.sync().pictures)
        assertEquals(emptyList<String>(), mediaRequests())
        assertEquals(0u, client.storage().usage().pictures)
        assertEquals(0uL, client.storage().usage().pictureBytes)
        assertTrue(client.pictures(id).all { it.file == null })
        assertNull(client.row(id).image?.file)

        val one = client.items().loadPictures(id, "${publisher.address}/media/reservoir.jpg")
        assertEquals(1u, one.fetched)
        assertTrue(one.bytes > 0u)
        assertEquals(listOf("/media/reservoir.jpg"), mediaRequests())
        val (flowers, water) = client.pictures(id)
        assertNull(flowers.file)
        storedFile(water.file)

        assertEquals(2u, client.items().loadPictures(id).fetched)
        client.pictures(id).forEach { storedFile(it.file) }
        storedFile(client.row(id).image?.file)
        assertEquals(3, mediaRequests().size)
        assertEquals(3u, client.storage().usage().pictures)
    }

    @Test
    fun `a list shows a picture as soon as it is on the phone`() = runWithTimeout {
        val id = report()
        val client = openWithConsent(NetworkClass.METERED)
        client.sync()
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collector = launch { client.pages().items.collect { shown.send(it) } }
        assertNull(shown.receive().first().image?.file)
        client.items().loadPictures(id)
        val image = shown.receiveUntil { it.first().image?.file != null }.first().image
        storedFile(image?.file)
        collector.cancelAndJoin()
    }

    @Test
    fun `pictures are deleted with their item, and when the person clears them`() = runWithTimeout {
        val ids = listOf("radar-chart.png", "heavy-rain.webp", "logistics-hub.jpg").map {
            publisher.publish("一张图", """<p>如图。</p><img src="/media/$it" alt="图">""")
        }
        val client = openWithConsent(NetworkClass.METERED)
        client.sync()
        val files = ids.map {
            client.items().loadPictures(it)
            storedFile(client.pictures(it).single().file)
        }
        val (_, kept, cleared) = files
        publisher.withdraw(ids[0], "内容不实")
        client.sync()
        assertEquals(listOf(kept, cleared), files.filter { Files.exists(it) })

        client.items().mark(ids[1], MarkAction.Favourite(true))
        client.storage().clearPictures()
        assertEquals(listOf(kept), files.filter { Files.exists(it) })
        assertEquals(kept.toString(), client.pictures(ids[1]).single().file)
        assertNull(client.pictures(ids[2]).single().file)
        assertEquals(1u, client.storage().usage().pictures)
    }

    @Test
    fun `a malformed placeholder gives no image`() {
        assertNull(placeholderImage(""))
        assertNull(placeholderImage("花田"))
    }
}
