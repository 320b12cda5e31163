import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A publisher as a separate process. It ends when its standard input closes, so also when the tests are killed.
final class TestPublisher: @unchecked Sendable {
  /// The address that a client is opened with.
  let address: String
  private let control: String
  private let process = Process()
  private let input = Pipe()

  private struct Addresses: Decodable {
    let `public`: String
    let control: String
  }

  /// The root of the repository.
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
    return try await post("publish", body, as: Published.self).id
  }

  func revise(_ id: String, _ html: String, because reason: String) async throws {
    _ = try await post("revise", ["id": id, "content_html": html, "correction": ["reason": reason]], as: Empty.self)
  }

  func withdraw(_ id: String, because reason: String) async throws {
    _ = try await post("withdraw", ["id": id, "reason": reason], as: Empty.self)
  }

  /// How the publisher misbehaves from now on; its README lists the modes.
  func fault(_ mode: String, _ more: [String: any Sendable] = [:]) async throws {
    _ = try await post("fault", more.merging(["mode": mode]) { _, own in own }, as: Empty.self)
  }

  /// The paths of the requests since ``resetTraffic()``.
  func requests() async throws -> [String] {
    struct Traffic: Decodable {
      struct Request: Decodable { let path: String }
      let requests: [Request]
    }
    return try await send(URLRequest(url: URL(string: "\(control)/traffic")!), as: Traffic.self).requests.map(\.path)
  }

  /// A list that the control port tells: `submissions`, `uploads`.
  func list<T: Decodable>(_ name: String, of type: T.Type) async throws -> [T] {
    let lists = try await send(URLRequest(url: URL(string: "\(control)/\(name)")!), as: [String: Ignoring<T>].self)
    return lists[name]?.list ?? []
  }

  /// A list, or something else beside it.
  private struct Ignoring<T: Decodable>: Decodable {
    let list: [T]?

    init(from decoder: any Decoder) throws {
      list = try? [T](from: decoder)
    }
  }

  func resetTraffic() async throws {
    _ = try await post("traffic/reset", [:], as: Empty.self)
  }

  /// The ids of the newest page in the publisher's order.
  func newestIds() async throws -> [String] {
    struct Feed: Decodable {
      struct Item: Decodable { let id: String }
      let items: [Item]
    }
    return try await send(URLRequest(url: URL(string: "\(address)/v1/feed.json")!), as: Feed.self).items.map(\.id)
  }

  private struct Empty: Decodable {}

  private struct Failure: Error {
    let body: String
  }

  /// Posts a command to the control port.
  func post(_ path: String, _ body: [String: any Sendable]) async throws {
    _ = try await post(path, body, as: Empty.self)
  }

  private func post<T: Decodable>(_ path: String, _ body: [String: any Sendable], as type: T.Type) async throws -> T {
    var request = URLRequest(url: URL(string: "\(control)/\(path)")!)
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    return try await send(request, as: type)
  }

  private func send<T: Decodable>(_ request: URLRequest, as type: T.Type) async throws -> T {
    let (data, response) = try await URLSession.shared.data(for: request)
    guard (response as? HTTPURLResponse)?.statusCode == 200 else {
      throw Failure(body: String(decoding: data, as: UTF8.self))
    }
    return try JSONDecoder().decode(type, from: data)
  }
}
