package cn.songming.app

import android.app.Application
import cn.songming.app.core.Core
import cn.songming.app.core.openCore
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async

/** One core for the process, opened once, off the main thread. */
open class SongmingApp : Application() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    val core: Deferred<Core> by lazy { scope.async { openCore(filesDir.resolve("core").path, publisher()) } }

    /** Where the county publishes. */
    protected open fun publisher(): String = getString(R.string.publisher)
}
