package cn.songming.app

import cn.songming.app.platform.KeyProvider
import java.security.UnrecoverableKeyException
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/** A key store that can lose its key, and that can fail for a while. */
class MemoryKeys : KeyProvider {
    private var held: SecretKey? = null
    var fails = false

    override fun get(): SecretKey? = if (fails) throw UnrecoverableKeyException("busy") else held

    override fun getOrCreate(): SecretKey = get() ?: KeyGenerator.getInstance("AES").apply { init(256) }.generateKey().also { held = it }

    fun lose() {
        held = null
    }
}
