package cn.songming.app.platform

import android.content.ActivityNotFoundException
import android.content.Context
import android.net.Uri
import android.widget.Toast
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import cn.songming.app.R
import java.io.File

/** Lets the person pick photos and videos in the system's picker, which needs no permission. */
@Composable
fun rememberMediaPicker(onPicked: (List<Uri>) -> Unit): () -> Unit {
    val context = LocalContext.current
    val launcher = rememberLauncherForActivityResult(ActivityResultContracts.PickMultipleVisualMedia(), onPicked)
    return {
        launch(context) { launcher.launch(PickVisualMediaRequest(ActivityResultContracts.PickVisualMedia.ImageAndVideo)) }
    }
}

/** Lets the person take a photo in the camera app, which needs no permission. The app may be ended meanwhile. */
@Composable
fun rememberCamera(files: IncomingFiles, onCapture: (File) -> Unit): () -> Unit {
    val context = LocalContext.current
    var capture by rememberSaveable { mutableStateOf<String?>(null) }
    val launcher = rememberLauncherForActivityResult(ActivityResultContracts.TakePicture()) { taken ->
        capture?.let(::File)?.let { if (taken) onCapture(it) else it.delete() }
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
