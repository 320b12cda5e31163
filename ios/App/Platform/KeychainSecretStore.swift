import Foundation
import Security
import SongmingCore

/// The core's store of secrets: a generic password of the keychain for each. It can be read after the first unlock,
/// also while the phone is locked, as a sync in the background needs it; no backup and no other device has it.
final class KeychainSecretStore: SecretStore, Sendable {
  private let service: String

  init(service: String = "cn.songming.app.secrets") {
    self.service = service
  }

  func get(key: String) throws -> String? {
    var query = item(key)
    query[kSecReturnData as String] = true
    query[kSecMatchLimit as String] = kSecMatchLimitOne
    var found: CFTypeRef?
    let status = SecItemCopyMatching(query as CFDictionary, &found)
    // Before the first unlock the status is another one: then the value is there, and nobody is logged out.
    if status == errSecItemNotFound { return nil }
    guard status == errSecSuccess, let data = found as? Data else { throw SecretStoreError.Failed }
    // What is not text was not written by `set`, and is gone for good.
    return String(data: data, encoding: .utf8)
  }

  func set(key: String, value: String) throws {
    let attributes: [String: Any] = [
      kSecValueData as String: Data(value.utf8),
      kSecAttrAccessible as String: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
    ]
    var status = SecItemUpdate(item(key) as CFDictionary, attributes as CFDictionary)
    if status == errSecItemNotFound {
      let new = item(key).merging(attributes) { _, value in value }
      status = SecItemAdd(new as CFDictionary, nil)
    }
    guard status == errSecSuccess else { throw SecretStoreError.Failed }
  }

  func delete(key: String) throws {
    try check(SecItemDelete(item(key) as CFDictionary))
  }

  /// Removes all secrets. The keychain outlives the app: after it was deleted and installed again, the secrets of the
  /// deleted one are of no use.
  func deleteAll() throws {
    try check(SecItemDelete(all as CFDictionary))
  }

  private func check(_ status: OSStatus) throws {
    guard status == errSecSuccess || status == errSecItemNotFound else { throw SecretStoreError.Failed }
  }

  private var all: [String: Any] {
    [kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service]
  }

  private func item(_ key: String) -> [String: Any] {
    var query = all
    query[kSecAttrAccount as String] = key
    return query
  }
}
