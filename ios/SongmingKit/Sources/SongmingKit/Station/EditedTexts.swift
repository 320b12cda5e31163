import Observation

/// Texts that a person edits, by a key, and how each is stored.
@Observable @MainActor
public final class EditedTexts {
  private var current: [String: String] = [:]
  private var stored: [String: String] = [:]

  init() {}

  public subscript(key: String) -> String { current[key] ?? "" }

  func edit(_ key: String, _ text: String) {
    current[key] = text
  }

  /// What differs from what is stored.
  var unsaved: [String: String] { current.filter { isEdited($0.key) } }

  func wereStored(_ texts: [String: String]) {
    stored.merge(texts) { $1 }
  }

  /// Takes over what is stored now, but for what the person edits.
  func load(_ texts: [String: String]) {
    let edited = unsaved
    stored = texts
    current = texts.merging(edited) { $1 }
  }

  /// A text whose place is gone is not stored any more.
  func forget(_ key: String) {
    current[key] = nil
    stored[key] = nil
  }

  /// Texts that Unicode says are equivalent are equal in Swift, and are different to the core.
  private func isEdited(_ key: String) -> Bool {
    let (text, before) = (current[key] ?? "", stored[key] ?? "")
    return !text.unicodeScalars.elementsEqual(before.unicodeScalars)
  }
}
