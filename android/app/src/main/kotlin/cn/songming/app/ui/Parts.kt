package cn.songming.app.ui

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.FilterChip
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.text.withStyle
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.core.ItemRow
import cn.songming.app.core.Offline
import cn.songming.app.core.Picture
import cn.songming.app.core.Term

/** A story as a list shows it. */
@Composable
fun StoryRow(row: ItemRow, onOpen: (String) -> Unit, modifier: Modifier = Modifier) {
    Column(modifier.widthIn(max = WIDEST).fillMaxWidth().clickable(role = Role.Button) { onOpen(row.id) }) {
        Row(
            Modifier.fillMaxWidth().padding(horizontal = 20.dp, vertical = 16.dp),
            horizontalArrangement = Arrangement.spacedBy(16.dp),
        ) {
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                Title(row)
                Facts(row)
            }
            row.image?.let { RowPicture(it, Modifier.size(108.dp, 81.dp).clip(RoundedCornerShape(10.dp))) }
        }
        HorizontalDivider(Modifier.padding(horizontal = 20.dp), color = MaterialTheme.colorScheme.outlineVariant)
    }
}

/** The story that stands first, with its picture in full width. */
@Composable
fun LeadStory(row: ItemRow, onOpen: (String) -> Unit) {
    Column(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().clickable { onOpen(row.id) }.padding(horizontal = 20.dp, vertical = 14.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        row.image?.let { RowPicture(it, Modifier.fillMaxWidth().aspectRatio(16f / 9f).clip(RoundedCornerShape(14.dp))) }
        Text(aired(row.title), style = MaterialTheme.typography.headlineMedium, maxLines = 3, overflow = TextOverflow.Ellipsis)
        if (row.summary.isNotEmpty()) {
            Text(
                aired(row.summary),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                maxLines = 2,
                overflow = TextOverflow.Ellipsis,
            )
        }
        Facts(row)
    }
}

@Composable
private fun Title(row: ItemRow) {
    Text(
        aired(row.title),
        style = MaterialTheme.typography.titleMedium,
        // What was read says so in words too.
        color = if (row.read) MaterialTheme.colorScheme.onSurfaceVariant else MaterialTheme.colorScheme.onSurface,
        maxLines = 3,
        overflow = TextOverflow.Ellipsis,
    )
}

@Composable
private fun Facts(row: ItemRow) {
    val seal = SpanStyle(color = MaterialTheme.colorScheme.primary, fontWeight = FontWeight.Medium)
    val marks = listOfNotNull(
        stringResource(R.string.row_flash).takeIf { row.flash },
        stringResource(R.string.row_corrected).takeIf { row.corrected },
        stringResource(R.string.row_unread).takeIf { !row.read },
    )
    val others = if (row.alsoIn.isEmpty()) "" else stringResource(R.string.row_also, row.alsoIn.size + 1)
    Text(
        buildAnnotatedString {
            withStyle(seal) { append(marks.joinToString("　")) }
            if (marks.isNotEmpty()) append("　")
            append(listOf(row.source, others, row.publishedText).filter { it.isNotEmpty() }.joinToString("　"))
        },
        style = MaterialTheme.typography.bodySmall,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        maxLines = 2,
        overflow = TextOverflow.Ellipsis,
    )
}

@Composable
private fun RowPicture(picture: Picture, modifier: Modifier) =
    FilePicture(picture.file, picture.placeholder, picture.alt, modifier)

/** A picture that the core has fetched, or the colours that stand for it. */
@Composable
fun FilePicture(file: String?, placeholder: String?, alt: String, modifier: Modifier = Modifier, scale: ContentScale = ContentScale.Crop) {
    val words = alt.ifEmpty { stringResource(R.string.picture) }
    val seen = rememberPicture(file, placeholder)
    val bitmap = seen.bitmap
    val tagged = if (seen.waiting) modifier.testTag("waiting") else modifier
    if (bitmap == null) {
        Box(tagged.background(MaterialTheme.colorScheme.surfaceVariant).semantics { contentDescription = words })
    } else {
        Image(bitmap, words, tagged, contentScale = scale)
    }
}

/** The name of a part of a page, and the way to the rest of it. */
@Composable
fun PartTitle(text: String, beside: String = "", onMore: (() -> Unit)? = null) {
    Row(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(start = 20.dp, end = 8.dp, top = 24.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(text, Modifier.weight(1f).semantics { heading() }, style = MaterialTheme.typography.titleLarge)
        if (onMore != null) {
            val more = stringResource(R.string.more_of, text)
            TextButton(onMore, Modifier.semantics { contentDescription = more }) {
                Text(beside.ifEmpty { stringResource(R.string.more) })
            }
        } else if (beside.isNotEmpty()) {
            Quiet(beside, Modifier.padding(end = 12.dp))
        }
    }
}

/** Something that is on or off. */
@Composable
fun Choice(name: String, below: String, on: Boolean, onTurn: (Boolean) -> Unit) {
    Row(
        Modifier.widthIn(max = WIDEST).fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = onTurn)
            .padding(horizontal = 20.dp, vertical = 10.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(name, style = MaterialTheme.typography.titleMedium)
            if (below.isNotEmpty()) Quiet(below)
        }
        Switch(on, null, Modifier.padding(8.dp))
    }
}

/** Some of several, or one of them. */
@Composable
fun Chips(name: String, all: List<Term>, chosen: Collection<String>, single: Boolean = false, onTurn: (String) -> Unit) {
    Column(Modifier.widthIn(max = WIDEST).fillMaxWidth().padding(horizontal = 20.dp).semantics { if (name.isNotEmpty()) contentDescription = name }) {
        if (name.isNotEmpty()) Text(name, Modifier.padding(top = 14.dp), style = MaterialTheme.typography.titleSmall)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            for ((code, title) in all) {
                val role = if (single) Role.RadioButton else Role.Checkbox
                FilterChip(code in chosen, { onTurn(code) }, { Text(title) }, Modifier.semantics { this.role = role })
            }
        }
    }
}

/** How far it is on the phone. */
@Composable
fun keptText(one: Offline): String =
    when (one.files) {
        0u -> stringResource(R.string.kept)
        one.held -> stringResource(R.string.kept_whole, one.files.toInt())
        else -> stringResource(R.string.kept_part, one.held.toInt(), one.files.toInt())
    }
