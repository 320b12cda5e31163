import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// A voice that speaks until the test says that it is done.
@MainActor
private final class FakeVoice: Voice {
  private(set) var spoken: [String] = []
  var isMissing = false
  private var speaking: CheckedContinuation<Bool, Never>?

  func speak(_ text: String) async -> Bool {
    if isMissing { return false }
    spoken.append(text)
    return await withCheckedContinuation { speaking = $0 }
  }

  func stop() { end(false) }

  func finish() { end(true) }

  private func end(_ isFinished: Bool) {
    speaking?.resume(returning: isFinished)
    speaking = nil
  }
}

private func sentence(_ text: String) -> Sentence {
  Sentence(block: nil, text: text, spoken: "说\(text)")
}

@MainActor @Suite struct SpeechPlayerTests {
  private let fake = FakeCoreClient()
  private let voice = FakeVoice()
  private let rows = [itemRow("1"), itemRow("2")]

  init() {
    queue(rows)
    fake.answer("listening.speech") { arguments in
      let id = arguments[0] as? String ?? ""
      return [sentence("\(id)甲"), sentence("\(id)乙")]
    }
    fake.answer("listening.setPosition")
    fake.answer("listening.remove")
  }

  private func queue(_ rows: [ItemRow], current: String? = nil, sentence: UInt32 = 0) {
    fake.answer("listening.queue", ListeningQueue(items: rows, current: current, sentence: sentence))
  }

  private func player() async -> SpeechPlayer {
    let player = SpeechPlayer(client: fake, voice: voice)
    await player.waitUntilLoaded()
    return player
  }

  @Test func itReadsSentenceBySentenceToTheEndOfTheQueueAndSavesEachPosition() async {
    let player = await player()
    player.play()
    for (place, text) in ["说1甲", "说1乙", "说2甲", "说2乙"].enumerated() {
      #expect(await until { voice.spoken.count == place + 1 })
      #expect(voice.spoken.last == text)
      #expect(player.state.speaking)
      voice.finish()
    }
    #expect(await until { !player.state.speaking })
    #expect(player.state.item?.id == "2")
    #expect(player.state.sentence == 2)
    #expect(player.state.current == nil)
    #expect(fake.last("listening.setPosition", 0, as: String.self) == "2")
    #expect(fake.last("listening.setPosition", 1, as: UInt32.self) == 1)
    player.play()
    #expect(await until { voice.spoken.last == "说2甲" }, "an item that was read to its end starts again")
  }

  @Test func itContinuesWhereTheLastProcessEnded() async {
    queue(rows, current: "2", sentence: 1)
    let player = await player()
    #expect(player.state.item?.id == "2")
    player.play()
    #expect(await until { voice.spoken == ["说2乙"] })
  }

  @Test func aPauseKeepsTheSentence() async {
    let player = await player()
    player.play()
    #expect(await until { voice.spoken.count == 1 })
    player.pause()
    #expect(!player.state.speaking)
    #expect(!player.state.voiceMissing, "a voice that was stopped is not missing")
    player.play()
    #expect(await until { voice.spoken == ["说1甲", "说1甲"] })
  }

  @Test func itMovesBySentencesAndItemsAndGoesOnSpeaking() async {
    let player = await player()
    player.play()
    #expect(await until { voice.spoken.count == 1 })
    player.step(by: 1)
    #expect(await until { voice.spoken.last == "说1乙" })
    player.step(by: 5)
    #expect(await until { voice.spoken.count == 3 })
    #expect(voice.spoken.last == "说1乙", "not beyond the last sentence")
    player.nextItem()
    #expect(await until { voice.spoken.last == "说2甲" })
    player.nextItem()
    player.previousItem()
    #expect(await until { voice.spoken.last == "说1甲" })
    #expect(player.state.speaking)
  }

  @Test func itMovesWithoutSpeakingWhilePaused() async {
    let player = await player()
    player.select(rows[1])
    #expect(await until { player.state.item?.id == "2" })
    #expect(await until { fake.last("listening.setPosition", 0, as: String.self) == "2" })
    #expect(voice.spoken.isEmpty)
    #expect(!player.state.speaking)
  }

  @Test func anItemThatIsWithdrawnWhileItIsReadStops() async {
    let player = await player()
    player.play()
    #expect(await until { voice.spoken.count == 1 })
    queue([rows[1]])
    fake.announce(.items)
    #expect(await until { player.state.item?.id == "2" })
    #expect(!player.state.speaking)
    #expect(voice.spoken.count == 1)
  }

  @Test func aCorrectedItemIsReadInItsNewWords() async {
    let player = await player()
    player.play()
    #expect(await until { voice.spoken.count == 1 })
    fake.answer("listening.speech", [sentence("甲"), sentence("改过")])
    fake.announce(.items)
    #expect(await until { player.state.sentences.last?.text == "改过" })
    #expect(player.state.speaking)
    voice.finish()
    #expect(await until { voice.spoken.last == "说改过" })
  }

  @Test func aPhoneWithoutAChineseVoiceSaysSoUntilItIsPlayedAgain() async {
    voice.isMissing = true
    let player = await player()
    player.play()
    #expect(await until { player.state.voiceMissing })
    #expect(!player.state.speaking)
    voice.isMissing = false
    player.play()
    #expect(!player.state.voiceMissing)
    #expect(await until { voice.spoken.count == 1 })
  }

  @Test func whatThePersonRemovesIsRemovedInTheCore() async {
    let player = await player()
    player.remove("2")
    #expect(await until { fake.last("listening.remove", as: [String].self) == ["2"] })
    #expect(player.state.queue.count == 2, "the core says when it is gone")
  }

  @Test func anEmptyQueueOrOneThatCannotBeReadPlaysNothing() async {
    fake.fails("listening.queue", .offline)
    let player = await player()
    player.play()
    #expect(!player.state.speaking)
    queue([])
    fake.announce(.listening)
    #expect(await until { fake.count("listening.queue") == 2 })
    player.play()
    #expect(!player.state.speaking)
    #expect(voice.spoken.isEmpty)
  }

  @Test func aClosedPlayerFollowsNothing() async {
    let player = await player()
    player.play()
    #expect(await until { voice.spoken.count == 1 })
    player.close()
    #expect(!player.state.speaking)
    #expect(await until { fake.listeners == 0 })
  }
}
