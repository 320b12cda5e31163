import Foundation
import SongmingCore
import Testing

private let sunset = """
  <p>晚霞照着花田，也照着水库。</p>
  <figure><img src="/media/flower-fields.jpg" alt="花田"></figure>
  <figure><img src="/media/reservoir.jpg" alt="水库"></figure>
  """

/// A picture block, as far as these tests look at it.
private struct Shown: Equatable {
  let alt: String
  let width: UInt32?
  let height: UInt32?
  let file: String?
  let placeholder: String?
}

extension Client {
  fileprivate func pictures(_ id: String) async throws -> [Shown] {
    try await article(id: id).blocks.compactMap { block in
      guard case .image(_, let alt, _, let width, let height, let file, let placeholder) = block else { return nil }
      return Shown(alt: alt, width: width, height: height, file: file, placeholder: placeholder)
    }
  }
}

/// The media of the sample, and no picture but those that a test publishes.
@Suite(.timeLimit(.minutes(1)))
struct PicturesTests {
  let world: World
  var publisher: Publisher { world.publisher }

  init() throws {
    world = try World(Publisher.sample + ["--synthetic", "1"])
  }

  private func report() async throws -> String {
    try await publisher.publish("花田晚霞", sunset, ["image": "greenhouse.webp"])
  }

  private func asked() async throws -> [String] {
    try await publisher.requests().filter { $0.hasPrefix("/media/") }
  }

  @discardableResult
  private func onDisk(_ file: String?, at location: SourceLocation = #_sourceLocation) throws -> String {
    let path = try #require(file, sourceLocation: location)
    #expect(path.hasPrefix("\(world.folder.path)/"), sourceLocation: location)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect(try #require(size, sourceLocation: location) > 0, sourceLocation: location)
    return path
  }

  private func drawn(_ placeholder: String?, at location: SourceLocation = #_sourceLocation) throws {
    let hash = try #require(placeholder, sourceLocation: location)
    let image = try #require(placeholderImage(placeholder: hash), sourceLocation: location)
    #expect((1...32).contains(image.width) && (1...32).contains(image.height), sourceLocation: location)
    #expect(image.rgba.count == Int(image.width * image.height * 4), sourceLocation: location)
  }

  @Test("on an unmetered network a sync brings the pictures too")
  func unmetered() async throws {
    let id = try await report()
    let client = try await world.phone(.unmetered)
    let pictures = try await client.sync().pictures
    #expect(pictures == PictureReport(fetched: 3, failed: 0, left: 0, bytes: pictures.bytes))
    #expect(pictures.bytes > 0)
    let blocks = try await client.pictures(id)
    #expect(blocks.map(\.alt) == ["花田", "水库"])
    #expect(blocks.map(\.width) == [1080, 1080])
    #expect(blocks.map(\.height) == [675, 608])
    for block in blocks {
      try onDisk(block.file)
      try drawn(block.placeholder)
    }
    #expect(blocks.first?.file != blocks.last?.file)
    let image = try #require(try await client.row(id).image)
    #expect(image.url == "\(publisher.address)/media/greenhouse.webp")
    try onDisk(image.file)
    #expect(image.width == 360 && image.height == 203)
    try drawn(image.placeholder)

    let storage = try await client.storage()
    #expect(storage.pictures == 3)
    #expect(storage.pictureBytes > 0)
    try await publisher.forgetTraffic()
    _ = try await client.sync()
    #expect(try await asked() == [])
  }

  @Test("pictures are there without a network and after a restart")
  func offline() async throws {
    let id = try await report()
    let client = try await world.phone(.unmetered)
    _ = try await client.sync()
    let (blocks, row) = (try await client.pictures(id), try await client.row(id))
    try await client.shutDown()
    try await publisher.fault("down")
    let again = try await world.phone(.offline)
    #expect(try await again.pictures(id) == blocks)
    #expect(try await again.row(id).image == row.image)
    for block in blocks { try onDisk(block.file) }
  }

  @Test("on a metered network pictures come only when they are asked for")
  func metered() async throws {
    let id = try await report()
    let client = try await world.phone(.metered)
    #expect(try await client.sync().pictures == PictureReport(fetched: 0, failed: 0, left: 3, bytes: 0))
    #expect(try await asked() == [])
    #expect(try await client.storage().pictures == 0)
    #expect(try await client.storage().pictureBytes == 0)
    #expect(try await client.pictures(id).allSatisfy { $0.file == nil })
    #expect(try await client.row(id).image?.file == nil)

    let one = try await client.loadPictures(id: id, address: "\(publisher.address)/media/reservoir.jpg")
    #expect(one.fetched == 1 && one.bytes > 0)
    #expect(try await asked() == ["/media/reservoir.jpg"])
    let files = try await client.pictures(id).map(\.file)
    #expect(files.first == .some(nil))
    try onDisk(files.last ?? nil)

    #expect(try await client.loadPictures(id: id).fetched == 2)
    for block in try await client.pictures(id) { try onDisk(block.file) }
    try onDisk(try await client.row(id).image?.file)
    #expect(try await asked().count == 3)
    #expect(try await client.storage().pictures == 3)
  }

  @Test("a list shows a picture as soon as it is there")
  func following() async throws {
    let id = try await report()
    let client = try await world.phone(.metered)
    _ = try await client.sync()
    let items = client.pages().items
    #expect(try await items.until { _ in true }.first?.image?.file == nil)
    _ = try await client.loadPictures(id: id)
    try onDisk(try await items.until { $0.first?.image?.file != nil }.first?.image?.file)
  }

  @Test("pictures leave with their item, and when the person wants the room")
  func leaving() async throws {
    var ids: [String] = []
    for name in ["radar-chart.png", "heavy-rain.webp", "logistics-hub.jpg"] {
      ids.append(try await publisher.publish("一张图", "<p>如图。</p><img src=\"/media/\(name)\" alt=\"图\">"))
    }
    let client = try await world.phone(.metered)
    _ = try await client.sync()
    var files: [String] = []
    for id in ids {
      _ = try await client.loadPictures(id: id)
      files.append(try onDisk(try await client.pictures(id).first?.file))
    }
    try await publisher.withdraw(ids[0], because: "内容不实")
    _ = try await client.sync()
    #expect(files.filter(FileManager.default.fileExists) == Array(files[1...]))

    try await client.mark(ids[1], .favourite(on: true))
    try await client.clearPictures()
    #expect(files.filter(FileManager.default.fileExists) == [files[1]])
    #expect(try await client.pictures(ids[1]).map(\.file) == [files[1]])
    #expect(try await client.pictures(ids[2]).map(\.file) == [nil])
    #expect(try await client.storage().pictures == 1)
  }

  @Test("what is no placeholder is none")
  func nonsense() {
    #expect(placeholderImage(placeholder: "") == nil)
    #expect(placeholderImage(placeholder: "花田") == nil)
  }
}
