package cn.songming.app.platform

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import cn.songming.core.SecretStore
import cn.songming.core.SecretStoreException
import java.io.File
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.StandardOpenOption
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** The provider of keys that no app can export. */
internal const val ANDROID_KEY_STORE = "AndroidKeyStore"

/** Holds the key that encrypts the secrets. */
interface KeyProvider {
    /** The key; generated if there is none. */
    fun getOrCreate(): SecretKey

    /** The key, or null if there is none: a new one could not decrypt anything. */
    fun get(): SecretKey?
}

/** A key of the AndroidKeyStore. It can be used while the phone is locked, as a sync in the background needs it. */
class AndroidKeyProvider(private val alias: String = "secrets") : KeyProvider {
    private val store: KeyStore by lazy { KeyStore.getInstance(ANDROID_KEY_STORE).apply { load(null) } }

    override fun get(): SecretKey? = store.getKey(alias, null) as? SecretKey

    override fun getOrCreate(): SecretKey = get() ?: KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, ANDROID_KEY_STORE).run {
        init(
            KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build(),
        )
        generateKey()
    }
}

/**
 * The core's store of secrets: a file for each, encrypted by AES-GCM with its name as additional data, in the folder that backups leave
 * out. A secret is gone for good if its file is damaged or its key is lost; whatever else fails may work later, and is thrown.
 */
class EncryptedSecretStore(private val keys: KeyProvider, private val folder: File) : SecretStore {
    constructor(context: Context) : this(AndroidKeyProvider(), context.noBackupFilesDir.resolve("secrets"))

    @Synchronized
    override fun set(key: String, value: String) = orFailed {
        val cipher = Cipher.getInstance(CIPHER).apply {
            init(Cipher.ENCRYPT_MODE, keys.getOrCreate())
            updateAAD(key.toByteArray())
        }
        val encrypted = byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + cipher.doFinal(value.toByteArray())
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        // Atomic: if the process ends in between, the previous file stays.
        val temporary = File(folder, "${file(key).name}.new")
        temporary.outputStream().use {
            it.write(encrypted)
            it.fd.sync()
        }
        if (!temporary.renameTo(file(key))) throw IOException("not renamed")
        syncFolder()
    }

    @Synchronized
    override fun get(key: String): String? = orFailed {
        val encrypted = file(key).takeIf(File::exists)?.readBytes()
        val decryptionKey = if (encrypted == null) null else keys.get()
        when {
            encrypted == null || decryptionKey == null || isTruncated(encrypted) -> null
            else -> decrypt(key, encrypted, decryptionKey)?.decodeToString()
        }
    }

    @Synchronized
    override fun delete(key: String) = orFailed {
        val file = file(key)
        if (file.exists()) {
            if (!file.delete()) throw IOException("not deleted")
            syncFolder()
        }
    }

    /** Some security providers throw an unchecked exception if the tag is not complete. */
    private fun isTruncated(encrypted: ByteArray): Boolean =
        encrypted.isEmpty() || encrypted[0] <= 0 || encrypted.size < 1 + encrypted[0] + TAG_BITS / Byte.SIZE_BITS

    /** Null if the file is damaged, or was encrypted with another key. */
    private fun decrypt(name: String, encrypted: ByteArray, key: SecretKey): ByteArray? {
        val end = 1 + encrypted[0]
        // Another length than the one it was written with.
        if (encrypted[0] != NONCE_BYTES) return null
        return try {
            val cipher = Cipher.getInstance(CIPHER).apply {
                init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, encrypted, 1, end - 1))
                updateAAD(name.toByteArray())
            }
            cipher.doFinal(encrypted, end, encrypted.size - end)
        } catch (_: AEADBadTagException) {
            null
        } catch (_: KeyPermanentlyInvalidatedException) {
            null
        }
    }

    /** A rename is on the disk once its folder is. */
    private fun syncFolder() = FileChannel.open(folder.toPath(), StandardOpenOption.READ).use { it.force(true) }

    /** Any name is a valid file name in hexadecimal. */
    private fun file(name: String) = File(folder, "s" + name.toByteArray().joinToString("") { "%02x".format(it) })

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
        const val NONCE_BYTES: Byte = 12
    }
}

/** Calls the platform's key store. What it says about a failure is dropped, because it may quote the value. */
internal inline fun <T> orFailed(call: () -> T): T = try {
    call()
} catch (_: GeneralSecurityException) {
    throw SecretStoreException.Failed()
} catch (_: ProviderException) {
    throw SecretStoreException.Failed()
} catch (_: IOException) {
    throw SecretStoreException.Failed()
}
