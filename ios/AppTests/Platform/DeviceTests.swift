import AVFoundation
import Foundation
import SongmingCore
import SongmingKitTesting
import Testing

@testable import App

@Suite struct DeviceTests {
  @Test func aNetworkThatCostsOrIsToBeSparedIsMetered() {
    func classOf(_ satisfied: Bool, _ expensive: Bool, _ constrained: Bool) -> NetworkClass {
      NetworkMonitor.networkClass(isSatisfied: satisfied, isExpensive: expensive, isConstrained: constrained)
    }
    #expect(classOf(true, false, false) == .unmetered)
    #expect(classOf(true, true, false) == .metered)
    #expect(classOf(true, false, true) == .metered)
    #expect(classOf(false, true, true) == .offline)
  }

  @Test func aPublicKeyIsInSpki() throws {
    // A key that another program wrote.
    let known = try #require(
      Data(
        base64Encoded: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYkKvnOLVnLcP0O4Jt8LezSHTE/amu5TbRxF1ZDvetKVz"
          + "ch74ujvm6CZGT8PYQS9xc8iWwMnlFUeNOKJGQ2TwTA=="))
    #expect(known.count == SecureEnclaveSigner.spkiHeader.count + 65)
    #expect(known.prefix(SecureEnclaveSigner.spkiHeader.count) == SecureEnclaveSigner.spkiHeader)
  }

  @Test func aKeychainWithoutTheSecretSaysThatItIsGoneAndAKeyThatCannotBeMadeFails() throws {
    #expect(try KeychainSecretStore().get(key: "token") == nil)
    #expect(throws: SecretStoreError.self) { try SecureEnclaveSigner().publicKey() }
  }
}

@MainActor @Suite(.serialized) struct AudioFocusTests {
  private final class Heard {
    var lost = 0
    var regained = 0
  }

  private let heard = Heard()
  private let focus: AudioFocus

  init() {
    focus = AudioFocus(onLost: { [heard] in heard.lost += 1 }, onRegained: { [heard] in heard.regained += 1 })
  }

  private func interrupt(_ type: AVAudioSession.InterruptionType, resume: Bool = false) {
    let options = AVAudioSession.InterruptionOptions.shouldResume.rawValue
    NotificationCenter.default.post(
      name: AVAudioSession.interruptionNotification, object: nil,
      userInfo: [
        AVAudioSessionInterruptionTypeKey: type.rawValue, AVAudioSessionInterruptionOptionKey: resume ? options : 0,
      ])
  }

  @Test func itPausesForACallAndContinuesAfterIt() async {
    #expect(focus.request())
    interrupt(.began)
    #expect(await until { heard.lost == 1 && focus.isLent })
    interrupt(.ended, resume: true)
    #expect(await until { heard.regained == 1 })
    #expect(!focus.isLent)
  }

  @Test func aCallAfterWhichTheSystemSaysNothingToResumeStaysPaused() async {
    #expect(focus.request())
    interrupt(.began)
    #expect(await until { focus.isLent })
    interrupt(.ended)
    #expect(await until { !focus.isLent })
    #expect(heard.regained == 0)
  }

  @Test func itPausesWhenHeadphonesAreUnplugged() async {
    #expect(focus.request())
    NotificationCenter.default.post(
      name: AVAudioSession.routeChangeNotification, object: nil,
      userInfo: [AVAudioSessionRouteChangeReasonKey: AVAudioSession.RouteChangeReason.oldDeviceUnavailable.rawValue])
    #expect(await until { heard.lost == 1 })
    #expect(!focus.isLent)
  }

  @Test func whoeverDoesNotSpeakHearsNothing() {
    focus.handle(.lost)
    focus.handle(.lent)
    #expect(heard.lost == 0)
    #expect(!focus.isLent)
  }
}
