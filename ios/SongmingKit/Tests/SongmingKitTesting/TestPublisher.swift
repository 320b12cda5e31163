import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The publisher as a separate process. It ends when its standard input closes, so also when the tests are killed.
public final class TestPublisher: @unchecked Sendable {
  /// The address that a core is opened with.
  public let address: String
  private let control: String
  private let process = Process()
  private let input = Pipe()

  private struct Addresses: Decodable {
    let `public`: String
    let control: String
  }

  public struct Failure: Error {
    let body: String
  }

  /// The root of the repository.
  private static let tree = URL(filePath: #filePath).appending(path: "../../../../..").standardized

  /// The content of the county, as the tests of the core have it.
  public static let sample = ["--content", tree.appending(path: "tests/publisher/content").path]

  public init(_ options: [String] = TestPublisher.sample) throws {
    let built =
      ProcessInfo.processInfo.environment["SONGMING_BUILT"]
      ?? Self.tree.appending(path: "target/debug").path
    let output = Pipe()
    process.executableURL = URL(filePath: built).appending(path: "songming-publisher")
    process.arguments = ["--until-stdin-closes"] + options
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n"),
      let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty
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

  /// Publishes an item, and returns its id.
  public func publish(_ title: String, _ html: String, _ more: [String: String] = [:]) async throws
    -> String
  {
    struct Published: Decodable { let id: String }
    let body = more.merging(["title": title, "content_html": html]) { _, own in own }
    return try JSONDecoder().decode(Published.self, from: try await post("publish", body)).id
  }

  public func withdraw(_ id: String, because reason: String) async throws {
    _ = try await post("withdraw", ["id": id, "reason": reason])
  }

  /// How the publisher misbehaves from now on; its README lists the modes.
  public func fault(_ mode: String, _ more: [String: any Sendable] = [:]) async throws {
    _ = try await post("fault", more.merging(["mode": mode]) { _, own in own })
  }

  /// The paths of all requests so far.
  public func requests() async throws -> [String] {
    struct Traffic: Decodable {
      struct Request: Decodable { let path: String }
      let requests: [Request]
    }
    return try JSONDecoder().decode(Traffic.self, from: try await get("traffic")).requests.map(
      \.path)
  }

  /// What the control port tells under this path.
  public func get(_ path: String) async throws -> Data {
    try await send(URLRequest(url: try url(path)))
  }

  /// Posts a command to the control port.
  @discardableResult
  public func post(_ path: String, _ body: [String: any Sendable]) async throws -> Data {
    var request = URLRequest(url: try url(path))
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    return try await send(request)
  }

  private func url(_ path: String) throws -> URL {
    guard let url = URL(string: "\(control)/\(path)") else { throw Failure(body: path) }
    return url
  }

  private func send(_ request: URLRequest) async throws -> Data {
    let (data, response) = try await URLSession.shared.data(for: request)
    guard (response as? HTTPURLResponse)?.statusCode == 200 else {
      throw Failure(body: String(decoding: data, as: UTF8.self))
    }
    return data
  }
}
