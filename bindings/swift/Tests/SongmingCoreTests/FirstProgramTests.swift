import Foundation
import SongmingCore
import Testing

/// The first program of `bindings/README.md`, compiled from what is printed there, as a process of its own.
@Suite(.timeLimit(.minutes(1)))
struct FirstProgramTests {
  let environment: TestEnvironment

  init() throws {
    environment = try TestEnvironment()
  }

  @Test("the first program of the README prints the newest titles")
  func program() async throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = try #require(Bundle.main.executableURL)
      .deletingLastPathComponent().appending(path: "FirstProgram")
    process.arguments = [environment.folder.appending(path: "first").path, environment.publisher.address]
    process.standardOutput = output
    try process.run()
    let printed = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let client = try await environment.openSynced()
    let expected = try await client.items().list(scope: .all, limit: 20).items.map(\.title)
    #expect(printed.split(separator: "\n").map(String.init) == expected)
  }
}
