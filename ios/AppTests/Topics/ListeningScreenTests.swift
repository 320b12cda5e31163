import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// A voice that speaks until it is stopped, or does not exist.
@MainActor
private final class EndlessVoice: Voice {
  var isMissing = false
  private var speaking: CheckedContinuation<Bool, Never>?

  func speak(_ text: String) async -> Bool {
    if isMissing { return false }
    return await withCheckedContinuation { speaking = $0 }
  }

  func stop() {
    speaking?.resume(returning: false)
    speaking = nil
  }
}

@MainActor @Suite struct ListeningScreenTests {
  private let fake = FakeCoreClient()
  private let voice = EndlessVoice()

  private func screen(_ rows: [ItemRow]) async -> (TopicHost, SpeechPlayer) {
    fake.answer("listening.queue", ListeningQueue(items: rows, current: nil, sentence: 0))
    fake.answer("listening.speech") { arguments in
      let id = arguments[0] as? String ?? ""
      return ["甲", "乙"].map { Sentence(block: nil, text: "\(id)\($0)", spoken: "") }
    }
    fake.answer("listening.setPosition").answer("listening.remove")
    let player = SpeechPlayer(client: fake, voice: voice)
    await player.waitUntilLoaded()
    let screen = ListeningScreen(player: player, onPlay: player.play, onPause: player.pause)
    return (TopicHost(fake, Destination(.listening), screen), player)
  }

  @Test func withoutAQueueItSaysHowOneIsMade() async throws {
    let (topic, player) = await screen([])
    #expect(topic.host.title == "听新闻")
    #expect(topic.host.shows("还没有要听的"))
    #expect(!topic.host.controls.contains { $0.name == "播放" })
    player.close()
  }

  @Test func theButtonsMoveThePlayer() async throws {
    let (topic, player) = await screen([itemRow("1"), itemRow("2")])
    #expect(topic.host.shows("1甲"))
    try topic.expectOperable()
    try topic.press("下一句")
    try await topic.host.waitFor("1乙")
    try topic.press("上一句")
    try await topic.host.waitFor("1甲")
    try topic.press("下一条")
    try await topic.host.waitFor("2甲")
    #expect(try topic.control("题 2").name == "题 2, 正在听")
    try topic.press("题 1")
    try await topic.host.waitFor("1甲")
    try topic.press("播放")
    try await topic.host.settle { player.state.speaking }
    #expect(!topic.host.controls.contains { $0.name == "播放" })
    try topic.press("暂停")
    #expect(!player.state.speaking)
    #expect(topic.host.controls.contains { $0.name == "播放" })
    try topic.press("移出：题 2")
    #expect(await until { fake.last("listening.remove", as: [String].self) == ["2"] })
    player.close()
  }

  @Test func aMissingVoiceIsSaid() async throws {
    let (topic, player) = await screen([itemRow("1")])
    #expect(!topic.host.shows("没有中文语音"))
    voice.isMissing = true
    try topic.press("播放")
    try await topic.host.waitFor("这部手机没有中文语音")
    #expect(topic.host.controls.contains { $0.name == "播放" })
    player.close()
  }
}
