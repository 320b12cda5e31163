package cn.songming.app.station

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.media.MediaMetadataRetriever
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import cn.songming.app.R
import cn.songming.core.DraftFile
import cn.songming.core.SubmissionFile
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Pixels of the longer side of a picture that is decoded here. */
private const val LONGER_SIDE = 360

private class Thumbnail(val bitmap: ImageBitmap?)

/** A photo or video of a draft, with the [name] that a screen reader says: the core's thumbnail, or what the platform can show of it. */
@Composable
fun MediaThumbnail(
    file: DraftFile,
    thumbnail: suspend (file: String) -> String?,
    modifier: Modifier = Modifier,
    name: String = file.caption.ifEmpty { file.name },
) {
    val loaded by produceState<Thumbnail?>(null, file.id, file.missing) {
        val path = thumbnail(file.id)
        value = Thumbnail(withContext(Dispatchers.IO) { if (path != null) decode(path) else decode(file) }?.asImageBitmap())
    }
    ThumbnailBox(loaded, isVideo(file.mediaType), name, modifier)
}

/** A photo or video of a submission: the core's thumbnail, or the word for what it is. */
@Composable
fun MediaThumbnail(file: SubmissionFile, thumbnail: suspend (file: String) -> String?, modifier: Modifier = Modifier) {
    val loaded by produceState<Thumbnail?>(null, file.id, file.state) {
        value = Thumbnail(thumbnail(file.id)?.let { path -> withContext(Dispatchers.IO) { decode(path) } }?.asImageBitmap())
    }
    ThumbnailBox(loaded, isVideo(file.kind), file.name, modifier)
}

@Composable
private fun ThumbnailBox(loaded: Thumbnail?, isVideo: Boolean, name: String, modifier: Modifier) {
    val kind = stringResource(if (isVideo) R.string.draft_file_video else R.string.draft_file_photo)
    val description = stringResource(R.string.draft_file_action, kind, name)
    val tagged = if (loaded == null) modifier.testTag("waiting") else modifier
    val bitmap = loaded?.bitmap
    if (bitmap != null) {
        Image(bitmap, contentDescription = description, modifier = tagged, contentScale = ContentScale.Crop)
    } else {
        val described = tagged.background(MaterialTheme.colorScheme.surfaceVariant).clearAndSetSemantics {
            contentDescription = description
            role = Role.Image
        }
        Box(described, contentAlignment = Alignment.Center) {
            Text(kind, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
    }
}

private fun isVideo(mediaType: String) = mediaType.startsWith("video/")

/** What the core does not decode: HEIC, which not every phone can, and a frame of a video. Null if this phone cannot either. */
private fun decode(file: DraftFile): Bitmap? = if (isVideo(file.mediaType)) frameOf(file.path) else decode(file.path)

private fun decode(path: String): Bitmap? {
    val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    BitmapFactory.decodeFile(path, bounds)
    val scale = (maxOf(bounds.outWidth, bounds.outHeight) / LONGER_SIDE).coerceAtLeast(1)
    return BitmapFactory.decodeFile(path, BitmapFactory.Options().apply { inSampleSize = scale })
}

private fun frameOf(path: String): Bitmap? {
    val retriever = MediaMetadataRetriever()
    return try {
        retriever.setDataSource(path)
        val frame = retriever.frameAtTime ?: return null
        val longer = maxOf(frame.width, frame.height)
        if (longer <= LONGER_SIDE) frame else Bitmap.createScaledBitmap(frame, frame.width * LONGER_SIDE / longer, frame.height * LONGER_SIDE / longer, true)
    } catch (_: RuntimeException) {
        // The platform throws this for a video that it cannot read.
        null
    } finally {
        try {
            retriever.release()
        } catch (_: IOException) {
            // Nothing is left to release.
        }
    }
}
