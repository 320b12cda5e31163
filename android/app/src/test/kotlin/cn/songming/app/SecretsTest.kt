package cn.songming.app

import cn.songming.app.platform.EncryptedSecretStore
import cn.songming.app.platform.KeyProvider
import cn.songming.app.platform.SecretStore
import java.io.File
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The contract of [SecretStore], with keys in memory: Robolectric has no AndroidKeyStore. */
class SecretsTest {
    @get:Rule
    val folder = TemporaryFolder()

    private class MemoryKeys : KeyProvider {
        private var held: SecretKey? = null

        override fun get() = held

        override fun getOrCreate() = held ?: KeyGenerator.getInstance("AES").apply { init(256) }.generateKey().also { held = it }

        fun lose() {
            held = null
        }
    }

    private val keys = MemoryKeys()
    private fun store(): SecretStore = EncryptedSecretStore(keys, folder.root.resolve("secrets"))
    private val secret = "令牌-0123456789".toByteArray()
    private fun files(): List<File> = folder.root.walk().filter(File::isFile).toList()

    @Test
    fun `a secret is read, also by the next process, until it is deleted`() {
        assertNull(store().get("session"))
        store().put("session", secret)
        assertArrayEquals(secret, store().get("session"))
        store().put("session", byteArrayOf())
        assertArrayEquals(byteArrayOf(), store().get("session"))
        store().delete("session")
        assertNull(store().get("session"))
        store().delete("session")
    }

    @Test
    fun `no file holds a secret as it is, nor twice the same`() {
        store().put("session", secret)
        val first = files().single().readBytes()
        assertFalse(first.decodeToString().contains("0123456789"))
        store().put("session", secret)
        assertFalse(first.contentEquals(files().single().readBytes()))
    }

    @Test
    fun `names are names, whatever is in them, and are not exchanged`() {
        for (name in listOf("a", "b", "../a", "会话/一", "")) store().put(name, name.toByteArray())
        for (name in listOf("a", "b", "../a", "会话/一", "")) assertArrayEquals(name.toByteArray(), store().get(name))
        assertTrue(files().all { it.parentFile?.name == "secrets" })
        val (a, b) = files().filter { it.name == "s61" || it.name == "s62" }.sortedBy { it.name }
        a.copyTo(b, overwrite = true)
        assertNull(store().get("b"))
    }

    @Test
    fun `a lost key, a truncated file and a changed byte are no secret, and no crash`() {
        store().put("session", secret)
        val file = files().single()
        val whole = file.readBytes()
        for (length in whole.indices) {
            file.writeBytes(whole.copyOf(length))
            assertNull(store().get("session"))
        }
        for (at in whole.indices) {
            file.writeBytes(whole.copyOf().also { it[at] = (it[at].toInt() xor 1).toByte() })
            assertNull("byte $at", store().get("session"))
        }
        file.writeBytes(whole)
        keys.lose()
        assertNull(store().get("session"))
        store().put("session", secret)
        assertArrayEquals(secret, store().get("session"))
    }
}
