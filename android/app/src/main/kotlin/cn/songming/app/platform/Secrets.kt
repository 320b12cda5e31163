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
 * Stores secrets on this phone, for a session the person signs in to. Contract: [get] returns what was [put] until it is deleted or
 * the phone's key is lost. Then it returns null and does not throw, because the only remedy is to sign in again. A secret is never
 * in a file as plain text, and no backup contains it.
 */
interface SecretStore {
    fun put(name: String, secret: ByteArray)

    fun get(name: String): ByteArray?

    fun delete(name: String)
}

/** Holds the key that encrypts the secrets. */
interface KeyProvider {
    /** The key; generated if there is none. */
    fun getOrCreate(): SecretKey

    /** The key, or null if there is none: a new one could not decrypt anything. */
    fun get(): SecretKey?
}

/** The AndroidKeyStore, from which no app can export a key. */
class AndroidKeyProvider(private val alias: String = "secrets") : KeyProvider {
    private val store: KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    override fun get(): SecretKey? = store.getKey(alias, null) as? SecretKey

    override fun getOrCreate(): SecretKey = get() ?: KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).run {
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

/** A file for each secret, encrypted by AES-GCM with its name as additional data, in the folder that backups leave out. */
class EncryptedSecretStore(private val keys: KeyProvider, private val folder: File) : SecretStore {
    constructor(context: Context) : this(AndroidKeyProvider(), context.noBackupFilesDir.resolve("secrets"))

    override fun put(name: String, secret: ByteArray) {
        val cipher = Cipher.getInstance(CIPHER).apply {
            init(Cipher.ENCRYPT_MODE, keys.getOrCreate())
            updateAAD(name.toByteArray())
        }
        val encrypted = byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + cipher.doFinal(secret)
        folder.mkdirs()
        // Atomic: if the process ends in between, the previous file stays.
        val temporary = File(folder, "${file(name).name}.new")
        temporary.outputStream().use {
            it.write(encrypted)
            it.fd.sync()
        }
        if (!temporary.renameTo(file(name))) throw IOException("the secret could not be stored")
    }

    override fun get(name: String): ByteArray? = try {
        val encrypted = file(name).takeIf(File::exists)?.readBytes()
        val key = keys.get()
        if (encrypted == null || key == null || isTruncated(encrypted)) null else decrypt(name, encrypted, key)
    } catch (_: GeneralSecurityException) {
        // Another key, or a damaged file.
        null
    }

    /** Some security providers throw an unchecked exception if the tag is not complete. */
    private fun isTruncated(encrypted: ByteArray): Boolean =
        encrypted.isEmpty() || encrypted.size < 1 + encrypted[0] + TAG_BITS / Byte.SIZE_BITS

    private fun decrypt(name: String, encrypted: ByteArray, key: SecretKey): ByteArray {
        val end = 1 + encrypted[0]
        val cipher = Cipher.getInstance(CIPHER).apply {
            init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, encrypted, 1, end - 1))
            updateAAD(name.toByteArray())
        }
        return cipher.doFinal(encrypted, end, encrypted.size - end)
    }

    override fun delete(name: String) {
        file(name).delete()
    }

    /** Any name is a valid file name in hexadecimal. */
    private fun file(name: String) = File(folder, "s" + name.toByteArray().joinToString("") { "%02x".format(it) })

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
    }
}
