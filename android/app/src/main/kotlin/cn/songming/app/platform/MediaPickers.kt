package cn.songming.app.platform

import android.content.ActivityNotFoundException
import android.content.Context
import android.net.Uri
import android.os.Build
import android.provider.MediaStore
import android.widget.Toast
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import cn.songming.app.R
import java.io.File

/** Lets the person pick photos and videos, at most [limit], in the system's picker, which needs no permission. */
@Composable
fun rememberMediaPicker(limit: Int, onPicked: (List<Uri>) -> Unit): () -> Unit {
    val context = LocalContext.current
    val contract = remember(limit) { ActivityResultContracts.PickMultipleVisualMedia(limit.coerceIn(2, largestPick)) }
    val launcher = rememberLauncherForActivityResult(contract, onPicked)
    return {
        launch(context) { launcher.launch(PickVisualMediaRequest(ActivityResultContracts.PickVisualMedia.ImageAndVideo)) }
    }
}

/** The contract throws for more than the system's picker can pick, and for fewer than two. */
private val largestPick: Int get() = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) MediaStore.getPickImagesMaxLimit() else 100

/**
 * Lets the person take a photo in the camera app, which needs no permission. The app may be ended meanwhile, and while [onCapture] puts
 * the photo in its place: until that says that it is done, it is called again when the screen is restored.
 */
@Composable
fun rememberCamera(files: IncomingFiles, onCapture: (capture: File, onPlaced: () -> Unit) -> Unit): () -> Unit {
    val context = LocalContext.current
    var capture by rememberSaveable { mutableStateOf<String?>(null) }
    var taken by rememberSaveable { mutableStateOf(emptyList<String>()) }
    LaunchedEffect(taken) { for (path in taken) onCapture(File(path)) { taken = taken - path } }
    val launcher = rememberLauncherForActivityResult(ActivityResultContracts.TakePicture()) { isOk ->
        capture?.let(::File)?.let {
            // Some camera apps say that the person cancelled although they took a photo.
            if (isOk || it.length() > 0) taken = taken + it.path else it.delete()
        }
        capture = null
    }
    return {
        val file = files.newCapture()
        capture = file.path
        launch(context) { launcher.launch(files.addressOf(file)) }
    }
}

private fun launch(context: Context, start: () -> Unit) = try {
    start()
} catch (_: ActivityNotFoundException) {
    Toast.makeText(context, R.string.outside_none, Toast.LENGTH_LONG).show()
}
