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

typealias Scope = cn.songming.core.Scope
typealias EverythingScope = cn.songming.core.Scope.All
typealias ModuleScope = cn.songming.core.Scope.Module
typealias SectorScope = cn.songming.core.Scope.Sector
typealias ParkScope = cn.songming.core.Scope.Park
typealias FavouritesScope = cn.songming.core.Scope.Favourites
typealias HistoryScope = cn.songming.core.Scope.History
typealias SearchRequest = cn.songming.core.SearchRequest
typealias SearchPage = cn.songming.core.SearchPage
typealias Found = cn.songming.core.Found
typealias Suggestion = cn.songming.core.Suggestion
typealias TextRange = cn.songming.core.TextRange
typealias StudySeries = cn.songming.core.StudySeries
typealias Study = cn.songming.core.Study
typealias StudyChapter = cn.songming.core.StudyChapter
typealias Activity = cn.songming.core.Activity
typealias ActivityRequest = cn.songming.core.ActivityRequest
typealias Offline = cn.songming.core.Offline
typealias KeptSeries = cn.songming.core.Keepable.Series
typealias NoticeRow = cn.songming.core.NoticeRow
typealias NoticeRequest = cn.songming.core.NoticeRequest
typealias Guide = cn.songming.core.Guide
typealias Material = cn.songming.core.Material
typealias Appeal = cn.songming.core.Appeal
typealias Deadline = cn.songming.core.Deadline
typealias Light = cn.songming.core.Light
typealias Industry = cn.songming.core.Industry
typealias IndustryTerm = cn.songming.core.IndustryTerm
typealias IndustryPage = cn.songming.core.IndustryPage
typealias Station = cn.songming.core.Station
typealias Radar = cn.songming.core.Radar
typealias RadarState = cn.songming.core.RadarState
typealias ServiceCategory = cn.songming.core.ServiceCategory
typealias ServiceEntry = cn.songming.core.ServiceEntry
typealias ServiceRequest = cn.songming.core.ServiceRequest
typealias Storage = cn.songming.core.Storage
typealias DisplayPolicy = cn.songming.core.DisplayPolicy
typealias DisplayChoice = cn.songming.core.DisplayChoice
typealias Theme = cn.songming.core.Theme
typealias RadarRule = cn.songming.core.RadarRule
typealias ItemKind = cn.songming.core.ItemKind
typealias Term = cn.songming.core.Term
typealias AppealDraft = cn.songming.core.AppealDraft
typealias AppealKind = cn.songming.core.AppealKind
typealias AppealEvent = cn.songming.core.AppealEvent

/** The sentence that may be shown. */
val CoreFault.words: String get() = explanationOf

/** What may have changed; the first is everything. */
fun Core.changes(): Flow<Change> = changesOf()

/** Opens the core in a folder of the app's own. */
suspend fun openCore(folder: String, publisher: String): Core =
    cn.songming.core.Client.open(cn.songming.core.OpenRequest(folder = folder, publisher = publisher))

/** A question in the usual order, without a filter. */
fun searchFor(words: String, limit: UInt): SearchRequest = SearchRequest(
    words = words,
    filter = cn.songming.core.SearchFilter(),
    order = cn.songming.core.SearchOrder.TITLE_FIRST,
    after = null,
    limit = limit,
)
