// The only file that knows the generated code. Screens know these names, and nothing else of the core.
package cn.songming.app.core

import cn.songming.core.changes as changesOf
import cn.songming.core.explanation as explanationOf
import cn.songming.core.pages as pagesOf
import kotlinx.coroutines.flow.Flow

typealias Core = cn.songming.core.ClientInterface
typealias Change = cn.songming.core.Change
typealias Incident = cn.songming.core.Incident
typealias Standing = cn.songming.core.Standing
typealias Town = cn.songming.core.Town
typealias Catalogue = cn.songming.core.Catalogue
typealias Term = cn.songming.core.Term
typealias Source = cn.songming.core.Source
typealias Traffic = cn.songming.core.Traffic
typealias NetworkClass = cn.songming.core.NetworkClass
typealias SyncBudget = cn.songming.core.SyncBudget
typealias Storage = cn.songming.core.Storage
typealias Retention = cn.songming.core.Retention
typealias Plan = cn.songming.core.Plan
typealias PlanKind = cn.songming.core.PlanKind

typealias CoreFault = cn.songming.core.ClientException
typealias OfflineFault = cn.songming.core.ClientException.Offline
typealias TimeoutFault = cn.songming.core.ClientException.Timeout
typealias SignedOutFault = cn.songming.core.ClientException.SignedOut
typealias RateLimitedFault = cn.songming.core.ClientException.RateLimited
typealias RejectedFault = cn.songming.core.ClientException.Rejected
typealias StorageFault = cn.songming.core.ClientException.Storage
typealias UnexpectedFault = cn.songming.core.ClientException.Unexpected

typealias Home = cn.songming.core.Home
typealias HomeEntry = cn.songming.core.HomeEntry
typealias HomeChoice = cn.songming.core.HomeChoice
typealias HomeFamily = cn.songming.core.HomeFamily
typealias ItemRow = cn.songming.core.ItemRow
typealias ItemKind = cn.songming.core.ItemKind
typealias Picture = cn.songming.core.Picture
typealias Pager = cn.songming.core.Pager
typealias Page = cn.songming.core.Page
typealias Scope = cn.songming.core.Scope
typealias EverythingScope = cn.songming.core.Scope.All
typealias ChannelScope = cn.songming.core.Scope.Channel
typealias ModuleScope = cn.songming.core.Scope.Module
typealias SectorScope = cn.songming.core.Scope.Sector
typealias ParkScope = cn.songming.core.Scope.Park
typealias SourceScope = cn.songming.core.Scope.Source
typealias FavouritesScope = cn.songming.core.Scope.Favourites
typealias HistoryScope = cn.songming.core.Scope.History
typealias HiddenScope = cn.songming.core.Scope.Hidden

typealias ItemPage = cn.songming.core.ItemPage
typealias ItemFacts = cn.songming.core.ItemFacts
typealias PlainFacts = cn.songming.core.ItemFacts.Plain
typealias NoticeFacts = cn.songming.core.ItemFacts.Notice
typealias PolicyFacts = cn.songming.core.ItemFacts.Policy
typealias GuideFacts = cn.songming.core.ItemFacts.Guide
typealias ActivityFacts = cn.songming.core.ItemFacts.Activity
typealias EntryFacts = cn.songming.core.ItemFacts.Entry
typealias AlertFacts = cn.songming.core.ItemFacts.Alert
typealias Article = cn.songming.core.Article
typealias Correction = cn.songming.core.Correction
typealias Document = cn.songming.core.Document
typealias Block = cn.songming.core.Block
typealias ParagraphBlock = cn.songming.core.Block.Paragraph
typealias HeadingBlock = cn.songming.core.Block.Heading
typealias ListingBlock = cn.songming.core.Block.Listing
typealias QuoteBlock = cn.songming.core.Block.Quote
typealias CodeBlock = cn.songming.core.Block.Code
typealias TableBlock = cn.songming.core.Block.Table
typealias TableRow = cn.songming.core.TableRow
typealias TableCell = cn.songming.core.TableCell
typealias ImageBlock = cn.songming.core.Block.Image
typealias VideoBlock = cn.songming.core.Block.Video
typealias AudioBlock = cn.songming.core.Block.Audio
typealias RuleBlock = cn.songming.core.Block.Rule
typealias Span = cn.songming.core.Span
typealias ReadingPlace = cn.songming.core.ReadingPlace
typealias Story = cn.songming.core.Story
typealias MarkRequest = cn.songming.core.MarkRequest
typealias OpenAction = cn.songming.core.MarkAction.Open
typealias ReadAction = cn.songming.core.MarkAction.Read
typealias FavouriteAction = cn.songming.core.MarkAction.Favourite
typealias LikeAction = cn.songming.core.MarkAction.Like
typealias HideAction = cn.songming.core.MarkAction.Hide
typealias PlaceAction = cn.songming.core.MarkAction.Place
typealias Listening = cn.songming.core.Listening
typealias Sentence = cn.songming.core.Sentence

