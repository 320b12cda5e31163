package cn.songming.app.ui

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.text.withStyle
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.core.ItemRow
import cn.songming.core.Picture

/** An item in a list. */
@Composable
fun ItemListRow(row: ItemRow, onOpen: (String) -> Unit, modifier: Modifier = Modifier) {
    Column(modifier.widthIn(max = MaxContentWidth).fillMaxWidth().clickable(role = Role.Button) { onOpen(row.id) }) {
        Row(
            modifier = Modifier.fillMaxWidth().padding(horizontal = 20.dp, vertical = 16.dp),
            horizontalArrangement = Arrangement.spacedBy(16.dp),
        ) {
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                ItemTitle(row)
                ItemByline(row)
            }
            row.image?.let { ItemPicture(it, Modifier.size(width = 108.dp, height = 81.dp).clip(RoundedCornerShape(10.dp))) }
        }
        HorizontalDivider(Modifier.padding(horizontal = 20.dp), color = MaterialTheme.colorScheme.outlineVariant)
    }
}

/** The first item of a page, with its picture in full width. */
@Composable
fun LeadItem(row: ItemRow, onOpen: (String) -> Unit) {
    Column(
        modifier = Modifier.widthIn(max = MaxContentWidth).fillMaxWidth().clickable { onOpen(row.id) }
            .padding(horizontal = 20.dp, vertical = 14.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        row.image?.let { ItemPicture(it, Modifier.fillMaxWidth().aspectRatio(16f / 9f).clip(RoundedCornerShape(14.dp))) }
        Text(
            cjkSpacing(row.title),
            style = MaterialTheme.typography.headlineMedium,
            maxLines = 3,
            overflow = TextOverflow.Ellipsis,
        )
        if (row.summary.isNotEmpty()) {
            Text(
                cjkSpacing(row.summary),
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                maxLines = 2,
                overflow = TextOverflow.Ellipsis,
            )
        }
        ItemByline(row)
    }
}

@Composable
private fun ItemTitle(row: ItemRow) {
    Text(
        cjkSpacing(row.title),
        style = MaterialTheme.typography.titleMedium,
        // The byline says the same in words.
        color = if (row.read) MaterialTheme.colorScheme.onSurfaceVariant else MaterialTheme.colorScheme.onSurface,
        maxLines = 3,
        overflow = TextOverflow.Ellipsis,
    )
}

/** Labels such as "unread", source and time. */
@Composable
private fun ItemByline(row: ItemRow) {
    val labelStyle = SpanStyle(color = MaterialTheme.colorScheme.primary, fontWeight = FontWeight.Medium)
    val labels = listOfNotNull(
        stringResource(R.string.row_flash).takeIf { row.flash },
        stringResource(R.string.row_corrected).takeIf { row.corrected },
        stringResource(R.string.row_unread).takeIf { !row.read },
    )
    val others = if (row.alsoIn.isEmpty()) "" else stringResource(R.string.row_also, row.alsoIn.size + 1)
    Text(
        buildAnnotatedString {
            withStyle(labelStyle) { append(labels.joinToString("　")) }
            if (labels.isNotEmpty()) append("　")
            append(listOf(row.source, others, row.publishedText).filter { it.isNotEmpty() }.joinToString("　"))
        },
        style = MaterialTheme.typography.bodySmall,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
        maxLines = 2,
        overflow = TextOverflow.Ellipsis,
    )
}

@Composable
private fun ItemPicture(picture: Picture, modifier: Modifier) =
    FilePicture(file = picture.file, placeholder = picture.placeholder, alt = picture.alt, modifier = modifier)
