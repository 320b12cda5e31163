package cn.songming.app.platform

import android.content.Context
import cn.songming.app.SongmingApp
import cn.songming.app.core.CoreClient

/**
 * What a worker does with the core: nothing without consent, which can have been withdrawn since the work was scheduled. Reminders
 * follow the [work]. If WorkManager ends it early, what is still under way in the core ends.
 *
 * Throws `ClientException`.
 */
suspend fun workInBackground(context: Context, work: suspend (CoreClient) -> Unit) {
    val app = context.applicationContext as SongmingApp
    val client = app.client.await()
    if (!client.privacy.consent().given) return
    client.setNetwork(currentNetworkClass(context))
    app.container.sync.inBackground {
        work(client)
        app.reminders.update(client)
    }
}
