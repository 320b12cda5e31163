import Foundation

/// The words of the app: buttons, headings and messages, from `Resources/Localizable.xcstrings`. `ios/words` writes that file
/// from the words of the Android app.
public enum Words {
  /// The sentence of a key, with the arguments in their places. A key that is not in the catalog is a programming error.
  public static func text(_ key: String, _ arguments: any CustomStringConvertible...) -> String {
    guard let pattern = pattern(key) else {
      assertionFailure("the catalog has no \(key)")
      return key
    }
    return fill(pattern, with: arguments.map(\.description))
  }

  /// The paragraphs `key_1`, `key_2` and so on.
  public static func paragraphs(_ key: String) -> [String] {
    var all: [String] = []
    while let next = pattern("\(key)_\(all.count + 1)") { all.append(fill(next, with: [])) }
    return all
  }

  /// Replaces `%1$@` and `%2$lld`, and `%%` by one percent sign. Not `String(format:)`: that trusts the number and the types
  /// of what it is given.
  static func fill(_ pattern: String, with arguments: [String]) -> String {
    let parts = pattern.components(separatedBy: "%%").map { part in
      part.replacing(/%(?<place>\d+)\$(?:@|lld)/) { match in
        guard let place = Int(match.place), arguments.indices.contains(place - 1) else {
          assertionFailure("\(pattern) has no argument \(match.place)")
          return String(match.0)
        }
        return arguments[place - 1]
      }
    }
    return parts.joined(separator: "%")
  }

  #if canImport(Darwin)
    private static func pattern(_ key: String) -> String? {
      let missing = "\u{0}"
      let found = Bundle.module.localizedString(forKey: key, value: missing, table: nil)
      return found == missing ? nil : found
    }
  #else
    // Only Xcode compiles a catalog: here it is read as it is.
    private static func pattern(_ key: String) -> String? { catalog[key] }

    private static let catalog: [String: String] = {
      struct Catalog: Decodable {
        struct Entry: Decodable { let localizations: [String: Localization] }
        struct Localization: Decodable { let stringUnit: Unit }
        struct Unit: Decodable { let value: String }
        let sourceLanguage: String
        let strings: [String: Entry]
      }
      guard let file = Bundle.module.url(forResource: "Localizable", withExtension: "xcstrings"),
        let data = try? Data(contentsOf: file),
        let catalog = try? JSONDecoder().decode(Catalog.self, from: data)
      else { return [:] }
      return catalog.strings.compactMapValues {
        $0.localizations[catalog.sourceLanguage]?.stringUnit.value
      }
    }()
  #endif
}
