package cn.songming.app.ui

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.util.LruCache
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import cn.songming.app.R
import cn.songming.core.placeholderImage
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Decoded pictures by file, in kibibytes: scrolling back shows them at once. The core has scaled them to the screen. */
private val decoded = object : LruCache<String, ImageBitmap>(24 * 1024) {
    override fun sizeOf(key: String, value: ImageBitmap): Int = (value.width * value.height / 256).coerceAtLeast(1)
}

private class PictureState(val bitmap: ImageBitmap?, val loading: Boolean)

/** A picture that the core has stored as [file]; until it is decoded, and without a file, its [placeholder]. */
@Composable
fun FilePicture(
    file: String?,
    placeholder: String?,
    alt: String,
    modifier: Modifier = Modifier,
    contentScale: ContentScale = ContentScale.Crop,
) {
    val description = alt.ifEmpty { stringResource(R.string.picture) }
    val picture = rememberPicture(file, placeholder)
    val bitmap = picture.bitmap
    val tagged = if (picture.loading) modifier.testTag("waiting") else modifier
    if (bitmap == null) {
        Box(tagged.background(MaterialTheme.colorScheme.surfaceVariant).semantics { contentDescription = description })
    } else {
        Image(bitmap = bitmap, contentDescription = description, modifier = tagged, contentScale = contentScale)
    }
}

/** Decodes off the main thread. */
@Composable
private fun rememberPicture(file: String?, placeholder: String?): PictureState {
    var picture by remember(file, placeholder) {
        val cached = file?.let(decoded::get)
        mutableStateOf(PictureState(cached ?: placeholder?.let(decoded::get), loading = file != null && cached == null))
    }
    LaunchedEffect(file, placeholder) {
        if (picture.bitmap == null && placeholder != null) {
            picture = PictureState(withContext(Dispatchers.Default) { decodePlaceholder(placeholder) }, picture.loading)
        }
        if (file != null && picture.loading) {
            picture = PictureState(withContext(Dispatchers.IO) { decodeFile(file) } ?: picture.bitmap, loading = false)
        }
    }
    return picture
}

private fun decodeFile(file: String): ImageBitmap? =
    BitmapFactory.decodeFile(file)?.asImageBitmap()?.also { decoded.put(file, it) }

private fun decodePlaceholder(placeholder: String): ImageBitmap? {
    val image = placeholderImage(placeholder) ?: return null
    val (width, height) = image.width.toInt() to image.height.toInt()
    val channel = { at: Int -> image.rgba[at].toInt() and 0xFF }
    val colors = IntArray(width * height) {
        Color.argb(channel(it * 4 + 3), channel(it * 4), channel(it * 4 + 1), channel(it * 4 + 2))
    }
    return Bitmap.createBitmap(colors, width, height, Bitmap.Config.ARGB_8888).asImageBitmap().also { decoded.put(placeholder, it) }
}
