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
import cn.songming.app.core.AudioBlock
import cn.songming.app.core.Block
import cn.songming.app.core.CodeBlock
import cn.songming.app.core.HeadingBlock
import cn.songming.app.core.ImageBlock
import cn.songming.app.core.ListingBlock
import cn.songming.app.core.ParagraphBlock
import cn.songming.app.core.QuoteBlock
import cn.songming.app.core.RuleBlock
import cn.songming.app.core.Span
import cn.songming.app.core.TableBlock
import cn.songming.app.core.VideoBlock
import cn.songming.app.platform.Outside
import cn.songming.app.ui.FilePicture
import cn.songming.app.ui.aired

/** A block of an article; a picture that is not on the phone is asked for by its address. */
@Composable
fun BlockView(block: Block, onPicture: (String) -> Unit) {
    when (block) {
        is ParagraphBlock -> Text(spans(block.spans), style = MaterialTheme.typography.bodyLarge)
        is HeadingBlock -> Text(
            spans(block.spans),
            Modifier.padding(top = 10.dp).semantics { heading() },
            style = if (block.level.toInt() <= 2) MaterialTheme.typography.titleLarge else MaterialTheme.typography.titleMedium,
        )
        is ListingBlock -> Listing(block)
        is QuoteBlock -> Quote(block)
        is CodeBlock -> Text(
            block.text,
            Modifier.fillMaxWidth().clip(RoundedCornerShape(8.dp)).background(MaterialTheme.colorScheme.surfaceVariant)
                .horizontalScroll(rememberScrollState()).padding(14.dp),
            style = MaterialTheme.typography.bodyMedium,
            fontFamily = FontFamily.Monospace,
        )
        is TableBlock -> Table(block)
        is ImageBlock ->
            Figure(block.src, block.file, block.placeholder, block.alt, plain(block.caption), block.width, block.height, onPicture)
        is VideoBlock -> Film(block)
        is AudioBlock -> Playable(plain(block.caption), block.src, block.mimeType)
        is RuleBlock -> HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
    }
}

@Composable
private fun Listing(block: ListingBlock) {
    var many by rememberSaveable { mutableIntStateOf(MANY) }
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        for (item in block.items.take(many)) {
            Row(Modifier.padding(start = (item.level.toInt() * 20).dp).semantics(mergeDescendants = true) {}) {
                val sign = item.number?.let { "$it." } ?: "•"
                Text(
                    sign,
                    Modifier.width(28.dp),
                    style = MaterialTheme.typography.bodyLarge,
                    color = MaterialTheme.colorScheme.primary,
                )
                Text(spans(item.spans), style = MaterialTheme.typography.bodyLarge)
            }
        }
        if (many < block.items.size) Rest(block.items.size - many) { many += MANY }
    }
}

/** Lines of one list that are drawn at once. */
private const val MANY = 100

/** What is not drawn yet of something long. */
@Composable
fun Rest(left: Int, onMore: () -> Unit) {
    TextButton(onMore) { Text(stringResource(R.string.rest, left)) }
}

@Composable
private fun Quote(block: QuoteBlock) {
    val bar = MaterialTheme.colorScheme.primary
    Column(
        Modifier.drawBehind { drawRect(bar, size = Size(3.dp.toPx(), size.height)) }.padding(start = 18.dp),
        verticalArrangement = Arrangement.spacedBy(10.dp),
    ) {
        for (paragraph in block.paragraphs) {
            Text(
                spans(paragraph.spans),
                style = MaterialTheme.typography.bodyLarge,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
            )
        }
    }
}

/** A picture with its words. One that is not here is fetched when the person asks: it may cost something. */
@Composable
fun Figure(
    address: String,
    file: String?,
    placeholder: String?,
    alt: String,
    caption: String,
    width: UInt?,
    height: UInt?,
    onPicture: (String) -> Unit,
) {
    val shape = if (width != null && height != null && height > 0u) width.toFloat() / height.toFloat() else 16f / 9f
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Box(contentAlignment = Alignment.Center) {
            FilePicture(
                file,
                placeholder,
                alt,
                Modifier.fillMaxWidth().aspectRatio(shape.coerceIn(0.5f, 3f)).clip(RoundedCornerShape(10.dp)),
            )
            if (file == null) {
                val load = stringResource(R.string.of, stringResource(R.string.picture_load), alt.ifEmpty { caption })
                Button({ onPicture(address) }, Modifier.semantics { contentDescription = load }) {
                    Text(stringResource(R.string.picture_load), Modifier.clearAndSetSemantics {})
                }
            }
        }
        if (caption.isNotEmpty()) {
            Text(caption, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
    }
}

@Composable
private fun Film(block: VideoBlock) {
    val caption = plain(block.caption)
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        FilePicture(
            block.posterFile,
            null,
            caption.ifEmpty { stringResource(R.string.film) },
            Modifier.fillMaxWidth().aspectRatio(16f / 9f).clip(RoundedCornerShape(10.dp)),
        )
        Playable(caption, block.src, block.mimeType)
    }
}

/** A film or a sound: the phone's own player has it, from the network. */
@Composable
private fun Playable(caption: String, address: String, type: String?) {
    val outside = Outside(LocalContext.current)
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        if (caption.isNotEmpty()) {
            Text(caption, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        val play = stringResource(R.string.of, stringResource(R.string.play_online), caption)
        FilledTonalButton({ outside.open(address, type) }, Modifier.semantics { contentDescription = play }) {
            Icon(Icons.Default.PlayArrow, null)
            Text(stringResource(R.string.play_online), Modifier.clearAndSetSemantics {})
        }
    }
}

private fun plain(spans: List<Span>) = spans.joinToString("") { it.text }

/** Text with its links; one that leads to an item of the publisher's opens here, and all others outside. */
@Composable
fun spans(all: List<Span>): AnnotatedString {
    val link = TextLinkStyles(SpanStyle(color = MaterialTheme.colorScheme.secondary, textDecoration = TextDecoration.Underline))
    val follow = LocalFollow.current
    return remember(all, link, follow) {
        aired(
            buildAnnotatedString {
                for (span in all) {
                    val look = SpanStyle(
                        fontWeight = if (span.bold) FontWeight.SemiBold else null,
                        fontStyle = if (span.italic) FontStyle.Italic else null,
                        fontFamily = if (span.code) FontFamily.Monospace else null,
                    )
                    val text: AnnotatedString.Builder.() -> Unit = { withStyle(look) { append(span.text) } }
                    when (val address = span.href) {
                        null -> text()
                        else -> withLink(LinkAnnotation.Clickable(address, link) { follow(address) }) { text() }
                    }
                }
            },
        )
    }
}

/** What a link of a text does. */
val LocalFollow = staticCompositionLocalOf<(String) -> Any> { {} }
