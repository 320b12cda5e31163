import Foundation
import SongmingCore
import Testing

private let sunset = """
  <p>晚霞照着花田，也照着水库。</p>
  <figure><img src="/media/flower-fields.jpg" alt="花田"></figure>
  <figure><img src="/media/reservoir.jpg" alt="水库"></figure>
  """

/// The parts of a picture block that these tests compare.
private struct PictureBlock: Equatable {
  let alt: String
  let width: UInt32?
  let height: UInt32?
  let file: String?
  let placeholder: String?
}

extension Client {
  fileprivate func pictures(_ id: String) async throws -> [PictureBlock] {
    try await items().get(id: id).article.blocks.compactMap { block in
      guard case .image(_, let alt, _, let width, let height, let file, let placeholder, _) = block else { return nil }
      return PictureBlock(alt: alt, width: width, height: height, file: file, placeholder: placeholder)
    }
  }
}

/// With the sample's media files, and only the items that a test publishes.
@Suite(.timeLimit(.minutes(1)))
struct PicturesTests {
  let environment: TestEnvironment
  var publisher: TestPublisher { environment.publisher }

  init() throws {
    environment = try TestEnvironment(TestPublisher.sample + ["--synthetic", "1"])
  }

  private func report() async throws -> String {
    try await publisher.publish("花田晚霞", sunset, ["image": "greenhouse.webp"])
  }

  private func mediaRequests() async throws -> [String] {
    try await publisher.requests().filter { $0.hasPrefix("/media/") }
  }

  @discardableResult
  private func storedFile(_ file: String?, at location: SourceLocation = #_sourceLocation) throws -> String {
    let path = try #require(file, sourceLocation: location)
    #expect(path.hasPrefix("\(environment.folder.path)/"), sourceLocation: location)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect(try #require(size, sourceLocation: location) > 0, sourceLocation: location)
    return path
  }

  private func expectDecodes(_ placeholder: String?, at location: SourceLocation = #_sourceLocation) throws {
    let hash = try #require(placeholder, sourceLocation: location)
    let image = try #require(placeholderImage(placeholder: hash), sourceLocation: location)
    #expect((1...32).contains(image.width) && (1...32).contains(image.height), sourceLocation: location)
    #expect(image.rgba.count == Int(image.width * image.height * 4), sourceLocation: location)
  }

  @Test("on an unmetered network a sync brings the pictures too")
  func unmetered() async throws {
    let id = try await report()
    let client = try await environment.openWithConsent(.unmetered)
    let pictures = try await client.sync().pictures
    #expect(pictures == PictureReport(fetched: 3, failed: 0, left: 0, bytes: pictures.bytes))
    #expect(pictures.bytes > 0)
    let blocks = try await client.pictures(id)
    #expect(blocks.map(\.alt) == ["花田", "水库"])
    #expect(blocks.map(\.width) == [1080, 1080])
    #expect(blocks.map(\.height) == [675, 608])
    for block in blocks {
      try storedFile(block.file)
      try expectDecodes(block.placeholder)
    }
    #expect(blocks.first?.file != blocks.last?.file)
    let image = try #require(try await client.row(id).image)
    #expect(image.url == "\(publisher.address)/media/greenhouse.webp")
    try storedFile(image.file)
    #expect(image.width == 360 && image.height == 203)
    try expectDecodes(image.placeholder)

    let storage = try await client.storage().usage()
    #expect(storage.pictures == 3)
    #expect(storage.pictureBytes > 0)
    try await publisher.resetTraffic()
    _ = try await client.sync()
    #expect(try await mediaRequests() == [])
  }

  @Test("pictures are readable without a network and after a restart")
  func offline() async throws {
    let id = try await report()
    let client = try await environment.openWithConsent(.unmetered)
    _ = try await client.sync()
    let (blocks, row) = (try await client.pictures(id), try await client.row(id))
    try await client.shutDown()
    try await publisher.fault("down")
    let again = try await environment.openWithConsent(.offline)
    #expect(try await again.pictures(id) == blocks)
    #expect(try await again.row(id).image == row.image)
    for block in blocks { try storedFile(block.file) }
  }

  @Test("on a metered network pictures are fetched only on request")
  func metered() async throws {
    let id = try await report()
    let client = try await environment.openWithConsent(.metered)
    #expect(try await client.sync().pictures == PictureReport(fetched: 0, failed: 0, left: 3, bytes: 0))
    #expect(try await mediaRequests() == [])
    #expect(try await client.storage().usage().pictures == 0)
    #expect(try await client.storage().usage().pictureBytes == 0)
    #expect(try await client.pictures(id).allSatisfy { $0.file == nil })
    #expect(try await client.row(id).image?.file == nil)

    let one = try await client.items().loadPictures(id: id, address: "\(publisher.address)/media/reservoir.jpg")
    #expect(one.fetched == 1 && one.bytes > 0)
    #expect(try await mediaRequests() == ["/media/reservoir.jpg"])
    let files = try await client.pictures(id).map(\.file)
    #expect(files.first == .some(nil))
    try storedFile(files.last ?? nil)

    #expect(try await client.items().loadPictures(id: id).fetched == 2)
    for block in try await client.pictures(id) { try storedFile(block.file) }
    try storedFile(try await client.row(id).image?.file)
    #expect(try await mediaRequests().count == 3)
    #expect(try await client.storage().usage().pictures == 3)
  }

  @Test("a list shows a picture as soon as it is on the phone")
  func following() async throws {
    let id = try await report()
    let client = try await environment.openWithConsent(.metered)
    _ = try await client.sync()
    let items = client.pages().items
    #expect(try await items.firstMatch { _ in true }.first?.image?.file == nil)
    _ = try await client.items().loadPictures(id: id)
    try storedFile(try await items.firstMatch { $0.first?.image?.file != nil }.first?.image?.file)
  }

  @Test("pictures are deleted with their item, and when the person clears them")
  func leaving() async throws {
    var ids: [String] = []
    for name in ["radar-chart.png", "heavy-rain.webp", "logistics-hub.jpg"] {
      ids.append(try await publisher.publish("一张图", "<p>如图。</p><img src=\"/media/\(name)\" alt=\"图\">"))
    }
    let client = try await environment.openWithConsent(.metered)
    _ = try await client.sync()
    var files: [String] = []
    for id in ids {
      _ = try await client.items().loadPictures(id: id)
      files.append(try storedFile(try await client.pictures(id).first?.file))
    }
    try await publisher.withdraw(ids[0], because: "内容不实")
    _ = try await client.sync()
    #expect(files.filter(FileManager.default.fileExists) == Array(files[1...]))

    try await client.items().mark(ids[1], .favourite(on: true))
    try await client.storage().clearPictures()
    #expect(files.filter(FileManager.default.fileExists) == [files[1]])
    #expect(try await client.pictures(ids[1]).map(\.file) == [files[1]])
    #expect(try await client.pictures(ids[2]).map(\.file) == [nil])
    #expect(try await client.storage().usage().pictures == 1)
  }

  @Test("a malformed placeholder gives no image")
  func nonsense() {
    #expect(placeholderImage(placeholder: "") == nil)
    #expect(placeholderImage(placeholder: "花田") == nil)
  }
}
