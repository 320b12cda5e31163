// The only file that knows the generated code. Screens know these names, and nothing else of the core.
package cn.songming.app.core

import cn.songming.core.changes as changesOf
import cn.songming.core.explanation as explanationOf
import kotlinx.coroutines.flow.Flow

typealias Core = cn.songming.core.ClientInterface
typealias Change = cn.songming.core.Change
typealias CoreFault = cn.songming.core.ClientException
typealias Home = cn.songming.core.Home
typealias HomeSection = cn.songming.core.HomeSection
typealias ItemRow = cn.songming.core.ItemRow
typealias PolicyRow = cn.songming.core.PolicyRow
typealias AlertRow = cn.songming.core.AlertRow
typealias Article = cn.songming.core.Article
typealias Block = cn.songming.core.Block
typealias ParagraphBlock = cn.songming.core.Block.Paragraph
typealias HeadingBlock = cn.songming.core.Block.Heading
typealias ListingBlock = cn.songming.core.Block.Listing
typealias QuoteBlock = cn.songming.core.Block.Quote
typealias CodeBlock = cn.songming.core.Block.Code
typealias TableBlock = cn.songming.core.Block.Table
typealias ImageBlock = cn.songming.core.Block.Image
typealias VideoBlock = cn.songming.core.Block.Video
typealias AudioBlock = cn.songming.core.Block.Audio
typealias RuleBlock = cn.songming.core.Block.Rule
typealias Span = cn.songming.core.Span
typealias MarkRequest = cn.songming.core.MarkRequest
typealias OpenAction = cn.songming.core.MarkAction.Open

/** The sentence that may be shown. */
val CoreFault.words: String get() = explanationOf

/** What may have changed; the first is everything. */
fun Core.changes(): Flow<Change> = changesOf()

/** Opens the core in a folder of the app's own. */
suspend fun openCore(folder: String, publisher: String): Core =
    cn.songming.core.Client.open(cn.songming.core.OpenRequest(folder = folder, publisher = publisher))
