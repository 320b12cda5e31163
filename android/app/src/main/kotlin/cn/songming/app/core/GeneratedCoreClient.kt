package cn.songming.app.core

import cn.songming.core.AppealDraft
import cn.songming.core.Client
import cn.songming.core.ClientInterface
import cn.songming.core.DisplayChoice
import cn.songming.core.HomeChoice
import cn.songming.core.Keepable
import cn.songming.core.MarkRequest
import cn.songming.core.NetworkClass
import cn.songming.core.NoticeRequest
import cn.songming.core.OpenRequest
import cn.songming.core.PolicyRequest
import cn.songming.core.RadarRule
import cn.songming.core.Retention
import cn.songming.core.Scope
import cn.songming.core.SearchRequest
import cn.songming.core.SyncBudget
import cn.songming.core.changes
import cn.songming.core.pages

/** Opens the core with its files in [folder], for the publisher at the address [publisher]. */
suspend fun openCoreClient(folder: String, publisher: String): CoreClient =
    GeneratedCoreClient(Client.open(OpenRequest(folder = folder, publisher = publisher)))

/** Passes the calls of [CoreClient] on to the generated client. No other file of the app calls it. */
internal class GeneratedCoreClient(internal val client: ClientInterface) : CoreClient {
    override val consent = object : ConsentClient {
        override suspend fun get() = client.consent()

        override suspend fun accept(statement: String) {
            client.acceptConsent(statement)
        }

        override suspend fun withdraw(statement: String) {
            client.withdrawConsent(statement)
        }
    }

    override val reader = object : ReaderClient {
        override suspend fun page(id: String) = client.itemPage(id)

        override suspend fun story(id: String) = client.story(id)

        override fun pages(scope: Scope, initialRows: Int) = client.pages(scope, reach = initialRows)

        override suspend fun mark(requests: List<MarkRequest>) = client.mark(requests)

        override suspend fun markAllRead(scope: Scope) {
            client.markAllRead(scope)
        }

        override suspend fun loadPictures(id: String, address: String?) {
            client.loadPictures(id, address)
        }
    }

    override val listening = object : ListeningClient {
        override suspend fun queue() = client.listening()

        override suspend fun speech(id: String) = client.speech(id)

        override suspend fun add(ids: List<String>) = client.addListening(ids)

        override suspend fun remove(ids: List<String>) = client.removeListening(ids)

        override suspend fun setPosition(id: String, sentence: UInt) = client.setListeningPlace(id, sentence)
    }

    override val appeals = object : AppealsClient {
        override suspend fun get(id: String) = client.appeal(id)

        override suspend fun form(id: String?) = client.appealDesk(id)

        override suspend fun save(draft: AppealDraft) = client.saveAppeal(draft)

        override suspend fun send(id: String) = client.sendAppeal(id)

        override suspend fun refresh() {
            client.refreshAppeals()
        }

        override suspend fun markSeen(id: String) = client.lookAtAppeal(id)

        override suspend fun delete(id: String, insist: Boolean) = client.deleteAppeal(id, insist)
    }

    override val radar = object : RadarClient {
        override suspend fun get() = client.radar()

        override suspend fun form(id: String?) = client.radarDesk(id)

        override suspend fun save(rule: RadarRule) = client.saveRadarRule(rule)

        override suspend fun delete(id: String) = client.deleteRadarRule(id)

        override suspend fun hits(rule: String?, before: String?, limit: UInt) = client.radarHits(rule, before, limit)

        override suspend fun markSeen(rule: String?) = client.lookAtRadar(rule)
    }

    override val search = object : SearchClient {
        override suspend fun query(request: SearchRequest) = client.search(request)

        override suspend fun suggest(words: String, limit: UInt) = client.suggest(words, limit)

        override suspend fun remember(words: String) = client.rememberSearch(words)

        override suspend fun clearHistory() = client.forgetSearches()
    }

    override val sources = object : SourcesClient {
        override suspend fun list() = client.sources()

        override suspend fun add(address: String) = client.addSource(address)

        override suspend fun remove(id: String) = client.removeSource(id)
    }

    override val offline = object : OfflineClient {
        override suspend fun list() = client.allOffline()

        override suspend fun set(target: Keepable, on: Boolean) = client.keepOffline(target, on)

        override suspend fun load(target: Keepable) {
            client.loadOffline(target)
        }
    }

    override val storage = object : StorageClient {
        override suspend fun usage() = client.storage()

        override suspend fun setRetention(retention: Retention) = client.setRetention(retention)

        override suspend fun clearPictures() = client.clearPictures()
    }

    override val display = object : DisplayClient {
        override suspend fun policy() = client.display()

        override suspend fun choice() = client.displayChoice()

        override suspend fun setChoice(choice: DisplayChoice) = client.setDisplay(choice)
    }

    override val changes get() = client.changes()

    override suspend fun sync(budget: SyncBudget?) {
        client.sync(budget)
    }

    override suspend fun status() = client.standing()

    override fun setNetwork(network: NetworkClass) = client.setNetwork(network)

    override fun setForeground(foreground: Boolean) = client.setForeground(foreground)

    override suspend fun incidents() = client.incidents()

    override suspend fun acknowledgeIncidents() = client.acknowledgeIncidents()

    override suspend fun reminders() = client.plans()

    override suspend fun catalogue() = client.catalogue()

    override suspend fun home() = client.home()

    override suspend fun sections() = client.arrangement()

    override suspend fun setSections(sections: List<HomeChoice>) = client.setArrangement(sections)

    override suspend fun alertPage() = client.alertPage()

    override suspend fun acknowledgeAlert(identifier: String) = client.acknowledgeAlert(identifier)

    override suspend fun towns() = client.towns()

    override suspend fun setTowns(codes: List<String>) = client.setTowns(codes)

    override suspend fun party() = client.party()

    override suspend fun studyPage(series: String) = client.studyPage(series)

    override suspend fun government() = client.government()

    override suspend fun notices(request: NoticeRequest) = client.notices(request)

    override suspend fun guides(before: String?, limit: UInt) = client.guides(before = before, limit = limit)

    override suspend fun tickMaterial(id: String, material: String, ticked: Boolean) = client.tickMaterial(id, material, ticked)

    override suspend fun clearTicks(id: String) = client.clearTicks(id)

    override suspend fun industry() = client.industry()

    override suspend fun industryPage(scope: Scope) = client.industryPage(scope)

    override suspend fun policies(request: PolicyRequest) = client.policies(request)

    override suspend fun policyCalendar() = client.policyYear()

    override suspend fun directory(openNow: Boolean) = client.directory(openNow)
}
