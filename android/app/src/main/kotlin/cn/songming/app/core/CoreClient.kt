package cn.songming.app.core

import cn.songming.core.AccountInterface
import cn.songming.core.AlertsInterface
import cn.songming.core.AppStatus
import cn.songming.core.AppealsInterface
import cn.songming.core.Change
import cn.songming.core.DraftsInterface
import cn.songming.core.GovernmentInterface
import cn.songming.core.Home
import cn.songming.core.IndustryInterface
import cn.songming.core.ItemsInterface
import cn.songming.core.ListeningInterface
import cn.songming.core.NetworkClass
import cn.songming.core.Pager
import cn.songming.core.PartyInterface
import cn.songming.core.PrivacyInterface
import cn.songming.core.RadarInterface
import cn.songming.core.Reminder
import cn.songming.core.Scope
import cn.songming.core.SearchInterface
import cn.songming.core.ServicesInterface
import cn.songming.core.SettingsInterface
import cn.songming.core.SourcesInterface
import cn.songming.core.StorageInterface
import cn.songming.core.SubmissionsInterface
import cn.songming.core.SyncBudget
import kotlinx.coroutines.flow.Flow

/**
 * The core, as the app calls it: an interface that tests replace with a fake. Its objects have the generated interfaces; the generated
 * client cannot be replaced, because it hands out classes. Records and enums of the core are imported from the generated package where
 * they are used.
 *
 * Suspending calls throw `ClientException` and nothing else.
 */
interface CoreClient {
    val items: ItemsInterface
    val search: SearchInterface
    val listening: ListeningInterface
    val alerts: AlertsInterface
    val government: GovernmentInterface
    val appeals: AppealsInterface
    val party: PartyInterface
    val industry: IndustryInterface
    val radar: RadarInterface
    val services: ServicesInterface
    val sources: SourcesInterface
    val storage: StorageInterface
    val settings: SettingsInterface
    val privacy: PrivacyInterface
    val account: AccountInterface
    val drafts: DraftsInterface
    val submissions: SubmissionsInterface

    /** What may have changed, while it is collected; the first value is [Change.ALL]. */
    val changes: Flow<Change>

    /** A list that grows by pages. At first it has [initialRows], if the phone has as many. */
    fun pages(scope: Scope, initialRows: Int = 0): Pager

    suspend fun sync(budget: SyncBudget? = null)

    suspend fun status(): AppStatus

    suspend fun home(): Home

    suspend fun reminders(): List<Reminder>

    fun setNetwork(network: NetworkClass)

    /** Returns when it is done; in the background the files are closed then. */
    suspend fun setForeground(foreground: Boolean)
}
