package cn.songming.app.article

import androidx.compose.foundation.background
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.PlayArrow
import androidx.compose.material3.Button
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.LinkAnnotation
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.TextLinkStyles
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.text.withLink
import androidx.compose.ui.text.withStyle
import androidx.compose.ui.unit.dp
import cn.songming.app.R
import cn.songming.app.platform.ExternalApps
import cn.songming.app.ui.FilePicture
import cn.songming.app.ui.cjkSpacing
import cn.songming.core.Block
import cn.songming.core.Span

/** A block of an article. [onLoadPicture] gets the address of a picture that is not on the phone. */
@Composable
fun BlockView(block: Block, onLoadPicture: (String) -> Unit) {
    when (block) {
        is Block.Paragraph -> Text(styledText(block.spans), style = MaterialTheme.typography.bodyLarge)
        is Block.Heading -> Text(
            styledText(block.spans),
            Modifier.padding(top = 10.dp).semantics { heading() },
            style = if (block.level.toInt() <= 2) MaterialTheme.typography.titleLarge else MaterialTheme.typography.titleMedium,
        )
        is Block.Listing -> ListView(block)
        is Block.Quote -> QuoteView(block)
        is Block.Code -> Text(
            block.text,
            Modifier.fillMaxWidth().clip(RoundedCornerShape(8.dp)).background(MaterialTheme.colorScheme.surfaceVariant)
                .horizontalScroll(rememberScrollState()).padding(14.dp),
            style = MaterialTheme.typography.bodyMedium,
            fontFamily = FontFamily.Monospace,
        )
        is Block.Table -> TableView(block)
        is Block.Image ->
            Figure(
                block.src,
                block.file,
                block.placeholder,
                block.alt,
                plainText(block.caption),
                block.width,
                block.height,
                onLoadPicture,
                link = block.href,
            )
        is Block.Video -> VideoView(block)
        is Block.Audio -> ExternalPlayer(plainText(block.caption), block.src, block.mimeType)
        is Block.Rule -> HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
    }
}

@Composable
private fun ListView(block: Block.Listing) {
    var shown by rememberSaveable { mutableIntStateOf(LIST_PAGE) }
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (item in block.items.take(shown)) {
            Row(Modifier.padding(start = (item.level.toInt() * 20).dp).semantics(mergeDescendants = true) {}) {
                val marker = item.number?.let { "$it." } ?: "•"
                Text(
                    marker,
                    Modifier.width(28.dp),
                    style = MaterialTheme.typography.bodyLarge,
                    color = MaterialTheme.colorScheme.primary,
                )
                Text(styledText(item.spans), style = MaterialTheme.typography.bodyLarge)
            }
        }
        if (shown < block.items.size) ShowMoreButton(remaining = block.items.size - shown, onClick = { shown += LIST_PAGE })
    }
}

/** Items of one list that are drawn at first, and more with each tap. */
private const val LIST_PAGE = 100

/** Shows more of a long block, of which [remaining] parts are not drawn yet. */
@Composable
fun ShowMoreButton(remaining: Int, onClick: () -> Unit) {
    TextButton(onClick = onClick) { Text(stringResource(R.string.rest, remaining)) }
}

