package cn.songming.app

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import java.io.File
import kotlin.math.abs

/**
 * A screen reduced to grey cells of 12 pixels. Another font version or antialiasing changes less than a cell; a part that is missing,
 * clipped or moved changes more.
 */
class GoldenPicture(val width: Int, val height: Int, val cells: IntArray) {
    /**
     * The difference of two screens, from 0 (the same) to 1: the share of cells that differ clearly, or if that is more, an eighth of
     * the share in the strip of one line's height that differs most. A missing line is little of a screen, but all of its strip.
     */
    fun distance(other: GoldenPicture): Double {
        if (width != other.width || height != other.height) return 1.0
        val lines = IntArray(height) { y -> (0 until width).count { x -> abs(cells[y * width + x] - other.cells[y * width + x]) > CLEARLY } }
        val whole = lines.sum().toDouble() / cells.size
        val strip = (0..(height - STRIP).coerceAtLeast(0)).maxOf { from -> (from until minOf(from + STRIP, height)).sumOf { lines[it] } }
        return maxOf(whole, strip.toDouble() / (width * STRIP) / STRIP_DIVISOR)
    }

    fun write(file: File) {
        val bitmap = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        for (at in cells.indices) bitmap.setPixel(at % width, at / width, Color.rgb(cells[at], cells[at], cells[at]))
        file.parentFile?.mkdirs()
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    companion object {
        private const val CELL = 12
        private const val CLEARLY = 28

        /** Height of a line of text in cells. */
        private const val STRIP = 3

        /** By how much the difference of a strip counts less than that of the screen. */
        private const val STRIP_DIVISOR = 8

        /** A larger difference is another screen. */
        const val TOLERANCE = 0.04

        fun of(bitmap: Bitmap): GoldenPicture {
            val (width, height) = bitmap.width / CELL to bitmap.height / CELL
            val row = IntArray(bitmap.width * CELL)
            val cells = IntArray(width * height)
            for (y in 0 until height) {
                bitmap.getPixels(row, 0, bitmap.width, 0, y * CELL, bitmap.width, CELL)
                for (x in 0 until width) {
                    var sum = 0
                    for (line in 0 until CELL) for (column in 0 until CELL) {
                        val pixel = row[line * bitmap.width + x * CELL + column]
                        sum += (Color.red(pixel) * 3 + Color.green(pixel) * 6 + Color.blue(pixel)) / 10
                    }
                    cells[y * width + x] = sum / (CELL * CELL)
                }
            }
            return GoldenPicture(width, height, cells)
        }

        fun read(file: File): GoldenPicture? {
            val bitmap = file.takeIf(File::exists)?.let { BitmapFactory.decodeFile(it.path) } ?: return null
            val cells = IntArray(bitmap.width * bitmap.height) { Color.red(bitmap.getPixel(it % bitmap.width, it / bitmap.width)) }
            return GoldenPicture(bitmap.width, bitmap.height, cells)
        }
    }
}
