import Foundation
import SongmingKit
import Testing

/// A shared folder of its own for each test.
final class TemporaryFolder: Sendable {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("incoming-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  var inbox: URL { url.appendingPathComponent("incoming") }

  /// Paths below the folder of files, without folders.
  var filePaths: [String] {
    let all = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { !$0.hasDirectoryPath }.map(\.lastPathComponent).sorted()
  }

  func file(_ name: String, _ text: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file
  }
}

func offered(_ name: String, _ text: String) -> OfferedFile {
  OfferedFile(name: name) { folder in
    let file = folder.appendingPathComponent("content")
    try Data(text.utf8).write(to: file)
    return file
  }
}

func unreadable(_ name: String, _ error: CocoaError.Code = .fileReadUnknown) -> OfferedFile {
  OfferedFile(name: name) { _ in throw CocoaError(error) }
}

@Suite struct IncomingFilesTests {
  let folder: TemporaryFolder
  let files: IncomingFiles

  init() throws {
    folder = try TemporaryFolder()
    files = IncomingFiles(folder: folder.url)
  }

  private func texts(_ batch: String) async throws -> [String] {
    try await files.waiting(batch: batch).map { try String(contentsOfFile: $0.path, encoding: .utf8) }
  }

  @Test func whatCannotBeReadIsNamedAndTheRestKeepsItsOrderAndItsBytes() async throws {
    let unread = await files.receive(
      batch: "a", files: [offered("b.jpg", "first"), unreadable("broken.jpg"), offered("a.jpg", "second")])
    #expect(unread == [UnreadFile(name: "broken.jpg")])
    #expect(await files.waiting(batch: "a").map(\.name) == ["b.jpg", "a.jpg"])
    #expect(try await texts("a") == ["first", "second"])
    _ = await files.receive(batch: "a", files: [offered("c.jpg", "third")])
    #expect(try await texts("a") == ["first", "second", "third"])
  }

  @Test func moreThanNineFilesKeepTheirOrder() async throws {
    _ = await files.receive(batch: "a", files: (1...12).map { offered("\($0)", "\($0)") })
    #expect(try await texts("a") == (1...12).map(String.init))
  }

  @Test func aFullPhoneIsSaidAsSuch() async {
    #expect(
      await files.receive(batch: "a", files: [unreadable("a.jpg", .fileWriteOutOfSpace)])
        == [UnreadFile(name: "a.jpg", noSpace: true)])
    let posix = OfferedFile(name: "b.jpg") { _ in throw NSError(domain: NSPOSIXErrorDomain, code: Int(ENOSPC)) }
    #expect(await files.receive(batch: "a", files: [posix]) == [UnreadFile(name: "b.jpg", noSpace: true)])
  }

