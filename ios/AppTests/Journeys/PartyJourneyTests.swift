import Foundation
import SongmingCore
import SongmingKitTesting
import Testing
import ViewHost

@testable import App

/// 党员: studies without a network, continues after the process was ended, listens, and adds an activity to the calendar.
@MainActor @Suite(.timeLimit(.minutes(5))) struct PartyJourneyTests {
  private let phone: JourneyPhone
  private let series = "从挂牌到上线：一个县级融媒体中心的来路"

  init() throws { phone = try JourneyPhone() }

  @Test func aSeriesIsKeptOfflineReadWithoutANetworkAndContinuedAfterTheProcessEnded() async throws {
    try await phone.consent()
    try await phone.loadEverything()
    try await phone.press("党建")
    try await phone.waitForScreen("党建")
    try await phone.press(series)
    try await phone.waitForScreen(series)

    // The network is cut while the series is downloaded, and comes back.
    try await phone.system.publisher.fault("cut", ["after_bytes": 100, "path": "/media", "times": 2])
    try await phone.press("整个系列离线保存")
    try await phone.waitFor("取消离线")
    try await phone.setNetwork(.offline)
    try await phone.waitFor("没有网络，正在看手机里的内容")
    try await phone.system.publisher.fault("none")
    try await phone.setNetwork(.unmetered)
    try await phone.sync()
    try await phone.waitUntil("all files of the series are on the phone") {
      let kept = try await phone.core().party().study(series: series).offline
      return kept.files > 0 && kept.held == kept.files
    }
    try await phone.waitFor("已离线保存")

    try await phone.setNetwork(.offline)
    try await phone.press("第二课")
    try await phone.waitForItem()
    try await phone.waitFor("“各做各的”")
    try phone.warnOfMemory()
    try await phone.endProcess()
    try await phone.waitForItem()
    try await phone.waitFor("“各做各的”")
    try await listen()

    try await phone.goBack()
    try await phone.waitForScreen(series)
    try await phone.waitFor("继续学习")
    // A chapter that is shown from its beginning to its end counts as read.
    let study = try await phone.core().party().study(series: series).study
    #expect(study.chapters.map(\.row.read) == [false, true, false])
    #expect(study.goOn == study.chapters.last?.row.id)
    try await phone.shake(seed: 19_210_723)
    try await phone.goBack()
    try await phone.waitForScreen("党建")
    try await phone.press("主题党日")
    try await phone.waitForItem()
    try await phone.press("加到日历")
    let event = try #require(phone.system.otherApps.events.first)
    #expect(event.title.contains("主题党日"))
    #expect(event.starts > 0 && event.ends > event.starts)
    try await phone.setNetwork(.unmetered)
    try await phone.waitUntilGone("没有网络，正在看手机里的内容")
    try await phone.finish("党员")
  }

  /// The chapter is read aloud, and goes on at its sentence after the process ended without a warning.
  private func listen() async throws {
    let voice = phone.system.voice
    try await phone.press("听")
    try await phone.waitForScreen("听新闻")
    try await phone.press("播放")
    try await phone.settle("the first sentence is spoken") { voice.spoken.count == 1 }
    voice.finishSentence()
    try await phone.settle("the second sentence is spoken") { voice.spoken.count == 2 }
    let second = voice.spoken[1]
    try await phone.waitUntil("the position is stored") { try await phone.core().listening().queue().sentence == 1 }
    try await phone.endProcess(inBackground: false)
    try await phone.waitForScreen("听新闻")
    try await phone.waitFor("正在听")
    try await phone.press("播放")
    try await phone.settle("the second sentence is spoken again") { voice.spoken.count == 3 }
    #expect(voice.spoken.last == second)
    try await phone.press("暂停")
    try await phone.settle("the player is paused") { phone.app.session.value?.player.state.speaking == false }
    try await phone.press("移出")
    try await phone.waitFor("还没有要听的")
    try await phone.goBack()
    try await phone.waitForItem()
  }
}
