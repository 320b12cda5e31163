import Foundation
import SongmingCore
import SongmingKit

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A platform's store of secrets, in memory; it outlives a client.
public final class MemorySecrets: SecretStore {
  private let stored = Shared<[String: String]>([:])

  public init() {}

  public func get(key: String) throws -> String? { stored.value[key] }

  public func set(key: String, value: String) throws { stored.value[key] = value }

  public func delete(key: String) throws { stored.value[key] = nil }
}

/// The browser of a person who logs in: it opens the publisher's page, sends its form, and is sent back to the app.
public enum TestBrowser {
  public struct Failure: Error {
    let page: String
  }

  /// Returns the address that the page sends the browser to. The sample content has this clerk.
  public static func logIn(
    _ page: String, name: String = "zhang", password: String = "zhang-2026"
  ) async throws -> String {
    let browser = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)
    defer { browser.finishTasksAndInvalidate() }
    guard let address = URL(string: page) else { throw Failure(page: page) }
    let (opened, _) = try await browser.data(from: address)
    guard String(decoding: opened, as: UTF8.self).contains("name=\"password\"") else {
      throw Failure(page: String(decoding: opened, as: UTF8.self))
    }
    var request = URLRequest(url: address)
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.httpBody = Data("name=\(name)&password=\(password)".utf8)
    let (answer, response) = try await browser.data(for: request)
    guard let location = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Location")
    else {
      throw Failure(page: String(decoding: answer, as: UTF8.self))
    }
    return location
  }
}

private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}

/// What a clerk of the sample content writes, and a newsroom that answers.
public struct TestClerk: Sendable {
  private let publisher: TestPublisher

  public init(_ publisher: TestPublisher) {
    self.publisher = publisher
  }

  /// Everything that the centre asks for.
  public static let fields: [String: String] = [
    "title": "联络站样稿：新生产线投产", "text": "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。",
    "category": "enterprise", "author": "张三", "contact": "13800000000", "sign_off": "李站长",
    "sign_off_date": "2026-11-20", "ai": "none", "consent": "true",
  ]

  /// A photo of the sample content, as the picker of the system would hand it out.
  public static func photo(_ file: String, name: String = "IMG_1.jpg") -> OfferedFile {
    OfferedFile(name: name) { folder in
      let copy = folder.appendingPathComponent(name)
      let original = URL(filePath: TestPublisher.sample[1]).appending(path: "media/\(file)")
      try FileManager.default.copyItem(at: original, to: copy)
      return copy
    }
  }

  /// What the newsroom decides, one state after the other.
  public func review(_ id: String, _ states: String...) async throws {
    for state in states {
      try await publisher.post("review", ["submission": id, "state": state])
    }
  }

  /// The newsroom returns a submission for revision, with a reason and a note on the first two characters of its text.
  public func giveBack(_ id: String, reason: String, note: String) async throws {
    let mark: [String: any Sendable] = ["field": "text", "start": 0, "end": 2, "note": note]
    try await publisher.post(
      "review", ["submission": id, "state": "returned", "reason": reason, "marks": [mark]])
  }
}