  @Test func aLinkOrAFolderIsNoFile() async throws {
    let secret = try folder.file("secret", "of this app")
    let link = OfferedFile(name: "link") { place in
      let link = place.appendingPathComponent("link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: secret)
      return link
    }
    let directory = OfferedFile(name: "folder") { $0 }
    #expect(await files.receive(batch: "a", files: [link, directory]).map(\.name) == ["link", "folder"])
    #expect(await files.waiting(batch: "a").isEmpty)
    #expect(try String(contentsOf: secret, encoding: .utf8) == "of this app")
  }

  @Test func namesAndBatchesLeadNowhereElse() async throws {
    _ = await files.receive(batch: "../outside", files: [offered("../../up\u{0}\n.jpg", "x")])
    let waiting = await files.waiting(batch: "outside")
    #expect(waiting.map(\.name) == [".._.._up__.jpg"])
    #expect(waiting.allSatisfy { $0.path.hasPrefix(folder.inbox.path) })
    let long = String(repeating: "👩‍👩‍👧‍👦", count: 100)
    #expect(await files.receive(batch: "a", files: [offered(long, "x")]).isEmpty)
  }

  @Test func nothingUnfinishedIsLeft() async throws {
    _ = await files.receive(batch: "a", files: [offered("a", "1"), unreadable("b")])
    for file in await files.waiting(batch: "a") { await files.remove(file) }
    #expect(folder.filePaths.isEmpty)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.inbox.path)
    #expect(left.isEmpty, "a folder goes with its last file")
  }

  @Test func aPhotoThatWasTakenIsMovedOnce() async throws {
    let capture = try await files.newCapture()
    #expect(await files.receiveCapture(batch: "a", capture: capture).isEmpty)
    #expect(await files.waiting(batch: "a").isEmpty, "it was not taken yet")
    try Data("photo".utf8).write(to: capture)
    #expect(await files.receiveCapture(batch: "a", capture: capture).isEmpty)
    #expect(await files.receiveCapture(batch: "a", capture: capture).isEmpty)
    #expect(try await texts("a") == ["photo"])
    #expect(!FileManager.default.fileExists(atPath: capture.path))
  }

  @Test func aPublishedBatchIsSeenWhenItIsComplete() async throws {
    let other = IncomingFiles(folder: folder.url)
    let seen = Seen()
    let slow = OfferedFile(name: "slow.jpg") { place in
      await seen.set(other.batches(prefix: "shared-"))
      let file = place.appendingPathComponent("x")
      try Data("x".utf8).write(to: file)
      return file
    }
    let unread = try await files.publish(
      batch: "shared-1", texts: ["title": "标题", "text": ""], files: [slow, unreadable("b.jpg")])
    #expect(unread.map(\.name) == ["b.jpg"])
    #expect(await seen.batches == [], "the other process does not see half of it")
    #expect(await other.batches(prefix: "shared-") == ["shared-1"])
    #expect(await other.waiting(batch: "shared-1").map(\.name) == ["slow.jpg"])
    #expect(await other.readText(batch: "shared-1", name: "title") == "标题")
    #expect(await other.readText(batch: "shared-1", name: "text").isEmpty)
  }

  @Test func aBatchWithNothingInItIsNotPublished() async throws {
    #expect(try await files.publish(batch: "shared-1", texts: ["title": ""], files: [unreadable("a")]).count == 1)
    #expect(await files.batches(prefix: "shared-").isEmpty)
    #expect(folder.filePaths.isEmpty)
  }

  @Test func theFilesOfABatchMoveBehindThoseThatWait() async throws {
    _ = await files.receive(batch: "draft", files: [offered("own", "own")])
    try await files.writeText(batch: "shared-1", name: "title", text: "标题")
    _ = await files.receive(batch: "shared-1", files: [offered("a", "1"), offered("b", "2")])
    try await files.moveFiles(batch: "shared-1", to: "draft")
    #expect(try await texts("draft") == ["own", "1", "2"])
    #expect(await files.batches(prefix: "shared-").isEmpty)
    #expect(folder.filePaths == ["000001-own", "000002-a", "000003-b"])
  }

  @Test func oldBatchesAndAbandonedCopiesAreDeletedAndNewOnesStay() async throws {
    let day: TimeInterval = 24 * 60 * 60
    for batch in ["shared-old", "shared-new", "draft"] {
      _ = await files.receive(batch: batch, files: [offered("a", "1")])
    }
    let unfinished = folder.url.appendingPathComponent("incoming-unfinished")
    for name in ["old", "new"] {
      try FileManager.default.createDirectory(
        at: unfinished.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -31 * day)]
    for name in ["shared-old", "draft"] {
      try FileManager.default.setAttributes(old, ofItemAtPath: folder.inbox.appendingPathComponent(name).path)
    }
    try FileManager.default.setAttributes(old, ofItemAtPath: unfinished.appendingPathComponent("old").path)
    await files.deleteOlder(prefix: "shared-", age: 30 * day)
    #expect(await files.batches(prefix: "") == ["draft", "shared-new"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: unfinished.path) == ["new"])
  }
}

private actor Seen {
  private(set) var batches: [String]?

  func set(_ batches: [String]) { self.batches = batches }
}
