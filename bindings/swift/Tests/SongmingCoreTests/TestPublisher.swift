import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A publisher in a process of its own. It ends when its standard input closes, so also when the tests are killed.
final class Publisher: @unchecked Sendable {
  /// What a client is opened with.
  let address: String
  private let control: String
  private let process = Process()
  private let input = Pipe()

  private struct Addresses: Decodable {
    let `public`: String
    let control: String
  }

  /// The checkout.
  private static let tree = URL(filePath: #filePath).appending(path: "../../../../..").standardized

  static let sample = ["--content", tree.appending(path: "tests/publisher/content").path]

  init(_ options: [String]) throws {
    let built = ProcessInfo.processInfo.environment["SONGMING_BUILT"] ?? Self.tree.appending(path: "target/debug").path
    let output = Pipe()
    process.executableURL = URL(filePath: built).appending(path: "songming-publisher")
    process.arguments = ["--until-stdin-closes"] + options
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty
    {
      line += byte
    }
    let addresses = try JSONDecoder().decode(Addresses.self, from: line)
    address = addresses.public
    control = addresses.control
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.terminate()
  }

  func publish(_ title: String, _ html: String, _ more: [String: String] = [:]) async throws -> String {
    struct Published: Decodable { let id: String }
    let body = more.merging(["title": title, "content_html": html]) { _, own in own }
    return try await order("publish", body, as: Published.self).id
  }

  func revise(_ id: String, _ html: String, because reason: String) async throws {
    _ = try await order("revise", ["id": id, "content_html": html, "correction": ["reason": reason]], as: Nothing.self)
  }

  func withdraw(_ id: String, because reason: String) async throws {
    _ = try await order("withdraw", ["id": id, "reason": reason], as: Nothing.self)
  }

  /// From now on requests meet this; see the publisher's documentation for what there is.
  func fault(_ mode: String, _ more: [String: any Sendable] = [:]) async throws {
    _ = try await order("fault", more.merging(["mode": mode]) { _, own in own }, as: Nothing.self)
  }

  /// The paths that were asked for since ``forgetTraffic()``.
  func requests() async throws -> [String] {
    struct Traffic: Decodable {
      struct Request: Decodable { let path: String }
      let requests: [Request]
    }
    return try await ask(URLRequest(url: URL(string: "\(control)/traffic")!), as: Traffic.self).requests.map(\.path)
  }

  func forgetTraffic() async throws {
    _ = try await order("traffic/reset", [:], as: Nothing.self)
  }

  /// The ids of the newest page, as the publisher orders them.
  func newest() async throws -> [String] {
    struct Feed: Decodable {
      struct Item: Decodable { let id: String }
      let items: [Item]
    }
    return try await ask(URLRequest(url: URL(string: "\(address)/v1/feed.json")!), as: Feed.self).items.map(\.id)
  }

  private struct Nothing: Decodable {}

  private struct Refusal: Error {
    let answer: String
  }

  /// An order to the control port that has no function of its own.
  func order(_ path: String, _ body: [String: any Sendable]) async throws {
    _ = try await order(path, body, as: Nothing.self)
  }

  private func order<T: Decodable>(_ path: String, _ body: [String: any Sendable], as type: T.Type) async throws -> T {
    var request = URLRequest(url: URL(string: "\(control)/\(path)")!)
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    return try await ask(request, as: type)
  }

  private func ask<T: Decodable>(_ request: URLRequest, as type: T.Type) async throws -> T {
    let (data, answer) = try await URLSession.shared.data(for: request)
    guard (answer as? HTTPURLResponse)?.statusCode == 200 else {
      throw Refusal(answer: String(decoding: data, as: UTF8.self))
    }
    return try JSONDecoder().decode(type, from: data)
  }
}
