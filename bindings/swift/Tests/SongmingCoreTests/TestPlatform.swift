import Foundation
import SongmingCore
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif
#if canImport(CryptoKit)
  import CryptoKit
#endif

/// The address that the app waits for.
let redirect = "cn.songming.app:/login"

/// A platform's store of secrets, in memory; it outlives a client.
final class MemorySecrets: SecretStore, @unchecked Sendable {
  private let lock = NSLock()
  private var stored: [String: String] = [:]
  private var failure: (any Error)?

  var values: [String: String] { lock.withLock { stored } }

  /// From now on each call throws this; `nil`: none does.
  func fail(with failure: (any Error)?) {
    lock.withLock { self.failure = failure }
  }

  func get(key: String) throws -> String? { try with { $0[key] } }

  func set(key: String, value: String) throws { try with { $0[key] = value } }

  func delete(key: String) throws { try with { $0[key] = nil } }

  private func with<T>(_ work: (inout [String: String]) -> T) throws -> T {
    try lock.withLock {
      if let failure { throw failure }
      return work(&stored)
    }
  }
}

/// A key of the device.
final class MemorySigner: Signer, @unchecked Sendable {
  private let lock = NSLock()
  private var all: [Data] = []
  #if canImport(CryptoKit)
    private let key = P256.Signing.PrivateKey()
  #endif

  /// What was signed.
  var signed: [Data] { lock.withLock { all } }

  func publicKey() throws -> Data {
    #if canImport(CryptoKit)
      key.publicKey.derRepresentation
    #else
      Self.knownKey
    #endif
  }

  func sign(bytes: Data) throws -> Data {
    lock.withLock { all.append(bytes) }
    #if canImport(CryptoKit)
      return try key.signature(for: bytes).derRepresentation
    #else
      return Self.knownSignature
    #endif
  }

  #if !canImport(CryptoKit)
    // Swift has no cryptography on Linux: a key, and its signature of the text that the core has signed after a login.
    private static let knownKey = Data(
      base64Encoded: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYkKvnOLVnLcP0O4Jt8LezSHTE/amu5TbRxF1ZDvetKVz"
        + "ch74ujvm6CZGT8PYQS9xc8iWwMnlFUeNOKJGQ2TwTA==")!
    private static let knownSignature = Data(
      base64Encoded: "MEUCIQDBVG6uF0BFewEX5j/ESuy/taAMqxuFmSJrn16vvBjR8AIgHzdfT5dawpMbmFw0rCouwbNe8btkvyVXq9sIgEOsw68=")!
  #endif
}

/// What is no error of the core's.
struct StoreIsLocked: Error {}

/// Follows no redirect.
private final class NoRedirects: NSObject, URLSessionTaskDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}

/// The browser of a person who logs in: it opens the publisher's page, sends its form, and is sent back to this address.
func sendLoginForm(_ page: String, _ name: String, _ password: String) async throws -> String {
  let browser = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)
  defer { browser.finishTasksAndInvalidate() }
  let address = try #require(URL(string: page))
  let (opened, _) = try await browser.data(from: address)
  try #require(String(decoding: opened, as: UTF8.self).contains("name=\"password\""))
  var request = URLRequest(url: address)
  request.httpMethod = "POST"
  request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
  request.httpBody = Data("name=\(name)&password=\(password)".utf8)
  let (answer, response) = try await browser.data(for: request)
  let reply = try #require(response as? HTTPURLResponse)
  try #require(reply.statusCode == 303, "\(String(decoding: answer, as: UTF8.self))")
  return try #require(reply.value(forHTTPHeaderField: "Location"))
}

extension Client {
  /// Logs the clerk of the sample content in.
  @discardableResult
  func logIn() async throws -> AccountState {
    let page = try await account().beginLogin(redirect: redirect).address
    return try await account().finishLogin(redirect: try await sendLoginForm(page, "zhang", "zhang-2026"))
  }
}
