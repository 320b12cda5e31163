import AVFoundation
import Foundation
import SongmingKit

/// The phone's speech synthesis. It is set up at the first sentence: most people never listen.
@MainActor
final class SpeechSynthesizerVoice: NSObject, Voice {
  private lazy var synthesizer: AVSpeechSynthesizer = {
    let synthesizer = AVSpeechSynthesizer()
    synthesizer.delegate = self
    return synthesizer
  }()
  private var utterances: [ObjectIdentifier: CheckedContinuation<Bool, Never>] = [:]

  func speak(_ text: String) async -> Bool {
    // Asked for each sentence: the person can install a voice meanwhile.
    guard let voice = AVSpeechSynthesisVoice(language: "zh-CN") else { return false }
    if Task.isCancelled { return false }
    let utterance = AVSpeechUtterance(string: text)
    utterance.voice = voice
    let id = ObjectIdentifier(utterance)
    // A synthesizer whose process died reports neither an end nor an error.
    let limit = Self.baseSeconds + Self.secondsPerCharacter * Double(text.count)
    let timeout = Task {
      guard (try? await Task.sleep(for: .seconds(limit))) != nil else { return }
      end(id, finished: false)
    }
    defer { timeout.cancel() }
    return await withCheckedContinuation { continuation in
      utterances[id] = continuation
      synthesizer.speak(utterance)
    }
  }

  func stop() {
    // One that waits for its first sound may be reported neither as finished nor as cancelled.
    synthesizer.stopSpeaking(at: .immediate)
    for continuation in utterances.values { continuation.resume(returning: false) }
    utterances = [:]
  }

  private static let baseSeconds = 10.0
  private static let secondsPerCharacter = 0.6

  private func end(_ utterance: ObjectIdentifier, finished: Bool) {
    utterances.removeValue(forKey: utterance)?.resume(returning: finished)
  }
}

/// The system does not say on which thread it calls; the utterance is only compared.
extension SpeechSynthesizerVoice: AVSpeechSynthesizerDelegate {
  nonisolated func speechSynthesizer(_ synthesizer: AVSpeechSynthesizer, didFinish utterance: AVSpeechUtterance) {
    let id = ObjectIdentifier(utterance)
    Task { @MainActor in end(id, finished: true) }
  }

  nonisolated func speechSynthesizer(_ synthesizer: AVSpeechSynthesizer, didCancel utterance: AVSpeechUtterance) {
    let id = ObjectIdentifier(utterance)
    Task { @MainActor in end(id, finished: false) }
  }
}
