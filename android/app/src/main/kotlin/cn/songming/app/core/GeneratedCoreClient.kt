package cn.songming.app.core

import cn.songming.core.Client
import cn.songming.core.ClientInterface
import cn.songming.core.NetworkClass
import cn.songming.core.OpenRequest
import cn.songming.core.Scope
import cn.songming.core.SyncBudget
import cn.songming.core.changes
import cn.songming.core.pages

/** Opens the core with its files in [folder], for the publisher at the address [publisher]. */
suspend fun openCoreClient(folder: String, publisher: String): CoreClient =
    GeneratedCoreClient(Client.open(OpenRequest(folder = folder, publisher = publisher)))

/** Passes [CoreClient] on to the generated client. No other file of the app calls it. */
internal class GeneratedCoreClient(internal val client: ClientInterface) : CoreClient {
    override val items = client.items()
    override val search = client.search()
    override val listening = client.listening()
    override val alerts = client.alerts()
    override val government = client.government()
    override val appeals = client.appeals()
    override val party = client.party()
    override val industry = client.industry()
    override val radar = client.radar()
    override val services = client.services()
    override val sources = client.sources()
    override val storage = client.storage()
    override val settings = client.settings()
    override val privacy = client.privacy()
    override val account = client.account()
    override val drafts = client.drafts()
    override val submissions = client.submissions()

    override val changes get() = client.changes()

    override fun pages(scope: Scope, initialRows: Int) = client.pages(scope, initialRows = initialRows)

    override suspend fun sync(budget: SyncBudget?) {
        client.sync(budget)
    }

    override suspend fun status() = client.status()

    override suspend fun home() = client.home()

    override suspend fun reminders() = client.reminders()

    override fun setNetwork(network: NetworkClass) = client.setNetwork(network)

    override suspend fun setForeground(foreground: Boolean) {
        client.setForeground(foreground)
    }
}
