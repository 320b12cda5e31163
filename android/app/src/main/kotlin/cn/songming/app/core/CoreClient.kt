package cn.songming.app.core

import cn.songming.core.AlertPage
import cn.songming.core.Appeal
import cn.songming.core.AppealDesk
import cn.songming.core.AppealDraft
import cn.songming.core.Catalogue
import cn.songming.core.Change
import cn.songming.core.Consent
import cn.songming.core.DisplayChoice
import cn.songming.core.DisplayPolicy
import cn.songming.core.Government
import cn.songming.core.GuidePage
import cn.songming.core.Home
import cn.songming.core.HomeChoice
import cn.songming.core.HomeEntry
import cn.songming.core.Incident
import cn.songming.core.Industry
import cn.songming.core.IndustryPage
import cn.songming.core.ItemPage
import cn.songming.core.Keepable
import cn.songming.core.Listening
import cn.songming.core.MarkRequest
import cn.songming.core.NetworkClass
import cn.songming.core.NoticePage
import cn.songming.core.NoticeRequest
import cn.songming.core.Offline
import cn.songming.core.Pager
import cn.songming.core.Party
import cn.songming.core.Plan
import cn.songming.core.PolicyDay
import cn.songming.core.PolicyPage
import cn.songming.core.PolicyRequest
import cn.songming.core.Radar
import cn.songming.core.RadarDesk
import cn.songming.core.RadarPage
import cn.songming.core.RadarRule
import cn.songming.core.Retention
import cn.songming.core.Scope
import cn.songming.core.SearchPage
import cn.songming.core.SearchRequest
import cn.songming.core.Sentence
import cn.songming.core.ServiceGroup
import cn.songming.core.Source
import cn.songming.core.Standing
import cn.songming.core.Storage
import cn.songming.core.Story
import cn.songming.core.StudyPage
import cn.songming.core.Suggestion
import cn.songming.core.SyncBudget
import cn.songming.core.Town
import kotlinx.coroutines.flow.Flow

/**
 * The core, as the app calls it: an interface that tests replace with a fake. Records
 * and enums of the core are imported from the generated package where they are used.
 *
 * Suspending calls throw `ClientException` and nothing else.
 */
interface CoreClient {
    val consent: ConsentClient
    val reader: ReaderClient
    val listening: ListeningClient
    val appeals: AppealsClient
    val radar: RadarClient
    val search: SearchClient
    val sources: SourcesClient
    val offline: OfflineClient
    val storage: StorageClient
    val display: DisplayClient

    /** What may have changed, while it is collected; the first value is [Change.ALL]. */
    val changes: Flow<Change>

    suspend fun sync(budget: SyncBudget? = null)

    suspend fun status(): Standing

    fun setNetwork(network: NetworkClass)

    fun setForeground(foreground: Boolean)

    suspend fun incidents(): List<Incident>

    suspend fun acknowledgeIncidents()

    suspend fun reminders(): List<Plan>

    suspend fun catalogue(): Catalogue

    suspend fun home(): Home

    suspend fun sections(): List<HomeEntry>

    suspend fun setSections(sections: List<HomeChoice>)

    suspend fun alertPage(): AlertPage

    suspend fun acknowledgeAlert(identifier: String)

    suspend fun towns(): List<Town>

    suspend fun setTowns(codes: List<String>)

    suspend fun party(): Party

    suspend fun studyPage(series: String): StudyPage

    suspend fun government(): Government

    suspend fun notices(request: NoticeRequest): NoticePage

    suspend fun guides(before: String?, limit: UInt): GuidePage

    suspend fun tickMaterial(id: String, material: String, ticked: Boolean)

    suspend fun clearTicks(id: String)

    suspend fun industry(): Industry

    suspend fun industryPage(scope: Scope): IndustryPage

    suspend fun policies(request: PolicyRequest): PolicyPage

    suspend fun policyCalendar(): List<PolicyDay>

    suspend fun directory(openNow: Boolean): List<ServiceGroup>
}

interface ConsentClient {
    suspend fun get(): Consent

    suspend fun accept(statement: String)

    suspend fun withdraw(statement: String)
}

interface ReaderClient {
    suspend fun page(id: String): ItemPage

    suspend fun story(id: String): Story

    /** A list that grows by pages. At first it has [initialRows], if the phone has as many. */
    fun pages(scope: Scope, initialRows: Int = 0): Pager

    suspend fun mark(requests: List<MarkRequest>)

    suspend fun markAllRead(scope: Scope)

    suspend fun loadPictures(id: String, address: String?)
}

interface ListeningClient {
    suspend fun queue(): Listening

    suspend fun speech(id: String): List<Sentence>

    suspend fun add(ids: List<String>)

    suspend fun remove(ids: List<String>)

    suspend fun setPosition(id: String, sentence: UInt)
}

interface AppealsClient {
    suspend fun get(id: String): Appeal

    suspend fun form(id: String?): AppealDesk

    suspend fun save(draft: AppealDraft): Appeal

    suspend fun send(id: String): Appeal

    suspend fun refresh()

    suspend fun markSeen(id: String)

    suspend fun delete(id: String, insist: Boolean = false)
}

interface RadarClient {
    suspend fun get(): Radar

    suspend fun form(id: String?): RadarDesk

    suspend fun save(rule: RadarRule): String

    suspend fun delete(id: String)

    suspend fun hits(rule: String?, before: String?, limit: UInt): RadarPage

    suspend fun markSeen(rule: String?)
}

interface SearchClient {
    suspend fun query(request: SearchRequest): SearchPage

    suspend fun suggest(words: String, limit: UInt): List<Suggestion>

    suspend fun remember(words: String)

    suspend fun clearHistory()
}

interface SourcesClient {
    suspend fun list(): List<Source>

    suspend fun add(address: String): Source

    suspend fun remove(id: String)
}

interface OfflineClient {
    suspend fun list(): List<Offline>

    suspend fun set(target: Keepable, on: Boolean)

    suspend fun load(target: Keepable)
}

interface StorageClient {
    suspend fun usage(): Storage

    suspend fun setRetention(retention: Retention)

    suspend fun clearPictures()
}

interface DisplayClient {
    suspend fun policy(): DisplayPolicy

    suspend fun choice(): DisplayChoice

    suspend fun setChoice(choice: DisplayChoice)
}