typealias SearchFilter = cn.songming.core.SearchFilter
typealias SearchOrder = cn.songming.core.SearchOrder
typealias SearchAction = cn.songming.core.SearchAction
typealias SearchPage = cn.songming.core.SearchPage
typealias SearchRequest = cn.songming.core.SearchRequest
typealias Found = cn.songming.core.Found
typealias Suggestion = cn.songming.core.Suggestion
typealias ActSuggestion = cn.songming.core.SuggestionTarget.Act
typealias ItemSuggestion = cn.songming.core.SuggestionTarget.Item
typealias TermSuggestion = cn.songming.core.SuggestionTarget.Term
typealias SearchSuggestion = cn.songming.core.SuggestionTarget.Search
typealias TermFamily = cn.songming.core.TermFamily
typealias TextRange = cn.songming.core.TextRange

typealias Party = cn.songming.core.Party
typealias Study = cn.songming.core.Study
typealias StudyPage = cn.songming.core.StudyPage
typealias Activity = cn.songming.core.Activity
typealias CalendarEvent = cn.songming.core.CalendarEvent
typealias Offline = cn.songming.core.Offline
typealias KeptItem = cn.songming.core.Keepable.Item
typealias KeptSeries = cn.songming.core.Keepable.Series
typealias Government = cn.songming.core.Government
typealias NoticeRow = cn.songming.core.NoticeRow
typealias NoticePage = cn.songming.core.NoticePage
typealias GuidePage = cn.songming.core.GuidePage
typealias NoticeRequest = cn.songming.core.NoticeRequest
typealias Guide = cn.songming.core.Guide
typealias Material = cn.songming.core.Material
typealias Appeal = cn.songming.core.Appeal
typealias AppealDesk = cn.songming.core.AppealDesk
typealias AppealSort = cn.songming.core.AppealSort
typealias AppealDraft = cn.songming.core.AppealDraft
typealias AppealKind = cn.songming.core.AppealKind
typealias AppealState = cn.songming.core.AppealState
typealias Deadline = cn.songming.core.Deadline
typealias Light = cn.songming.core.Light
typealias Industry = cn.songming.core.Industry
typealias IndustryTerm = cn.songming.core.IndustryTerm
typealias IndustryPage = cn.songming.core.IndustryPage
typealias PolicyRow = cn.songming.core.PolicyRow
typealias PolicyPage = cn.songming.core.PolicyPage
typealias PolicyRequest = cn.songming.core.PolicyRequest
typealias PolicyDay = cn.songming.core.PolicyDay
typealias Station = cn.songming.core.Station
typealias Radar = cn.songming.core.Radar
typealias RadarDesk = cn.songming.core.RadarDesk
typealias RadarSort = cn.songming.core.RadarSort
typealias RadarRule = cn.songming.core.RadarRule
typealias RadarHit = cn.songming.core.RadarHit
typealias RadarPage = cn.songming.core.RadarPage
typealias ServiceGroup = cn.songming.core.ServiceGroup
typealias ServiceEntry = cn.songming.core.ServiceEntry
typealias PageTarget = cn.songming.core.ServiceTarget.Page
typealias ScreenTarget = cn.songming.core.ServiceTarget.Screen
typealias MiniProgrammeTarget = cn.songming.core.ServiceTarget.MiniProgramme
typealias AlertPage = cn.songming.core.AlertPage
typealias AlertRow = cn.songming.core.AlertRow
typealias AlertDetail = cn.songming.core.AlertDetail

typealias DisplayPolicy = cn.songming.core.DisplayPolicy
typealias DisplayChoice = cn.songming.core.DisplayChoice
typealias TextSizes = cn.songming.core.TextSizes
typealias Theme = cn.songming.core.Theme

typealias Shown = cn.songming.core.Shown
typealias ShownRole = cn.songming.core.ShownRole
typealias Finding = cn.songming.core.Finding

/** What is wrong with what a screen shows; for the app's own tests. */
fun DisplayPolicy.findings(shown: List<Shown>): List<Finding> = cn.songming.core.checkDisplay(this, shown)

/** Text that the core takes: half of a character, which a keyboard or a cut link may leave behind, is none. */
fun String.sound(): String = encodeToByteArray().decodeToString()

/** The sentence that may be shown. */
val CoreFault.words: String get() = explanationOf

/** What may have changed; the first is everything. */
fun Core.changes(): Flow<Change> = changesOf()

/** A list that grows as a person scrolls, and keeps the place; it begins as far down as `reach`. */
fun Core.pages(scope: Scope, reach: Int = 0): Pager = pagesOf(scope, reach = reach)

/** A few coloured points in place of a picture: width, height, RGBA. */
fun placeholder(of: String): Triple<Int, Int, ByteArray>? =
    cn.songming.core.placeholderImage(of)?.let { Triple(it.width.toInt(), it.height.toInt(), it.rgba) }

/** Opens the core in a folder of the app's own. */
suspend fun openCore(folder: String, publisher: String): Core =
    cn.songming.core.Client.open(cn.songming.core.OpenRequest(folder = folder, publisher = publisher))
