import Foundation
import Security
import SongmingCore

/// The core's signer: a P-256 key in the Secure Enclave, which never leaves it. It asks the person for nothing. The
/// simulator has no Secure Enclave; there the key is in the keychain.
final class SecureEnclaveSigner: Signer, Sendable {
  private let tag: Data
  /// Two calls at once must not generate two keys.
  private let lock = NSLock()

  init(tag: String = "cn.songming.app.device") {
    self.tag = Data(tag.utf8)
  }

  func publicKey() throws -> Data {
    let key = try lock.withLock { try privateKey() }
    guard let publicKey = SecKeyCopyPublicKey(key), let point = SecKeyCopyExternalRepresentation(publicKey, nil) else {
      throw SecretStoreError.Failed
    }
    return Self.spkiHeader + (point as Data)
  }

  func sign(bytes: Data) throws -> Data {
    let key = try lock.withLock { try privateKey() }
    // The algorithm hashes the message, and its signature is in DER.
    guard let signature = SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, bytes as CFData, nil) else {
      throw SecretStoreError.Failed
    }
    return signature as Data
  }

  /// The key; generated if there is none. One that cannot be read now is no reason for another one.
  private func privateKey() throws -> SecKey {
    let query: [String: Any] = [
      kSecClass as String: kSecClassKey,
      kSecAttrKeyClass as String: kSecAttrKeyClassPrivate,
      kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
      kSecAttrApplicationTag as String: tag,
      kSecReturnRef as String: true,
    ]
    var found: CFTypeRef?
    let status = SecItemCopyMatching(query as CFDictionary, &found)
    if status == errSecItemNotFound { return try generate() }
    guard status == errSecSuccess, let found, CFGetTypeID(found) == SecKeyGetTypeID() else {
      throw SecretStoreError.Failed
    }
    // A conditional cast to a type of Core Foundation always succeeds, so the compiler refuses it; its type was
    // checked above.
    return unsafeDowncast(found, to: SecKey.self)
  }

  private func generate() throws -> SecKey {
    guard
      let access = SecAccessControlCreateWithFlags(
        nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, Self.flags, nil)
    else { throw SecretStoreError.Failed }
    var attributes: [String: Any] = [
      kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
      kSecAttrKeySizeInBits as String: 256,
      kSecPrivateKeyAttrs as String: [
        kSecAttrIsPermanent as String: true,
        kSecAttrApplicationTag as String: tag,
        kSecAttrAccessControl as String: access,
      ] as [String: Any],
    ]
    if Self.hasSecureEnclave { attributes[kSecAttrTokenID as String] = kSecAttrTokenIDSecureEnclave }
    guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, nil) else { throw SecretStoreError.Failed }
    return key
  }

  #if targetEnvironment(simulator)
    private static let hasSecureEnclave = false
    private static let flags: SecAccessControlCreateFlags = []
  #else
    private static let hasSecureEnclave = true
    private static let flags: SecAccessControlCreateFlags = .privateKeyUsage
  #endif

  /// What precedes the point of a P-256 key in SPKI: SEQUENCE, the two object identifiers, and a BIT STRING of 66
  /// bytes.
  static let spkiHeader = Data([
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d,
    0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
  ])
}
