package cn.songming.app

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import java.io.File

/** Draws many screenshots on one page. */
object ContactSheet {
    private const val COLUMNS = 8
    private const val WIDTH = 240
    private const val GAP = 12

    fun write(pictures: List<File>, out: File) {
        val first = checkNotNull(BitmapFactory.decodeFile(pictures.first().path))
        val height = WIDTH * first.height / first.width
        val rows = (pictures.size + COLUMNS - 1) / COLUMNS
        val sheet = Bitmap.createBitmap(COLUMNS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(sheet)
        canvas.drawColor(Color.rgb(214, 208, 198))
        val paint = Paint(Paint.FILTER_BITMAP_FLAG)
        pictures.forEachIndexed { index, file ->
            val (x, y) = GAP + index % COLUMNS * (WIDTH + GAP) to GAP + index / COLUMNS * (height + GAP)
            canvas.drawBitmap(reduced(file), null, Rect(x, y, x + WIDTH, y + height), paint)
        }
        val format = if (out.extension == "jpg") Bitmap.CompressFormat.JPEG else Bitmap.CompressFormat.PNG
        out.outputStream().use { sheet.compress(format, 85, it) }
    }

    /** Scaled by half while decoding: scaling by a third in one step makes text illegible. */
    private fun reduced(file: File): Bitmap = BitmapFactory.decodeFile(file.path, BitmapFactory.Options().apply { inSampleSize = 2 })
}
