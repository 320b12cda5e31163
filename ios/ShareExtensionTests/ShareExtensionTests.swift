import Foundation
import SongmingKit
import Testing
import UIKit

@testable import ShareExtension

@MainActor @Suite struct ShareExtensionTests {
  private let folder: URL
  private let files: IncomingFiles

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("share-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    files = IncomingFiles(folder: folder)
  }

  private func photo(_ name: String, _ text: String) throws -> NSItemProvider {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return try #require(NSItemProvider(contentsOf: file))
  }

  private func content(_ attachments: [NSItemProvider], title: String? = nil) async -> SharedContent {
    let item = NSExtensionItem()
    item.attachments = attachments
    item.attributedTitle = title.map { NSAttributedString(string: $0) }
    return await SharedContent(of: [item])
  }

  private func receive(_ content: SharedContent, isClerk: Bool? = true) async -> ShareReception.Outcome {
    await ShareReception(files: files) { isClerk }.receive(content)
  }

  @Test func photosVideosAndTextsWaitInTheInboxForTheApp() async throws {
    let shared = await content(
      [
        try photo("a.jpg", "1"), NSItemProvider(object: NSString(string: "正文")), try photo("b.mp4", "2"),
        NSItemProvider(object: try #require(NSURL(string: "https://songming.example/items/1"))),
      ], title: "标题")
    #expect(shared.title == "标题")
    #expect(shared.text == "正文\nhttps://songming.example/items/1")
    #expect(await receive(shared) == .received(unread: [], isClerk: true))
    let batches = await files.batches(prefix: "shared-")
    #expect(batches.count == 1)
    let batch = try #require(batches.first)
    #expect(await files.readText(batch: batch, name: ShareBatch.text) == shared.text)
    let waiting = await files.waiting(batch: batch)
    #expect(waiting.map(\.name) == ["a", "b"])
    #expect(try waiting.map { try String(contentsOfFile: $0.path, encoding: .utf8) } == ["1", "2"])
  }

  @Test func aHostileShareIsLimited() async throws {
    let photo = try photo("a.jpg", "1")
    let text = NSItemProvider(object: NSString(string: String(repeating: "字", count: 60_000)))
    let shared = await content(Array(repeating: photo, count: 40) + [text])
    #expect(shared.files.count == 30)
    #expect(shared.text.count == 50_000)
    let file = NSItemProvider(object: try #require(NSURL(string: "file:///etc/passwd")))
    #expect(await content([file]).isEmpty)
  }

  @Test func whatCannotBeReadIsSaid() async throws {
    let gone = try photo("gone.jpg", "1")
    try FileManager.default.removeItem(at: folder.appendingPathComponent("gone.jpg"))
    let outcome = await receive(await content([try photo("a.jpg", "1"), gone]))
    #expect(outcome == .received(unread: [UnreadFile(name: "gone")], isClerk: true))
    #expect(outcome.sentences == ["已保存，打开嵩明融媒就会变成草稿。", "有 1 个文件读不出来，没有收下"])
    let nothing = await receive(await content([gone]))
    #expect(nothing == .failed(noSpace: false))
    #expect(nothing.sentences == ["没有保存下来，请再试一次。"])
    #expect(await files.batches(prefix: "shared-").count == 1)
  }

  @Test func thePersonIsToldWhetherALoginIsMissing() async throws {
    let shared = await content([try photo("a.jpg", "1")])
    #expect(await receive(shared, isClerk: false).sentences == ["别的应用发来的内容已经保存，登录后会变成草稿。"])
    #expect(await receive(shared, isClerk: nil) == .received(unread: [], isClerk: true))
  }

  @Test func anEmptyShareLeavesNothing() async {
    let outcome = await receive(await content([]))
    #expect(outcome == .nothing)
    #expect(outcome.sentences.count == 1)
    #expect(await files.batches(prefix: "").isEmpty)
  }

  @Test func aFullPhoneIsSaid() async {
    var shared = SharedContent()
    shared.files = [OfferedFile(name: "a") { _ in throw CocoaError(.fileWriteOutOfSpace) }]
    #expect(await receive(shared).sentences == ["手机空间不足，清理后请重新分享。"])
  }
}
