package cn.songming.app.platform

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import cn.songming.app.core.NetworkClass
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged

/** What the phone's network costs, for as long as it is listened to; the first is as it is now. */
fun networks(context: Context): Flow<NetworkClass> = callbackFlow {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    val callback = object : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: Network, capabilities: NetworkCapabilities) {
            trySend(classOf(capabilities))
        }

        override fun onLost(network: Network) {
            // Asked now, the platform might still tell of the one that went.
            trySend(NetworkClass.OFFLINE)
        }
    }
    trySend(networkNow(context))
    val listening = try {
        manager.registerDefaultNetworkCallback(callback)
        true
    } catch (_: SecurityException) {
        // Some phones with Android 11 refuse it for no reason; what it was at the start is what is known then.
        false
    }
    awaitClose { if (listening) manager.unregisterNetworkCallback(callback) }
}.conflate().distinctUntilChanged()

fun networkNow(context: Context): NetworkClass {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    return try {
        manager.activeNetwork?.let(manager::getNetworkCapabilities)?.let(::classOf) ?: NetworkClass.OFFLINE
    } catch (_: SecurityException) {
        // As above: the core finds out whether there is one, and nobody is made to pay for pictures.
        NetworkClass.METERED
    }
}

/** A network that needs a sign-in first still is one: the core finds out what it lets through. */
private fun classOf(capabilities: NetworkCapabilities): NetworkClass = when {
    !capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> NetworkClass.OFFLINE
    capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> NetworkClass.UNMETERED
    else -> NetworkClass.METERED
}
