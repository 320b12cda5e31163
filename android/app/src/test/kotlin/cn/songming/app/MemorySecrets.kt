package cn.songming.app

import cn.songming.core.SecretStore
import java.util.concurrent.ConcurrentHashMap

/** The platform's store of secrets, for tests. */
class MemorySecrets : SecretStore {
    private val values = ConcurrentHashMap<String, String>()

    override fun get(key: String): String? = values[key]

    override fun set(key: String, value: String) {
        values[key] = value
    }

    override fun delete(key: String) {
        values.remove(key)
    }
}