@Composable
private fun QuoteView(block: Block.Quote) {
    val bar = MaterialTheme.colorScheme.primary
    Column(
        modifier = Modifier.drawBehind { drawRect(bar, size = Size(3.dp.toPx(), size.height)) }.padding(start = 18.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        for (paragraph in block.paragraphs) {
            Text(
                styledText(paragraph.spans),
                style = MaterialTheme.typography.bodyLarge,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
    }
}

/** A picture with its caption and, if it is a link, a button that opens [link]. One that is not on the phone is downloaded when the person taps a button: it can cost money. */
@Composable
fun Figure(
    address: String,
    file: String?,
    placeholder: String?,
    alt: String,
    caption: String,
    width: UInt?,
    height: UInt?,
    onLoadPicture: (String) -> Unit,
    link: String? = null,
) {
    val onLink = LocalLinkHandler.current
    val aspectRatio = if (width != null && height != null && height > 0u) width.toFloat() / height.toFloat() else 16f / 9f
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Box(contentAlignment = Alignment.Center) {
            FilePicture(
                file = file,
                placeholder = placeholder,
                alt = alt,
                modifier = Modifier.fillMaxWidth().aspectRatio(aspectRatio.coerceIn(0.5f, 3f)).clip(RoundedCornerShape(10.dp)),
            )
            if (file == null) {
                val load = stringResource(R.string.of, stringResource(R.string.picture_load), alt.ifEmpty { caption })
                Button(onClick = { onLoadPicture(address) }, modifier = Modifier.semantics { contentDescription = load }) {
                    Text(stringResource(R.string.picture_load), Modifier.clearAndSetSemantics {})
                }
            }
        }
        if (link != null) {
            TextButton(onClick = { onLink(link) }) { Text(stringResource(R.string.picture_link)) }
        }
        if (caption.isNotEmpty()) {
            Text(caption, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
    }
}

@Composable
private fun VideoView(block: Block.Video) {
    val caption = plainText(block.caption)
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        FilePicture(
            file = block.posterFile,
            placeholder = null,
            alt = caption.ifEmpty { stringResource(R.string.film) },
            modifier = Modifier.fillMaxWidth().aspectRatio(16f / 9f).clip(RoundedCornerShape(10.dp)),
        )
        ExternalPlayer(caption, block.src, block.mimeType)
    }
}

/** Plays a video or a sound from the network in another app. */
@Composable
private fun ExternalPlayer(caption: String, address: String, type: String?) {
    val externalApps = ExternalApps(LocalContext.current)
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (caption.isNotEmpty()) {
            Text(caption, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        val play = stringResource(R.string.of, stringResource(R.string.play_online), caption)
        FilledTonalButton(onClick = { externalApps.open(address, type) }, modifier = Modifier.semantics { contentDescription = play }) {
            Icon(imageVector = Icons.Default.PlayArrow, contentDescription = null)
            Text(stringResource(R.string.play_online), Modifier.clearAndSetSemantics {})
        }
    }
}

/** Without formatting. Struck text is left out: without its line it would read as if it were valid. */
private fun plainText(spans: List<Span>) = spans.filterNot { it.struck }.joinToString("") { it.text }

/** Styled text. Its links are opened by [LocalLinkHandler]. */
@Composable
fun styledText(spans: List<Span>): AnnotatedString {
    val linkStyles = TextLinkStyles(SpanStyle(color = MaterialTheme.colorScheme.secondary, textDecoration = TextDecoration.Underline))
    val onLink = LocalLinkHandler.current
    return remember(spans, linkStyles, onLink) {
        cjkSpacing(
            buildAnnotatedString {
                for (span in spans) {
                    val style = SpanStyle(
                        fontWeight = if (span.bold) FontWeight.SemiBold else null,
                        fontStyle = if (span.italic) FontStyle.Italic else null,
                        fontFamily = if (span.code) FontFamily.Monospace else null,
                        textDecoration = when {
                            !span.struck -> null
                            // The innermost decoration replaces that of a link.
                            span.href != null -> TextDecoration.combine(listOf(TextDecoration.Underline, TextDecoration.LineThrough))
                            else -> TextDecoration.LineThrough
                        },
                    )
                    val text: AnnotatedString.Builder.() -> Unit = { withStyle(style) { append(span.text) } }
                    when (val address = span.href) {
                        null -> text()
                        else -> withLink(LinkAnnotation.Clickable(tag = address, styles = linkStyles) { onLink(address) }) { text() }
                    }
                }
            },
        )
    }
}

/** Opens the address of a link. */
val LocalLinkHandler = staticCompositionLocalOf<(String) -> Unit> { {} }
