package cn.songming.app

import cn.songming.app.platform.DeviceSigner
import cn.songming.app.platform.EncryptedSecretStore
import cn.songming.core.SecretStore
import cn.songming.core.SecretStoreException
import java.io.File
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.ProviderException
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.X509EncodedKeySpec
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The contracts of [SecretStore] and of the signer, with keys in memory: Robolectric has no AndroidKeyStore. */
class SecretsTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val keys = MemoryKeys()
    private fun store(): SecretStore = EncryptedSecretStore(keys, folder.root.resolve("secrets"))
    private val secret = "令牌-0123456789"
    private fun files(): List<File> = folder.root.walk().filter(File::isFile).toList()

    @Test
    fun `a secret is read, also by the next process, until it is deleted`() {
        assertNull(store().get("session"))
        store().set("session", secret)
        assertEquals(secret, store().get("session"))
        store().set("session", "")
        assertEquals("", store().get("session"))
        store().delete("session")
        assertNull(store().get("session"))
        store().delete("session")
        assertEquals(emptyList<File>(), files())
        val longest = "界".repeat(16 * 1024 / 3)
        store().set("session", longest)
        assertEquals(longest, store().get("session"))
    }

    @Test
    fun `no file holds a secret as it is, nor twice the same`() {
        store().set("session", secret)
        val first = files().single().readBytes()
        assertFalse(first.decodeToString().contains("0123456789"))
        store().set("session", secret)
        assertFalse(first.contentEquals(files().single().readBytes()))
    }

    @Test
    fun `names are names, whatever is in them, and are not exchanged`() {
        val names = listOf("a", "b", "../a", "会话/一", "", "songming.session")
        for (name in names) store().set(name, "of $name")
        for (name in names) assertEquals("of $name", store().get(name))
        assertTrue(files().all { it.parentFile?.name == "secrets" })
        val (a, b) = files().filter { it.name == "s61" || it.name == "s62" }.sortedBy { it.name }
        a.copyTo(b, overwrite = true)
        assertNull(store().get("b"))
    }

    @Test
    fun `a lost key, a truncated file and a changed byte are no secret, and no crash`() {
        store().set("session", secret)
        val file = files().single()
        val whole = file.readBytes()
        for (length in whole.indices) {
            file.writeBytes(whole.copyOf(length))
            assertNull(store().get("session"))
        }
        for (at in whole.indices) {
            for (bit in listOf(1, 0x80)) {
                file.writeBytes(whole.copyOf().also { it[at] = (it[at].toInt() xor bit).toByte() })
                assertNull("byte $at", store().get("session"))
            }
        }
        file.writeBytes(whole)
        keys.lose()
        assertNull(store().get("session"))
        store().set("session", secret)
        assertEquals(secret, store().get("session"))
    }

    @Test
    fun `a key store that fails for a while loses nothing, and is no missing secret`() {
        store().set("session", secret)
        keys.fails = true
        assertThrows(SecretStoreException.Failed::class.java) { store().get("session") }
        assertThrows(SecretStoreException.Failed::class.java) { store().set("session", "other") }
        // What is not there is not there, whatever the key store does.
        assertNull(store().get("none"))
        keys.fails = false
        assertEquals(secret, store().get("session"))
    }

    @Test
    fun `a secret that cannot be written is reported, and the previous one stays`() {
        store().set("session", secret)
        // In the place of the temporary file.
        val obstacle = folder.root.resolve("secrets/${files().single().name}.new").apply { mkdirs() }
        assertThrows(SecretStoreException.Failed::class.java) { store().set("session", "other") }
        assertEquals(secret, store().get("session"))
        obstacle.delete()
        store().set("session", "other")
        assertEquals("other", store().get("session"))
    }

    @Test
    fun `a signature is one of the key that is named, and the key stays the same`() {
        val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        val signer = DeviceSigner { pair }
        val key = KeyFactory.getInstance("EC").generatePublic(X509EncodedKeySpec(signer.publicKey()))
        for (text in listOf("", "回执")) {
            val verifier = Signature.getInstance("SHA256withECDSA").apply { initVerify(key) }
            verifier.update(text.toByteArray())
            assertTrue(verifier.verify(signer.sign(text.toByteArray())))
        }
        assertTrue(signer.publicKey().contentEquals(signer.publicKey()))
        val failing = DeviceSigner { throw ProviderException("no key store") }
        assertThrows(SecretStoreException.Failed::class.java) { failing.sign(byteArrayOf()) }
        assertThrows(SecretStoreException.Failed::class.java) { failing.publicKey() }
    }
}
