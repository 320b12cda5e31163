package cn.songming.app.platform

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Secrets of this phone, for a session that a person signs in to. Contract: what was put is got until it is deleted or the
 * phone's key is gone; then nothing is got, and nothing is thrown, because signing in again is what helps. A secret never
 * stands in a file as it is, and none leaves the phone with a backup.
 */
interface SecretStore {
    fun put(name: String, secret: ByteArray)

    fun get(name: String): ByteArray?

    fun delete(name: String)
}

/** Where the key lives that the secrets are sealed with. */
interface KeyHolder {
    /** The key; made when there is none. */
    fun key(): SecretKey

    /** The key if there is one: a new one would open nothing. */
    fun existing(): SecretKey?
}

/** The phone's own store, which no program can take a key out of. */
class AndroidKeys(private val alias: String = "secrets") : KeyHolder {
    private val store: KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    override fun existing(): SecretKey? = store.getKey(alias, null) as? SecretKey

    override fun key(): SecretKey = existing() ?: KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).run {
        init(
            KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build(),
        )
        generateKey()
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
    }
}

/** Sealed files in the folder that no backup takes: AES-GCM, the secret's name sealed in. */
class SealedSecrets(private val keys: KeyHolder, private val folder: File) : SecretStore {
    constructor(context: Context) : this(AndroidKeys(), context.noBackupFilesDir.resolve("secrets"))

    override fun put(name: String, secret: ByteArray) {
        val cipher = Cipher.getInstance(CIPHER).apply {
            init(Cipher.ENCRYPT_MODE, keys.key())
            updateAAD(name.toByteArray())
        }
        val sealed = byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + cipher.doFinal(secret)
        folder.mkdirs()
        // Whole or not at all: a kill in between leaves what was there.
        val fresh = File(folder, "${file(name).name}.new")
        fresh.outputStream().use {
            it.write(sealed)
            it.fd.sync()
        }
        if (!fresh.renameTo(file(name))) throw IOException("a secret could not be kept")
    }

    override fun get(name: String): ByteArray? = try {
        val sealed = file(name).takeIf(File::exists)?.readBytes()
        val key = keys.existing()
        if (sealed == null || key == null || sealed.isEmpty() || sealed.size <= 1 + sealed[0]) null else open(name, sealed, key)
    } catch (_: GeneralSecurityException) {
        // Another key, or a file that somebody changed.
        null
    }

    private fun open(name: String, sealed: ByteArray, key: SecretKey): ByteArray {
        val end = 1 + sealed[0]
        val cipher = Cipher.getInstance(CIPHER).apply {
            init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 1, end - 1))
            updateAAD(name.toByteArray())
        }
        return cipher.doFinal(sealed, end, sealed.size - end)
    }

    override fun delete(name: String) {
        file(name).delete()
    }

    /** A name is a file's name whatever is in it. */
    private fun file(name: String) = File(folder, "s" + name.toByteArray().joinToString("") { "%02x".format(it) })

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
    }
}
