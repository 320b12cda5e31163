package cn.songming.app.ui

import android.graphics.BitmapFactory
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.produceState
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.ItemRow
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** A story as a list shows it. */
@Composable
fun StoryRow(row: ItemRow, onOpen: (String) -> Unit, modifier: Modifier = Modifier) {
    Row(
        modifier.fillMaxWidth().clickable { onOpen(row.id) }.padding(horizontal = 20.dp, vertical = 14.dp),
        horizontalArrangement = Arrangement.spacedBy(16.dp),
    ) {
        Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(6.dp)) {
            Text(
                row.title,
                style = MaterialTheme.typography.titleMedium,
                color = if (row.read) MaterialTheme.colorScheme.onSurfaceVariant else MaterialTheme.colorScheme.onSurface,
                maxLines = 3,
                overflow = TextOverflow.Ellipsis,
            )
            Facts(row)
        }
        row.image?.let { picture ->
            FilePicture(picture.file, picture.alt, Modifier.size(104.dp, 78.dp).clip(RoundedCornerShape(8.dp)))
        }
    }
}

@Composable
private fun Facts(row: ItemRow) {
    val marks = listOfNotNull(
        stringResource(R.string.row_flash).takeIf { row.flash },
        stringResource(R.string.row_corrected).takeIf { row.corrected },
    )
    Row(verticalAlignment = Alignment.CenterVertically) {
        if (!row.read) {
            val unread = stringResource(R.string.row_unread)
            Box(
                Modifier.size(7.dp).clip(CircleShape).background(MaterialTheme.colorScheme.primary)
                    .semantics { contentDescription = unread },
            )
            Spacer(Modifier.width(8.dp))
        }
        Text(
            (marks + row.source + row.publishedText).filter { it.isNotEmpty() }.joinToString("　"),
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            maxLines = 1,
            overflow = TextOverflow.Ellipsis,
        )
    }
}

/** A picture that the core has fetched, or its place. */
@Composable
fun FilePicture(file: String?, alt: String, modifier: Modifier = Modifier) {
    val bitmap = produceState<ImageBitmap?>(null, file) {
        value = withContext(Dispatchers.IO) { file?.let { BitmapFactory.decodeFile(it) }?.asImageBitmap() }
    }.value
    val missing = stringResource(R.string.picture_missing)
    if (bitmap == null) {
        Box(
            modifier.background(MaterialTheme.colorScheme.surfaceVariant)
                .semantics { contentDescription = alt.ifEmpty { missing } },
        )
    } else {
        Image(bitmap, alt.ifEmpty { null }, modifier, contentScale = ContentScale.Crop)
    }
}

/** The name of a part of a page. */
@Composable
fun PartTitle(text: String, beside: String = "") {
    Row(
        Modifier.fillMaxWidth().padding(start = 20.dp, end = 20.dp, top = 28.dp, bottom = 4.dp),
        verticalAlignment = Alignment.Bottom,
    ) {
        Text(text, style = MaterialTheme.typography.titleLarge, modifier = Modifier.weight(1f))
        Text(beside, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
}

/** A whole screen that has nothing to show yet, or cannot: what happened, and what to do. */
@Composable
fun Notice(title: String, body: String, action: String? = null, onAction: () -> Unit = {}) {
    Column(
        Modifier.fillMaxSize().padding(40.dp),
        verticalArrangement = Arrangement.spacedBy(14.dp, Alignment.CenterVertically),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        Text(title, style = MaterialTheme.typography.titleLarge, textAlign = TextAlign.Center)
        Text(
            body,
            style = MaterialTheme.typography.bodyMedium,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            textAlign = TextAlign.Center,
        )
        if (action != null) {
            Spacer(Modifier.height(4.dp))
            Button(onAction, Modifier.heightIn(min = 52.dp)) { Text(action) }
        }
    }
}
