package cn.songming.app

import android.app.Application
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A golden picture tolerates another font rendering, and no other layout. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = Application::class)
class GoldenToleranceTest {
    private fun screen(dark: Int = Color.DKGRAY, size: Float = 32f, offset: Float = 0f, rows: Int = 9, picture: Boolean = true, missing: Int = -1): GoldenPicture {
        val bitmap = Bitmap.createBitmap(822, 1782, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        canvas.drawColor(Color.rgb(251, 249, 245))
        val ink = Paint().apply {
            color = dark
            textSize = size
        }
        for (row in 0 until rows) if (row != missing) canvas.drawText("县里的新闻一条接着一条，读过的留在手机里", 40f, 900f + row * 96 + offset, ink)
        if (picture) canvas.drawRect(40f, 200f, 782f, 620f, Paint().apply { color = Color.rgb(90, 140, 120) })
        return GoldenPicture.of(bitmap)
    }

    @Test
    fun `another weight, size or antialiasing of letters is the same screen`() {
        for (other in listOf(screen(), screen(dark = Color.BLACK), screen(size = 33f), screen(offset = 1f))) {
            assertTrue(screen().distance(other) <= GoldenPicture.TOLERANCE)
        }
    }

    @Test
    fun `a part that is missing, moved or clipped is another screen`() {
        for (other in listOf(screen(picture = false), screen(offset = 48f), screen(rows = 4), screen(missing = 3))) {
            assertTrue(screen().distance(other) > GoldenPicture.TOLERANCE)
        }
        assertEquals(1.0, GoldenPicture(1, 1, intArrayOf(0)).distance(GoldenPicture(1, 2, intArrayOf(0, 0))), 0.0)
    }
}
