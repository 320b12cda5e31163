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

/** The media of the sample, and no picture but those that a test publishes. */
class PicturesTest : Scenario(*sample, "--synthetic", "1") {
    private fun report(): String = publisher.publish("花田晚霞", SUNSET) { put("image", "greenhouse.webp") }

    private suspend fun Client.row(id: String): ItemRow = list(Scope.All, limit = 200u).items.single { it.id == id }

    private suspend fun Client.pictures(id: String): List<Block.Image> =
        article(id).blocks.filterIsInstance<Block.Image>()

    private fun asked(): List<String> = publisher.requests().filter { it.startsWith("/media/") }

    private fun onDisk(file: String?): Path {
        val path = Path.of(checkNotNull(file))
        assertTrue(path.isAbsolute && path.startsWith(folder.toRealPath()), file)
        assertTrue(Files.size(path) > 0, file)
        return path
    }

    private fun drawn(placeholder: String?) {
        val image = checkNotNull(placeholderImage(checkNotNull(placeholder)))
        assertTrue(image.width in 1u..32u && image.height in 1u..32u)
        assertEquals((image.width * image.height * 4u).toInt(), image.rgba.size)
    }

    @Test
    fun `on an unmetered network a sync brings the pictures too`() = scenario {
        val id = report()
        val client = phone(NetworkClass.UNMETERED)
        val pictures = client.sync().pictures
        assertEquals(PictureReport(fetched = 3u, failed = 0u, left = 0u, bytes = pictures.bytes), pictures)
        assertTrue(pictures.bytes > 0u)
        val blocks = client.pictures(id)
        assertEquals(listOf("花田", "水库"), blocks.map { it.alt })
        assertEquals(listOf<Pair<UInt?, UInt?>>(1080u to 675u, 1080u to 608u), blocks.map { it.width to it.height })
        for (block in blocks) {
            assertEquals(1080, ImageIO.read(onDisk(block.file).toFile()).width)
            drawn(block.placeholder)
        }
        assertNotEquals(blocks[0].file, blocks[1].file)
        val image = checkNotNull(client.row(id).image)
        assertEquals("${publisher.address}/media/greenhouse.webp", image.url)
        assertEquals(360u to 203u, image.width to image.height)
        assertEquals(360, ImageIO.read(onDisk(image.file).toFile()).width)
        drawn(image.placeholder)

        val storage = client.storage()
        assertEquals(3u, storage.pictures)
        assertTrue(storage.pictureBytes > 0u)
        publisher.forgetTraffic()
        client.sync()
        assertEquals(emptyList<String>(), asked())
    }

    @Test
    fun `pictures are there without a network and after a restart`() = scenario {
        val id = report()
        val client = phone(NetworkClass.UNMETERED)
        client.sync()
        val (blocks, row) = client.pictures(id) to client.row(id)
        client.shutDown()
        publisher.fault("down")
        val again = phone(NetworkClass.OFFLINE)
        assertEquals(blocks, again.pictures(id))
        assertEquals(row.image, again.row(id).image)
        blocks.forEach { onDisk(it.file) }
    }

    @Test
    fun `on a metered network pictures come only when they are asked for`() = scenario {
        val id = report()
        val client = phone(NetworkClass.METERED)
        assertEquals(PictureReport(fetched = 0u, failed = 0u, left = 3u, bytes = 0u), client.sync().pictures)
        assertEquals(emptyList<String>(), asked())
        assertEquals(0u, client.storage().pictures)
        assertEquals(0uL, client.storage().pictureBytes)
        assertTrue(client.pictures(id).all { it.file == null })
        assertNull(client.row(id).image?.file)

        val one = client.loadPictures(id, "${publisher.address}/media/reservoir.jpg")
        assertEquals(1u, one.fetched)
        assertTrue(one.bytes > 0u)
        assertEquals(listOf("/media/reservoir.jpg"), asked())
        val (flowers, water) = client.pictures(id)
        assertNull(flowers.file)
        onDisk(water.file)

        assertEquals(2u, client.loadPictures(id).fetched)
        client.pictures(id).forEach { onDisk(it.file) }
        onDisk(client.row(id).image?.file)
        assertEquals(3, asked().size)
        assertEquals(3u, client.storage().pictures)
    }

    @Test
    fun `a list shows a picture as soon as it is there`() = scenario {
        val id = report()
        val client = phone(NetworkClass.METERED)
        client.sync()
        val shown = Channel<List<ItemRow>>(Channel.CONFLATED)
        val collecting = launch { client.pages().items.collect { shown.send(it) } }
        assertNull(shown.receive().first().image?.file)
        client.loadPictures(id)
        val image = shown.until { it.first().image?.file != null }.first().image
        onDisk(image?.file)
        collecting.cancelAndJoin()
    }

    @Test
    fun `pictures leave with their item, and when the person wants the room`() = scenario {
        val ids = listOf("radar-chart.png", "heavy-rain.webp", "logistics-hub.jpg").map {
            publisher.publish("一张图", """<p>如图。</p><img src="/media/$it" alt="图">""")
        }
        val client = phone(NetworkClass.METERED)
        client.sync()
        val files = ids.map {
            client.loadPictures(it)
            onDisk(client.pictures(it).single().file)
        }
        val (_, kept, cleared) = files
        publisher.withdraw(ids[0], "内容不实")
        client.sync()
        assertEquals(listOf(kept, cleared), files.filter { Files.exists(it) })

        client.mark(ids[1], MarkAction.Favourite(true))
        client.clearPictures()
        assertEquals(listOf(kept), files.filter { Files.exists(it) })
        assertEquals(kept.toString(), client.pictures(ids[1]).single().file)
        assertNull(client.pictures(ids[2]).single().file)
        assertEquals(1u, client.storage().pictures)
    }

    @Test
    fun `what is no placeholder is none`() {
        assertNull(placeholderImage(""))
        assertNull(placeholderImage("花田"))
    }
}
