package cn.songming.app.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import cn.songming.core.Signer
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.spec.ECGenParameterSpec

/** Holds the P-256 key of the device. */
fun interface KeyPairProvider {
    /** The pair; generated if there is none. */
    fun getOrCreate(): KeyPair
}

/** A key of the AndroidKeyStore; in a chip of its own (StrongBox) if the phone has one. */
class AndroidKeyPairProvider(private val alias: String = "device") : KeyPairProvider {
    private val store: KeyStore by lazy { KeyStore.getInstance(ANDROID_KEY_STORE).apply { load(null) } }

    override fun getOrCreate(): KeyPair {
        val (key, certificate) = (store.getKey(alias, null) as? PrivateKey) to store.getCertificate(alias)
        return if (key != null && certificate != null) KeyPair(certificate.publicKey, key) else generate()
    }

    private fun generate(): KeyPair {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return generate(specification().build())
        return try {
            generate(specification().setIsStrongBoxBacked(true).build())
        } catch (_: ProviderException) {
            // There is no StrongBox, or it fails, which each maker reports in another way.
            generate(specification().build())
        }
    }

    private fun generate(specification: KeyGenParameterSpec): KeyPair =
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, ANDROID_KEY_STORE).run {
            initialize(specification)
            generateKeyPair()
        }

    private fun specification() = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
        .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
        .setDigests(KeyProperties.DIGEST_SHA256)
}

/** The core's signer, with a key that never leaves the device. It asks the person for nothing. */
class DeviceSigner(private val keys: KeyPairProvider = AndroidKeyPairProvider()) : Signer {
    @Synchronized
    override fun publicKey(): ByteArray = orFailed { keys.getOrCreate().public.encoded }

    @Synchronized
    override fun sign(bytes: ByteArray): ByteArray = orFailed {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(keys.getOrCreate().private)
            update(bytes)
            sign()
        }
    }
}
