import Foundation
import Observation
import SongmingKit

/// A window: where the person is in it, and the models of its screens.
@Observable @MainActor
final class SceneModel {
  let backStack: BackStack
  @ObservationIgnored let models = ModelStore()
  /// Texts of screens that their destinations do not contain: the words of a search, the id of a draft that was begun.
  private var texts: [String: String]

  private struct Saved: Codable {
    let backStack: [String]
    let texts: [String: String]
  }

  /// `saved`: what ``encoded()`` returned before the process ended.
  init(saved: String) {
    let decoded = try? JSONDecoder().decode(Saved.self, from: Data(saved.utf8))
    backStack = decoded.map { BackStack(encoded: $0.backStack) } ?? BackStack()
    texts = decoded?.texts ?? [:]
  }

  func encoded() -> String {
    let saved = Saved(backStack: backStack.encoded(), texts: texts)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(saved)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  func text(_ key: String) -> String? { texts[key] }

  func save(_ text: String, for key: String) {
    if texts[key] != text { texts[key] = text }
  }

  /// Forgets the screens that were left.
  func forgetLeft() {
    let keys = ModelStore.keys(of: backStack)
    models.retain(keys)
    let kept = texts.filter { keys.contains($0.key) }
    if kept.count != texts.count { texts = kept }
  }
}
