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
            trySend(networkNow(context))
        }
    }
    trySend(networkNow(context))
    manager.registerDefaultNetworkCallback(callback)
    awaitClose { manager.unregisterNetworkCallback(callback) }
}.conflate().distinctUntilChanged()

fun networkNow(context: Context): NetworkClass {
    val manager = context.getSystemService(ConnectivityManager::class.java)
    val capabilities = manager.activeNetwork?.let(manager::getNetworkCapabilities) ?: return NetworkClass.OFFLINE
    return classOf(capabilities)
}

/** A network that needs a sign-in first still is one: the core finds out what it lets through. */
private fun classOf(capabilities: NetworkCapabilities): NetworkClass = when {
    !capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> NetworkClass.OFFLINE
    capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> NetworkClass.UNMETERED
    else -> NetworkClass.METERED
}
