import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@Suite
struct WordsTests {
  /// The root of the repository.
  private let tree = URL(filePath: #filePath).appending(path: "../../../../..").standardized

  @Test
  func aKeyIsASentenceWithItsArguments() {
    #expect(Words.text("tab_home") == "首页")
    #expect(Words.text("of", "题", 3) == "题：3")
    #expect(Words.text("me_font_step", UInt32(130)) == "130%")
    #expect(Words.fill("%2$@%1$lld%%d", with: ["%2$@", "b"]) == "b%2$@%d")
    #expect(Words.paragraphs("consent_details").count == 6)
  }

  /// Swift has no constants of the keys, so this looks at all sources of the app.
  @Test
  func everyKeyInTheSourcesIsInTheCatalog() throws {
    struct Catalog: Decodable {
      struct Entry: Decodable {}
      let strings: [String: Entry]
    }
    let file = tree.appending(
      path: "ios/SongmingKit/Sources/SongmingKit/Resources/Localizable.xcstrings")
    let keys = try JSONDecoder().decode(Catalog.self, from: Data(contentsOf: file)).strings
    var used = 0
    for folder in ["ios/SongmingKit/Sources", "ios/App", "ios/ShareExtension"] {
      let files = FileManager.default.enumerator(
        at: tree.appending(path: folder), includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let source = try String(contentsOf: file, encoding: .utf8)
        for call in source.matches(of: /Words\.(text|paragraphs)\(([^)]*)/) {
          for literal in call.2.matches(of: /"([a-z0-9_]+)"/) {
            let key = call.1 == "text" ? String(literal.1) : "\(literal.1)_1"
            #expect(keys[key] != nil, "\(key) in \(file.lastPathComponent)")
            used += 1
          }
        }
      }
    }
    #expect(used > 0)
  }

  @Test(
    arguments: [
      (.offline, "连不上网络", .retry, .offline),
      (.Timeout(explanation: "超时。", code: "timeout"), "网络太慢", .retry, .offline),
      (.SignedOut(explanation: "请登录。", code: "signed-out"), "需要重新登录", .logIn, .closed),
      (
        .RateLimited(explanation: "太忙。", code: "busy", retryAfterSeconds: 5), "服务器繁忙", .retry,
        .closed
      ),
      (.Rejected(explanation: "没有。", code: "not-found"), "打不开这一页", nil, .empty),
      (.Storage(explanation: "满了。", code: "full"), "手机存储出了问题", .retry, .full),
      (.Unexpected(explanation: "意外。", code: "panic"), "出了点意外", .retry, .closed),
    ] as [(ClientError, String, MessageAction?, Drawing)])
  func eachErrorHasItsMessage(
    error: ClientError, title: String, action: MessageAction?, drawing: Drawing
  ) {
    let message = FullScreenMessage(error)
    #expect(message.title == title)
    #expect(message.body.hasPrefix("\(error.explanation)\n"))
    #expect(message.body.count > error.explanation.count + 1)
    #expect(message.action == action)
    #expect(message.actionTitle.isEmpty == (action == nil))
    #expect(message.drawing == drawing)
    #expect(BannerMessage(error, canDismiss: false).action == action)
    #expect(BannerMessage(error, canDismiss: false).text == error.explanation)
    #expect(BannerMessage(error, canDismiss: true).action == (action == .logIn ? .logIn : .dismiss))
    #expect(
      BannerMessage(error, canDismiss: true).detail.isEmpty == (action == nil || action == .logIn))
  }

  @Test
  func whereNothingLeadsToTheLoginItIsNotOffered() {
    let error = ClientError.SignedOut(explanation: "请登录。", code: "signed-out")
    #expect(FullScreenMessage(error, canLogIn: false).action == nil)
    #expect(BannerMessage(error, canDismiss: true, canLogIn: false).action == .dismiss)
    #expect(BannerMessage(error, canDismiss: false, canLogIn: false).action == nil)
    #expect(!BannerMessage(error, canDismiss: false, canLogIn: false).detail.isEmpty)
  }
}
