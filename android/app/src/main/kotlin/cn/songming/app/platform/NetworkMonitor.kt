package cn.songming.app.platform

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import cn.songming.core.NetworkClass
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged

/** The class of the phone's network, while it is collected; the first value is the current one. */
fun networkClasses(context: Context): Flow<NetworkClass> = callbackFlow {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    val callback = object : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: Network, capabilities: NetworkCapabilities) {
            trySend(classOf(capabilities))
        }

        override fun onLost(network: Network) {
            // A query could still return the network that was lost.
            trySend(NetworkClass.OFFLINE)
        }
    }
    trySend(currentNetworkClass(context))
    val registered = try {
        manager.registerDefaultNetworkCallback(callback)
        true
    } catch (_: SecurityException) {
        // Some phones with Android 11 throw this for no reason. Then only the first value is known.
        false
    }
    awaitClose { if (registered) manager.unregisterNetworkCallback(callback) }
}.conflate().distinctUntilChanged()

fun currentNetworkClass(context: Context): NetworkClass {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    return try {
        manager.activeNetwork?.let(manager::getNetworkCapabilities)?.let(::classOf) ?: NetworkClass.OFFLINE
    } catch (_: SecurityException) {
        // As above. The core finds out whether there is a network.
        classWithoutCapabilities(manager)
    }
}

/** As WorkManager judges the network: by another word, a worker for unmetered networks would have nothing to send. */
private fun classWithoutCapabilities(manager: ConnectivityManager): NetworkClass = try {
    if (manager.isActiveNetworkMetered) NetworkClass.METERED else NetworkClass.UNMETERED
} catch (_: SecurityException) {
    // The core downloads no pictures that can cost money.
    NetworkClass.METERED
}

/** A network behind a sign-in page counts: the core finds out what it lets through. */
private fun classOf(capabilities: NetworkCapabilities): NetworkClass = when {
    !capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> NetworkClass.OFFLINE
    capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> NetworkClass.UNMETERED
    else -> NetworkClass.METERED
}
