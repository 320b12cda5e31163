package cn.songming.app.ui

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.util.LruCache
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import cn.songming.app.core.placeholder
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Decoded pictures, by file: a list that is scrolled back shows them at once. The core has scaled them to the screen. */
private val decoded = object : LruCache<String, ImageBitmap>(24 * 1024) {
    override fun sizeOf(key: String, value: ImageBitmap): Int = (value.width * value.height / 256).coerceAtLeast(1)
}

/** What there is of a picture so far. */
class Seen(val bitmap: ImageBitmap?, val waiting: Boolean)

/** Decoded off the main thread; until then, and where there is no file, what the placeholder says. */
@Composable
fun rememberPicture(file: String?, placeholder: String?): Seen {
    var seen by remember(file, placeholder) {
        val whole = file?.let(decoded::get)
        mutableStateOf(Seen(whole ?: placeholder?.let(decoded::get), waiting = file != null && whole == null))
    }
    LaunchedEffect(file, placeholder) {
        if (seen.bitmap == null && placeholder != null) {
            seen = Seen(withContext(Dispatchers.Default) { coloured(placeholder) }, seen.waiting)
        }
        if (file != null && seen.waiting) {
            seen = Seen(withContext(Dispatchers.IO) { decode(file) } ?: seen.bitmap, waiting = false)
        }
    }
    return seen
}

private fun decode(file: String): ImageBitmap? = BitmapFactory.decodeFile(file)?.asImageBitmap()?.also { decoded.put(file, it) }

private fun coloured(from: String): ImageBitmap? {
    val (width, height, rgba) = placeholder(from) ?: return null
    val part = { at: Int -> rgba[at].toInt() and 0xFF }
    val colours = IntArray(width * height) { Color.argb(part(it * 4 + 3), part(it * 4), part(it * 4 + 1), part(it * 4 + 2)) }
    return Bitmap.createBitmap(colours, width, height, Bitmap.Config.ARGB_8888).asImageBitmap().also { decoded.put(from, it) }
}
